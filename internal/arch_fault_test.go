package internal_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"
)

// Each file of testdata/arch is a small module with planted faults: a line that ends in `// want RULE...` breaks those
// rules, and no other line may be blamed.
func TestEveryRuleCatchesItsPlantedFault(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/arch/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("planted faults: %d files, %v", len(files), err)
	}
	caught := map[string]bool{}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			for _, rule := range expectPlanted(t, name) {
				caught[rule] = true
			}
		})
	}
	for rule := range rules {
		if !caught[rule] {
			t.Errorf("no planted fault shows that the rule %q catches anything", rule)
		}
	}
}

// expectPlanted compares the faults of one module with those it says it has, and returns the rules that were broken.
func expectPlanted(t *testing.T, name string) (broken []string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	module := fstest.MapFS{}
	for _, file := range archive.Files {
		module[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	sources, err := readSources(module)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, fault := range judge(sources) {
		found = append(found, fmt.Sprintf("%s:%d %s", fault.path, fault.line, fault.rule))
		broken = append(broken, fault.rule)
	}
	if diff := cmp.Diff(planted(archive), found, cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("planted (-), found (+):\n%s", diff)
	}
	return broken
}

// planted returns the faults that the sources announce, as PATH:LINE RULE.
func planted(archive *txtar.Archive) (all []string) {
	for _, file := range archive.Files {
		number := 0
		for line := range strings.Lines(string(file.Data)) {
			number++
			if _, wanted, ok := strings.Cut(line, "// want "); ok {
				for rule := range strings.FieldsSeq(wanted) {
					all = append(all, fmt.Sprintf("%s:%d %s", file.Name, number, rule))
				}
			}
		}
	}
	return all
}
