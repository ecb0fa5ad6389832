package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// description is one that is right; line 5 is the path of the list, line 6 the key.
const description = `suspended: It is blocked.
accounts:
  list:
    query: {page: "${page}"}
    get: users
  key: item.id
  login: item.login
  suspended: item.blocked
  attributes: {blocked: item.blocked}
verbs:
  suspend:
    - put: users/${key}
      body: "{'blocked': true}"
`

// Every mistake in a description is found when the settings are read, where it stands.
func TestAMistakeInADescriptionIsToldWithItsLineAndColumn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, with, says string }{
		"a wrong name":               {"item.id", "items.id", "app.yaml:6:8: key cannot be used: undeclared reference to 'items'"},
		"a name of another place":    {"${page}", "${key}", `app.yaml:4:22: page cannot be used: undeclared reference to 'key'`},
		"a wrong type":               {"suspended: item.blocked", "suspended: \"'blocked'\"", "app.yaml:8:15: suspended cannot be used: the expression gives a value of type string, not true or false"},
		"types that do not go":       {"item.id", "string(item.id) + 1", "app.yaml:6:24: key cannot be used: found no matching overload for '_+_' applied to '(string, int)'"},
		"a bracket":                  {"item.id", "item.id.map(x, x", "app.yaml:6:24: key cannot be used: the expression ends where something must follow"},
		"a comparison in a template": {"users/${key}", "users/${key == 7}", "app.yaml:12:24: put cannot be used: found no matching overload for '_==_' applied to '(string, int)'"},
		"a brace":                    {"users/${key}", "users/${key", "app.yaml:12:12: put cannot be used: ${ has no } that closes it"},
		"a function there is none":   {"item.id", "item.id.md5()", "app.yaml:6:19: key cannot be used: undeclared reference to 'md5'"},
		"a block of lines":           {"key: item.id", "key: |\n    string(\n      items.id)", "app.yaml:8: key cannot be used: undeclared reference to 'items'"},
		"a body that is no value":    {"{'blocked': true}", "{'blocked': }", "app.yaml:13:26: body cannot be used: Syntax error"},
		"no method":                  {"    get: users\n", "", "app.yaml:4:5: a request in list has not one method"},
		"two methods":                {"    get: users\n", "    get: users\n    post: users\n", "a request in list has not one method"},
		"a cursor without next":      {"    get: users\n", "    get: users\n    page: cursor\n", "page: cursor and next stand together"},
		"no state":                   {"  suspended: item.blocked\n", "", "there is a way to suspend, and accounts does not say when an account is suspended"},
		"an unknown key":             {"  login: ", "  logn: ", `app.yaml:7:3: unknown key "logn" in accounts (did you mean "login"?)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(description, c.old) {
				t.Fatalf("the description has no %q", c.old)
			}
			if said := readDescription(t, strings.Replace(description, c.old, c.with, 1)); !strings.Contains(said, c.says) {
				t.Errorf("it says\n%s\nand not\n%s", said, c.says)
			}
		})
	}
	if said := readDescription(t, description); said != "" {
		t.Errorf("the description that is right: %s", said)
	}
}

func readDescription(t testing.TB, text string) string {
	t.Helper()
	dir := t.TempDir()
	const settings = `people: [{name: hr, kind: csv, path: hr.csv, columns: {id: id}, zone: UTC}]
systems: [{name: app, kind: http, url: "https://app.test", sign-in: {token: "env:T"}, description: app.yaml}]
`
	for name, content := range map[string]string{"app.yaml": text, "exeunt.yaml": settings} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Load(filepath.Join(dir, "exeunt.yaml")); err != nil {
		return err.Error()
	}
	return ""
}

func TestEveryShippedDescriptionIsRead(t *testing.T) {
	t.Parallel()
	if len(Applications()) < 2 {
		t.Fatalf("there are %d", len(Applications()))
	}
	for _, name := range Applications() {
		text, err := applications.ReadFile("application/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		said := readDescription(t, string(text))
		if said != "" && !strings.Contains(said, "the description needs") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
