package ad

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	goldap "github.com/go-ldap/ldap/v3"
	"pgregory.net/rapid"
)

func TestAnObjectGUIDIsWrittenAsWindowsWritesIt(t *testing.T) {
	t.Parallel()
	raw := "\x67\xc8\x54\x1a\x23\x4b\x6a\x4d\x9f\x01\x02\x03\x04\x05\x06\x07"
	if got := guidText(raw); got != "1a54c867-4b23-4d6a-9f01-020304050607" {
		t.Errorf("got %s", got)
	}
	for _, bad := range []string{"", "short", raw + "x"} {
		if got := guidText(bad); got != "" {
			t.Errorf("%q is written as %q", bad, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		key := guidText(string(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "raw")))
		if dn, ok := guidDN(key); !ok || dn != "<GUID="+key+">" {
			t.Fatalf("%s is no key", key)
		}
	})
}

func TestWhatIsNoKeyNeverReachesTheDomain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.String().Draw(t, "key")
		if dn, ok := guidDN(key); ok && strings.ContainsAny(dn[1:len(dn)-1], "<>;,") {
			t.Fatalf("%q is looked for as %q", key, dn)
		}
	})
}

func TestTimesOfWindowsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"0": {}, "9223372036854775807": {}, "": {}, "never": {}, "-1": {},
		"116444736000000000":  time.Unix(0, 0).UTC(),
		"134400384000000000":  time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
		"134400384000000001":  time.Date(2026, 11, 25, 0, 0, 0, 100, time.UTC),
		"2650467743990000000": time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		got := fileTime(text)
		if !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
		if !want.IsZero() && fileTimeOf(want) != text {
			t.Errorf("%s is written as %s, want %s", want, fileTimeOf(want), text)
		}
	}
}

func TestAStampStandsBeforeTheDescriptionAndInThePlaceOfAnEarlierOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ about, reason, want string }{
		{"", "", "[2026-11-25 Exeunt (svc)]"},
		{"Sales", "left", "[2026-11-25 Exeunt (svc): left] Sales"},
		{"[2024-01-02 Exeunt (old): then] Sales", "left", "[2026-11-25 Exeunt (svc): left] Sales"},
		{"[HR] Sales", "a]b\nc[", "[2026-11-25 Exeunt (svc): a)b c(] [HR] Sales"},
	} {
		got := stamp(c.about, time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC), "svc", c.reason)
		if got != c.want || !isStamped(got) {
			t.Errorf("%q with %q becomes %q", c.about, c.reason, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string { return rapid.StringN(0, 1500, -1).Draw(t, label) }
		got := stamp(text("about"), time.Unix(0, 0), "svc", text("reason"))
		if n := utf8.RuneCountInString(got); n > longestAbout || !isStamped(got) {
			t.Fatalf("%d characters: %q", n, got)
		}
	})
}

func TestEveryPasswordIsAnotherAndOfEverySort(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		p := randomPassword()
		if seen[p] || len(p) < 30 || !strings.ContainsAny(p, "abcdefghijklmnopqrstuvwxyz") || !strings.ContainsAny(p, "0123456789") || !strings.Contains(p, "!") {
			t.Errorf("the password %q", p)
		}
		seen[p] = true
	}
	if got := quoted("aé"); got != "\"\x00a\x00\xe9\x00\"\x00" {
		t.Errorf("written as %q", got)
	}
}

