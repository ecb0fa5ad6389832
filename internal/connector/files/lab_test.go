package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// long ago, so that a file counts as left alone
var longAgo = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// put writes a file that was left alone for long.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
}

func aged(t testing.TB, dir, name string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
		t.Fatal(err)
	}
}

// source makes a source on a folder of its own.
func source(t testing.TB, change ...func(*Config)) (*Source, string) {
	t.Helper()
	dir := t.TempDir()
	cfg := Config{Name: "hr", From: dir, Pattern: "hr*", Evidence: filepath.Join(t.TempDir(), "evidence"), Columns: []string{"no", "end"}}
	for _, f := range change {
		f(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// read fetches the file and returns its text.
func read(t testing.TB, s *Source) (string, error) {
	t.Helper()
	found, err := s.Fetch(t.Context())
	if err != nil {
		return "", err
	}
	defer found.Done()
	text, err := os.ReadFile(found.Path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), nil
}

// reads demands a text, or an error that says something.
func reads(t testing.TB, s *Source, want, says string) {
	t.Helper()
	got, err := read(t, s)
	switch {
	case says == "" && (err != nil || got != want):
		t.Errorf("read %q, %v; want %q", got, err, want)
	case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
		t.Errorf("read %q, %v; want an error with %q", got, err, says)
	}
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func is(text string) secret { return func(context.Context) (string, error) { return text, nil } }
