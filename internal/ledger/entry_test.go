package ledger

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestAnEntryIsWrittenInOneWay(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := Encode(41,
		Entry{Seq: 999, At: time.Date(2026, 12, 31, 18, 0, 0, 120, paris), Kind: "intent", Actor: "é <ann>", Body: json.RawMessage(` {"b": 1, "a": [ ]} `)},
		Entry{At: testTime, Kind: "undo", Actor: "a\xff\xfe"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`{"actor":"é <ann>","at":"2026-12-31T17:00:00.00000012Z","body":{"a":[],"b":1},"kind":"intent","seq":41}`,
		`{"actor":"a��","at":"2026-11-23T18:00:00Z","body":null,"kind":"undo","seq":42}`,
	} {
		if got := string(bodies[i]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		back, err := ParseEntry(bodies[i])
		if err != nil || back.Seq != int64(41+i) || back.At.Location() != time.UTC {
			t.Errorf("read back %+v, %v", back, err)
		}
		if canonical, err := Canonical(json.RawMessage(bodies[i])); err != nil || string(canonical) != want {
			t.Errorf("Canonical would write it as %s, %v", canonical, err)
		}
	}
}

func TestAnEntryThatSaysTooLittleIsRefused(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]Entry{
		"it has no kind":            {At: testTime, Actor: "a"},
		"it has no actor":           {At: testTime, Kind: "k"},
		"it has no time":            {Kind: "k", Actor: "a"},
		"in the year 10000":         {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Kind: "k", Actor: "a"},
		"body.share is 0.1":         {At: testTime, Kind: "k", Actor: "a", Body: json.RawMessage(`{"share":0.1}`)},
		"body is not JSON":          {At: testTime, Kind: "k", Actor: "a", Body: json.RawMessage(`{`)},
		`entry 5 of kind "k": body`: {At: testTime, Kind: "k", Actor: "a", Body: json.RawMessage(`1.5`)},
	} {
		if _, err := Encode(5, e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestOnlyTheCanonicalTextOfAnEntryIsRead(t *testing.T) {
	t.Parallel()
	good := `{"actor":"a","at":"2026-11-23T18:00:00Z","body":{"x":1},"kind":"k","seq":3}`
	if _, err := ParseEntry([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"another member": strings.Replace(good, `"kind"`, `"extra":1,"kind"`, 1),
		"space":          strings.Replace(good, `:3`, `: 3`, 1),
		"another order":  `{"at":"2026-11-23T18:00:00Z","actor":"a","body":{"x":1},"kind":"k","seq":3}`,
		"another zone":   strings.Replace(good, `18:00:00Z`, `19:00:00+01:00`, 1),
		"zeros at end":   strings.Replace(good, `00Z`, `00.000Z`, 1),
		"case of a name": strings.Replace(good, `"kind"`, `"Kind"`, 1),
		"not JSON":       good[1:],
		"empty":          "",
	} {
		if e, err := ParseEntry([]byte(bad)); err == nil {
			t.Errorf("%s: read as %+v", name, e)
		}
	}
}