func TestANameIsPartedAtItsFirstCommaThatIsNoPartOfAValue(t *testing.T) {
	t.Parallel()
	for dn, want := range map[string][2]string{
		`CN=Doe\, Jane,OU=a,DC=x`: {`CN=Doe\, Jane`, "OU=a,DC=x"},
		`CN=back\\,OU=a`:          {`CN=back\\`, "OU=a"},
		`DC=x`:                    {"DC=x", ""},
		`CN=odd\`:                 {`CN=odd\`, ""},
	} {
		if own, above := split(dn); [2]string{own, above} != want {
			t.Errorf("%s is parted into %q and %q", dn, own, above)
		}
	}
	for bind, want := range map[string]string{
		"svc@corp.example.com": "svc", `CORP\svc`: "svc", "CN=svc,OU=Services,DC=corp": "svc", "svc": "svc", `CN=a\,b@c,DC=x`: `CN=a\,b`,
	} {
		if got := loginOf(bind); got != want {
			t.Errorf("%s is %q, want %q", bind, got, want)
		}
	}
}

// entryOf makes one entry of an access list.
func entryOf(kind, flags byte, mask uint32, object string, who sid) []byte {
	body := []byte{}
	if kind == aceAllowObject || kind == aceDenyObject {
		flag := map[bool]uint32{true: 1}[object != ""]
		body = append(binary.LittleEndian.AppendUint32(body, flag), object...)
	}
	body = append(body, who...)
	head := binary.LittleEndian.AppendUint16([]byte{kind, flags}, uint16(8+len(body)))
	return append(binary.LittleEndian.AppendUint32(head, mask), body...)
}

func descriptorOf(entries ...[]byte) string {
	list := []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0, byte(len(entries)), 0, 0, 0}
	for _, e := range entries {
		list = append(list, e...)
	}
	return string(list)
}

func TestTheFirstEntryThatSpeaksOfARightDecides(t *testing.T) {
	t.Parallel()
	const us, others = sid("\x01\x01\x00\x00\x00\x00\x00\x05\x0b\x00\x00\x00"), sid("\x01\x01\x00\x00\x00\x00\x00\x05\x0c\x00\x00\x00")
	allow := entryOf(aceAllowObject, 0, mayControl, mayReset, us)
	for name, c := range map[string]struct {
		list []([]byte)
		want bool
	}{
		"nothing":           {nil, false},
		"the right":         {[][]byte{allow}, true},
		"all such rights":   {[][]byte{entryOf(aceAllow, 0, mayControl, "", us)}, true},
		"everything":        {[][]byte{entryOf(aceAllow, 0, mayEverything, "", us)}, true},
		"another right":     {[][]byte{entryOf(aceAllowObject, 0, mayControl, classUser, us)}, false},
		"another kind":      {[][]byte{entryOf(aceAllow, 0, mayDelete, "", us)}, false},
		"somebody else":     {[][]byte{entryOf(aceAllow, 0, mayControl, "", others)}, false},
		"only for heirs":    {[][]byte{entryOf(aceAllow, aceInheritOnly, mayControl, "", us)}, false},
		"denied before":     {[][]byte{entryOf(aceDenyObject, 0, mayControl, mayReset, us), allow}, false},
		"denied after":      {[][]byte{allow, entryOf(aceDeny, 0, mayControl, "", us)}, true},
		"denied to another": {[][]byte{entryOf(aceDeny, 0, mayControl, "", others), allow}, true},
	} {
		if got := allows(descriptorOf(c.list...), []sid{us}, mayControl, mayReset); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // whatever the bytes, nothing breaks
		raw := rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "raw")
		if len(raw) >= 20 {
			binary.LittleEndian.PutUint32(raw[16:], uint32(rapid.IntRange(0, 90).Draw(t, "at")))
		}
		allows(string(raw), []sid{us}, mayControl, mayReset)
		metadata(string(raw))
		sid(raw).rid()
		sid(raw).with(1)
	})
}

func TestARefusalOfTheGuardNamesBothReasons(t *testing.T) {
	t.Parallel()
	domain := sid("\x01\x04\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00aaaabbbbcccc")
	builtin := sid("\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00")
	e := entry{goldap.NewEntry("CN=x", map[string][]string{
		attrToken: {string(domain.with(519)), string(builtin), string(domain.with(513))}, attrAdmin: {"1"},
	})}
	d := deed{entry: e}
	want := "adminCount is 1; member of Administrators, perhaps by another group; member of Enterprise Admins, perhaps by another group"
	if got := d.rules(); got != want {
		t.Errorf("got %q", got)
	}
}
