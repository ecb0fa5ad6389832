package files

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const feed = "no,end\n1,\n2,2026-12-31\n"

func TestTheNewestFileOfThePatternIsRead(t *testing.T) {
	t.Parallel()
	s, dir := source(t, func(c *Config) { c.Pattern = "hr-*.csv" })
	reads(t, s, "", "there is no file hr-*.csv")
	put(t, dir, "hr-1.csv", "old\n")
	put(t, dir, "other.csv", "other\n")
	put(t, dir, "hr-2.csv", feed)
	aged(t, dir, "other.csv", longAgo.Add(time.Hour))
	reads(t, s, feed, "") // of two of one time, the last by name
	aged(t, dir, "hr-1.csv", longAgo.Add(time.Minute))
	reads(t, s, "old\n", "")
}

func TestAFileThatIsNotCompleteIsNotRead(t *testing.T) {
	t.Parallel()
	marked, dir := source(t, func(c *Config) { c.Marker = ".done" })
	put(t, dir, "hr.csv", feed)
	reads(t, marked, "", "there is no hr.csv.done")
	put(t, dir, "hr.csv.done", "")
	aged(t, dir, "hr.csv.done", longAgo.Add(time.Hour)) // it is no file of people, however new
	reads(t, marked, feed, "")
	put(t, dir, "hr2.csv", feed)
	aged(t, dir, "hr2.csv", longAgo.Add(time.Hour))
	reads(t, marked, "", "there is no hr2.csv.done") // and yesterday's is not taken in its place

	summed, dir := source(t, func(c *Config) { c.Checksum = ".sha256" })
	put(t, dir, "hr.csv", feed)
	reads(t, summed, "", "there is no hr.csv.sha256")
	put(t, dir, "hr.csv.sha256", strings.ToUpper(sum(feed))+"  hr.csv\n")
	reads(t, summed, feed, "")
	put(t, dir, "hr.csv", feed+"3,\n")
	aged(t, dir, "hr.csv", longAgo.Add(time.Hour))
	reads(t, summed, "", "it did not come whole, or was changed")
	put(t, dir, "hr.csv.sha256", "soon")
	reads(t, summed, "", "does not begin with a SHA-256")
}

func TestATrailerCountsTheRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want, says string }{
		"right":             {"no,end\n1,\n2,\nTRAILER;2\n", "no,end\n1,\n2,\n", ""},
		"leading zeros":     {"no,end\n1,\n2,\nTRAILER;0002\r\n", "no,end\n1,\n2,\n", ""},
		"none":              {"no,end\nTRAILER;0", "no,end\n", ""},
		"a break in quotes": {"no,end\n\"1\n1\",\nTRAILER;1\n", "no,end\n\"1\n1\",\n", ""},
		"cut":               {"no,end\n1,\n2,\n", "", "not the trailer: it did not come whole"},
		"a row is missing":  {"no,end\n1,\nTRAILER;2\n", "", "counts 2 rows, and there are 1"},
		"empty":             {"", "", "not the trailer"},
	} {
		s, dir := source(t, func(c *Config) { c.Trailer = "^TRAILER;([0-9]+)$" })
		put(t, dir, "hr.csv", c.text)
		got, err := read(t, s)
		if c.says == "" && (err != nil || got != c.want) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// A young file is looked at twice, and must be the same both times.
func TestAYoungFileIsLookedAtTwice(t *testing.T) {
	t.Parallel()
	s, dir := source(t)
	s.now = func() time.Time { return longAgo.Add(4 * time.Second) }
	put(t, dir, "hr.csv", feed)
	var waited time.Duration
	s.wait = func(_ context.Context, d time.Duration) error { waited += d; return nil }
	reads(t, s, feed, "")
	if waited != 6*time.Second {
		t.Errorf("waited %s", waited)
	}
	growing, dir := source(t)
	growing.now = s.now
	put(t, dir, "hr.csv", feed)
	growing.wait = func(context.Context, time.Duration) error { put(t, dir, "hr.csv", feed+"3,\n"); return nil }
	reads(t, growing, "", "still being written")
	gone := errors.New("the caller gave up")
	growing.wait = func(context.Context, time.Duration) error { return gone }
	if _, err := read(t, growing); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}

func TestEveryFileIsKeptUnderItsHash(t *testing.T) {
	t.Parallel()
	s, dir := source(t)
	put(t, dir, "hr.csv", feed)
	reads(t, s, feed, "")
	reads(t, s, feed, "")
	put(t, dir, "hr.csv", "no,end\n")
	aged(t, dir, "hr.csv", longAgo.Add(time.Hour))
	reads(t, s, "no,end\n", "")
	for _, text := range []string{feed, "no,end\n"} {
		kept, err := os.ReadFile(filepath.Join(s.cfg.Evidence, sum(text)+"-hr.csv"))
		if err != nil || string(kept) != text {
			t.Errorf("kept %q: %v", kept, err)
		}
	}
	if all, err := os.ReadDir(s.cfg.Evidence); err != nil || len(all) != 2 {
		t.Errorf("%d files are kept: %v", len(all), err)
	}
	if info, err := os.Stat(s.cfg.Evidence); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v: %v", info.Mode(), err)
	}
}

