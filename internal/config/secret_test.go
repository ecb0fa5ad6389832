package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestASecretIsRevealedOnlyWhereItIsKept(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pass word"), []byte(" s3cret \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EXEUNT_TEST_SECRET", " s3cret ")
	for _, reference := range []string{
		"env:EXEUNT_TEST_SECRET",
		"file:pass word",
		"file:" + filepath.Join(dir, "pass word"),
		`exec:cat "pass word"`,
		`exec:printf '%s\n' ' s3cret '`,
	} {
		s, err := ParseSecret(reference, dir)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Reveal(t.Context())
		if err != nil || got != " s3cret " {
			t.Errorf("%s: got %q, %v", reference, got, err)
		}
	}
}

func TestASecretThatIsNotThereSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("EXEUNT_TEST_EMPTY", "")
	for reference, want := range map[string]string{
		"env:EXEUNT_TEST_NOT_SET": "secret env:EXEUNT_TEST_NOT_SET: the environment variable is not set: set it, or name another place in the settings",
		"env:EXEUNT_TEST_EMPTY":   "secret env:EXEUNT_TEST_EMPTY is empty: put the secret there, or name another place in the settings",
		"file:nowhere":            "secret file:nowhere: the file cannot be opened: no such file or directory",
		"exec:false":              "secret exec:false: the command did not succeed (exit status 1): run it by hand to see why",
		"exec:true":               "secret exec:true is empty: put the secret there, or name another place in the settings",
	} {
		s, err := ParseSecret(reference, dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Reveal(t.Context()); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := (Secret{}).Reveal(t.Context()); err == nil {
		t.Error("no secret was revealed")
	}
}

func TestASecretPrintsAsSecret(t *testing.T) {
	t.Parallel()
	s, err := ParseSecret("env:PASSWORD", "/")
	if err != nil {
		t.Fatal(err)
	}
	holder := struct{ Password Secret }{s}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "password", s)
	text, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s), fmt.Sprintf("%v %+v %#v", holder, holder, &holder),
		s.String(), log.String(), string(text),
	} {
		if strings.Contains(out, "PASSWORD") || !strings.Contains(out, "(secret)") {
			t.Errorf("printed %s", out)
		}
	}
}

func TestACommandIsSplitIntoWords(t *testing.T) {
	t.Parallel()
	for command, want := range map[string][]string{
		"pass show directory":            {"pass", "show", "directory"},
		`  a  'b c'   "d 'e' f" ''  `:    {"a", "b c", "d 'e' f", ""},
		`op read op://vault/item/$HOME;`: {"op", "read", "op://vault/item/$HOME;"},
	} {
		got, err := splitWords(command)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v", command, got, err)
		}
	}
	for _, command := range []string{`a 'b`, `a "b`, `a b"c"`} {
		if got, err := splitWords(command); err == nil {
			t.Errorf("%s: got %q", command, got)
		}
	}
}
