package http_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/config"
)

var yamlBlock = regexp.MustCompile("(?s)```ya?ml\n(.*?)```")

// yamlBlocks returns what a page of docs/connectors shows in YAML: settings of ours, and as yml those of other programs.
func yamlBlocks(t testing.TB, page string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "connectors", page))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range yamlBlock.FindAllSubmatch(text, -1) {
		blocks = append(blocks, string(found[1]))
	}
	return blocks
}

// The first block of each page is settings, and they are read as they stand.
func TestTheSettingsOfThePagesAreRead(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"http.md", "rabbitmq.md", "ejabberd.md"} {
		settings := filepath.Join(t.TempDir(), "exeunt.yaml")
		if err := os.WriteFile(settings, []byte(people+yamlBlocks(t, page)[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.Load(settings); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
}