func TestAFileIsDecryptedAndLeavesNothingInClear(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, armored := range map[string]bool{"binary": false, "armored": true} {
		s, dir := source(t, func(c *Config) { c.Decrypt = is("# a comment\n" + identity.String()) })
		secret := encrypted(t, identity, armored)
		put(t, dir, "hr.csv.age", secret)
		found, err := s.Fetch(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if text, _ := os.ReadFile(found.Path); string(text) != feed || found.Made {
			t.Errorf("%s: %q", name, text)
		}
		found.Done()
		if _, err := os.Stat(found.Path); !os.IsNotExist(err) {
			t.Errorf("%s: what was in clear is still there: %v", name, err)
		}
		if kept, err := os.ReadFile(filepath.Join(s.cfg.Evidence, sum(secret)+"-hr.csv.age")); err != nil || string(kept) != secret {
			t.Errorf("%s: the evidence is not what came: %v", name, err)
		}
		put(t, dir, "hr.csv.age", secret[:len(secret)-20])
		reads(t, s, "", "decrypt")
	}
	s, dir := source(t, func(c *Config) { c.Decrypt = is(stranger.String()) })
	put(t, dir, "hr.csv.age", encrypted(t, identity, false))
	reads(t, s, "", "decrypt")
	s, dir = source(t, func(c *Config) { c.Decrypt = is("hunter2") })
	put(t, dir, "hr.csv.age", encrypted(t, identity, false))
	if _, err := read(t, s); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "no identity of age") {
		t.Errorf("got %v", err)
	}
	s, dir = source(t, func(c *Config) { c.Decrypt = is(identity.String()) })
	put(t, dir, "hr.csv", feed)
	reads(t, s, "", "decrypt")
}

func encrypted(t *testing.T, to *age.X25519Identity, armored bool) string {
	t.Helper()
	var out bytes.Buffer
	var err error
	seal := func(dst interface{ Write([]byte) (int, error) }) {
		w, openErr := age.Encrypt(dst, to.Recipient())
		if openErr != nil {
			t.Fatal(openErr)
		}
		_, writeErr := w.Write([]byte(feed))
		err = errors.Join(writeErr, w.Close())
	}
	if armored {
		a := armor.NewWriter(&out)
		seal(a)
		err = errors.Join(err, a.Close())
	} else {
		seal(&out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestBadSettingsAreToldAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Pattern: "[", Format: "doc", Trailer: "x", Fields: []Field{{"", 0}}, Stable: -1})
	for _, want := range []string{"name is missing", "from is missing", "evidence is missing", `pattern "["`, `format "doc"`, "stable", "fields:", "trailer"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	for from, want := range map[string]string{
		"http://h/x": "begins with http", "sftp://h/x": "needs user and key", "https://u:hunter2@h/x": "no password in it", "https://": "is expected",
	} {
		_, err := New(Config{Name: "hr", From: from, Evidence: "e"})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", from, err)
		}
	}
}
