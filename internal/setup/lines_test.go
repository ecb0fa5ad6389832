package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Whatever a column or a word is called, the settings say just that when they are read.
func TestTextsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "exeunt.yaml")
	rapid.Check(t, func(t *rapid.T) {
		name := texts(t, "column")
		words := []string{"a" + texts(t, "word"), "b" + texts(t, "word")}
		var l lines
		l.put(0, "people:", "")
		l.put(2, "- name: hr", texts(t, "remark"))
		for _, line := range []string{"kind: csv", "path: " + scalar("a.csv"), "zone: UTC", "columns:", "  id: " + scalar(name), "status-values:", "  left: " + flow(words)} {
			l.put(4, line, texts(t, "remark"))
		}
		l.put(0, `systems: [{name: crm, kind: csv, path: b.csv, owner: a@example.test, columns: {id: `+item(name)+`}}]`, "")
		if err := os.WriteFile(file, []byte(l.text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := config.Load(file)
		if err != nil {
			t.Fatalf("%v\n%s", err, l.text.String())
		}
		got := []string{s.People[0].CSV.Columns[config.ColumnID], s.Systems[0].CSV.Columns[config.ColumnID]}
		if diff := cmp.Diff([]string{name, name}, got); diff != "" {
			t.Fatalf("%s\n%s", diff, l.text.String())
		}
		if diff := cmp.Diff(words, s.People[0].CSV.StatusValues[identity.StatusLeft]); diff != "" {
			t.Fatalf("%s\n%s", diff, l.text.String())
		}
	})
}

// texts draws a text that the settings can hold: of one line, and with more than blanks in it.
func texts(t *rapid.T, what string) string {
	odd := rapid.SampledFrom([]string{"true", "no", "~", "1e3", "0x1f", "- a", "a: b", "a #b", "#a", "[a", "{a: b}", "&a", "*a", "!a", "%a", "@a", "`a", "'a'", `"a`, "a,b", "a:", ":a", "Date d'entrée", "Größe (cm)", "ünï", "日本", "."})
	any := rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return !unicode.IsControl(r) && r != unicode.ReplacementChar }), 1, 12, -1)
	return rapid.OneOf(odd, any).Filter(func(s string) bool { return strings.TrimSpace(s) == s && s != "" }).Draw(t, what)
}

func TestRemarksStandBesideOrAbove(t *testing.T) {
	t.Parallel()
	var l lines
	l.put(2, "short: 1", "it is short")
	l.put(2, "quite-long: "+strings.Repeat("x", 40), checkThis+"it is long")
	l.put(2, "bare: 1", "")
	want := "  short: 1                          # it is short\n  # check this: it is long\n  quite-long: " + strings.Repeat("x", 40) + "\n  bare: 1\n"
	if diff := cmp.Diff(want, l.text.String()); diff != "" {
		t.Error(diff)
	}
	if l.checks != 1 {
		t.Errorf("%d places are to be checked", l.checks)
	}
}
