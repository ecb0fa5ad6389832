package all_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
)

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// What a settings file needs beside the example of a page.
const (
	aPerson = "people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
	aSystem = "systems: [{name: dir, kind: ldap, url: \"ldaps://h\", bind: \"cn=x\", password: \"env:X\", people-base: \"dc=example\"}]\n"
)

// Every example of settings on a page about connectors is loaded, and the connectors that it describes are made.
func TestTheExamplesOfThePagesMakeConnectors(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../../docs/connectors/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages: %v, %v", pages, err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := yamlBlock.FindAllStringSubmatch(string(text), -1)
		if len(blocks) == 0 {
			t.Errorf("%s has no example of settings", filepath.Base(page))
		}
		for _, block := range blocks {
			makeAll(t, page, block[1])
		}
	}
}

func makeAll(t *testing.T, page, example string) {
	t.Helper()
	if !strings.Contains("\n"+example, "\npeople:") {
		example += aPerson
	}
	if !strings.Contains("\n"+example, "\nsystems:") {
		example += aSystem
	}
	file := filepath.Join(t.TempDir(), "exeunt.yaml")
	if err := os.WriteFile(file, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(file)
	if err != nil {
		t.Errorf("%s: %v\nin\n%s", page, err, example)
		return
	}
	for i := range s.People {
		if _, err := all.People(&s.People[i]); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
	for i := range s.Systems {
		if _, err := all.System(&s.Systems[i]); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
}
