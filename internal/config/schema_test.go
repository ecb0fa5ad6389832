package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

var update = flag.Bool("update", false, "write docs/settings.schema.json")

func TestTheSchemaFileIsUpToDate(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "docs", "settings.schema.json")
	if *update {
		if err := os.WriteFile(file, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, Schema()) {
		t.Error("docs/settings.schema.json is not what the code says: go generate ./internal/config")
	}
}

func parsedSchema(t *testing.T) *schema {
	t.Helper()
	var s schema
	d := json.NewDecoder(bytes.NewReader(Schema()))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return &s
}

func TestTheSchemaHasEveryKeyOfTheTable(t *testing.T) {
	t.Parallel()
	root := parsedSchema(t)
	eachKey("", Doc("", ""), func(path string, k Key) {
		at := []*schema{root}
		for name := range strings.SplitSeq(path, ".") {
			at = below(at, name)
		}
		if len(at) == 0 {
			t.Errorf("%s is not in the schema", path)
		}
	})
}

// below returns the schemas of a property, through lists and kinds.
func below(all []*schema, name string) (found []*schema) {
	for _, s := range all {
		if s.Items != nil {
			found = append(found, below([]*schema{s.Items}, name)...)
		}
		found = append(found, below(s.OneOf, name)...)
		if p := s.Properties[name]; p != nil {
			found = append(found, p)
		}
	}
	return found
}

func TestTheSchemaAcceptsWhatLoadAccepts(t *testing.T) {
	t.Parallel()
	documented, err := os.ReadFile(filepath.Join("testdata", "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(documented), least, person("grace: 0"), application("owner: ada@example.com, delimiter: \";\"")} {
		if !conforms(t, parsedSchema(t), text) {
			t.Errorf("the schema refuses:\n%s", text)
		}
	}
}

func TestTheSchemaRefusesWhatOneValueCanBeRefusedFor(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		least + "stor: x\n",
		least + "plan: {expires: 0d1}\n",
		least + "plan: [1d]\n",
		least + "correlate: []\n",
		least + "policies: {leaver: {suspend: end-1d}}\n",
		least + "limits: {suspend: {share: 110%}}\n",
		least + "limits: {suspend: {max: -1}}\n",
		person(`ends-at: "24:60"`),
		person("complete: {min-people: 0}"),
		directoryWith(`url: "ldaps://h", delimiter: ","`),
		directoryWith(`url: "ldaps://h", password: hunter2`),
		directoryWith(`url: "ldaps://h", suspend-by: [shell, shell]`),
		application("due: 1d"),
		strings.Replace(least, "kind: ldap", "kind: ldpa", 1),
	} {
		if len(refused(text)) == 0 {
			t.Errorf("Load accepts:\n%s", text)
		}
		if conforms(t, parsedSchema(t), text) {
			t.Errorf("the schema accepts:\n%s", text)
		}
	}
}

func conforms(t *testing.T, s *schema, text string) bool {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return valid(s, data)
}

// valid is as much of a JSON Schema validator as the schema needs.
func valid(s *schema, data json.RawMessage) bool {
	data = bytes.TrimSpace(data)
	matching := func(all []*schema) (n int) {
		for _, one := range all {
			if valid(one, data) {
				n++
			}
		}
		return n
	}
	if len(s.OneOf) > 0 && matching(s.OneOf) != 1 || len(s.AnyOf) > 0 && matching(s.AnyOf) == 0 {
		return false
	}
	switch s.Type {
	case "object":
		return validObject(s, data)
	case "array":
		return validList(s, data)
	case "integer":
		var n int
		return json.Unmarshal(data, &n) == nil && (s.Minimum == nil || n >= *s.Minimum) && (s.Maximum == nil || n <= *s.Maximum)
	case "number":
		var n float64
		return json.Unmarshal(data, &n) == nil
	case "boolean":
		return string(data) == "true" || string(data) == "false"
	}
	var word string
	if json.Unmarshal(data, &word) != nil {
		return s.Type == "" && s.Const == ""
	}
	return (s.Const == "" || word == s.Const) && (len(s.Enum) == 0 || slices.Contains(s.Enum, word)) &&
		len(word) >= s.MinLength && regexp.MustCompile(s.Pattern).MatchString(word)
}

func validObject(s *schema, data json.RawMessage) bool {
	var o map[string]json.RawMessage
	if json.Unmarshal(data, &o) != nil {
		return false
	}
	for _, name := range s.Required {
		if o[name] == nil {
			return false
		}
	}
	for name, v := range o {
		if p := s.Properties[name]; p == nil || !valid(p, v) {
			return false
		}
	}
	return true
}

func validList(s *schema, data json.RawMessage) bool {
	var items []json.RawMessage
	if json.Unmarshal(data, &items) != nil || len(items) < s.MinItems {
		return false
	}
	seen := map[string]bool{}
	for _, item := range items {
		if s.UniqueItems && seen[string(item)] || !valid(s.Items, item) {
			return false
		}
		seen[string(item)] = true
	}
	return true
}
