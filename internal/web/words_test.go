package web

import (
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

var (
	inTemplates = regexp.MustCompile(`\.T "((?:[^"\\]|\\.)*)"`)
	inFaults    = regexp.MustCompile(`InvalidError\{"[a-z]+", "((?:[^"\\]|\\.)*)"\}`)
	inCode      = regexp.MustCompile(`\b(?:say\.t|t)\("((?:[^"\\]|\\.)*)"`)
)

// TestEveryTextIsFrenchToo finds every text of the templates and of the code in the French words, and no word there that
// nobody says.
func TestEveryTextIsFrenchToo(t *testing.T) {
	t.Parallel()
	said := map[string]string{"%d": "numbers"}
	collect(t, pageFiles, inTemplates, said)
	collect(t, os.DirFS("."), inCode, said)
	collect(t, os.DirFS("../access"), inFaults, said) // what is wrong with what was typed
	for where, set := range closedSets() {
		for _, word := range set {
			said[word] = where
		}
	}
	french, err := readLocale(language.French)
	if err != nil {
		t.Fatal(err)
	}
	for text, where := range said {
		if french[text] == nil {
			t.Errorf("%s says %q, which has no French", where, text)
		}
	}
	for text := range french {
		if said[text] == "" {
			t.Errorf("locale/fr.json holds %q, which nobody says", text)
		}
	}
}

// closedSets are the words that templates say of values.
func closedSets() map[string][]string {
	return map[string][]string{
		"the roles":    {"viewer", "operator", "approver", "auditor", "admin"},
		"the residual": {"session", "key", "token", "ticket", "app-password", "job"},
	}
}

func collect(t *testing.T, files fs.FS, pattern *regexp.Regexp, said map[string]string) {
	t.Helper()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "testdata") {
			return err
		}
		data, err := fs.ReadFile(files, path)
		for _, match := range pattern.FindAllStringSubmatch(string(data), -1) {
			text, bad := strconv.Unquote(`"` + match[1] + `"`)
			if bad != nil {
				t.Errorf("%s: %s: %v", path, match[0], bad)
			}
			said[text] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
