package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// An application that is spoken for by a script of the documentation: somebody leaves, and all of it comes back.
func TestALeaverLosesAnAccountThroughAScript(t *testing.T) {
	t.Parallel()
	systemtest.Program(t, "scripts", "python3")
	dir, script := t.TempDir(), "../../docs/connectors/exec/files.py"
	program, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "accounts"), 0o700); err != nil {
		t.Fatal(err)
	}
	feed := "id,given,family,login,start,end\n"
	for n := 1; n <= 12; n++ {
		end := ""
		if n == 5 {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		feed += fmt.Sprintf("E%02d,User,Number%02d,u%02d,2020-01-01,%s\n", n, n, n, end)
		write(t, dir, fmt.Sprintf("accounts/k%02d.json", n), fmt.Sprintf(
			`{"key": "k%02d", "login": "u%02d", "state": "enabled", "entitlements": [{"key": "editor"}], "attributes": {"locked-by": null}}`, n, n))
	}
	write(t, dir, "hr.csv", feed)
	write(t, dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, login: login, start: start, end: end}, complete: {min-people: 1}}
systems:
  - name: crm
    kind: exec
    command: [%s]
    env: [{name: ACCOUNTS, value: %s}]
    verbs: [suspend, restore, remove, add]
correlate: [{by: login}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, program, filepath.Join(dir, "accounts")))
	if check := string(want(t, 0, dir, "check").stdout); !strings.Contains(check, "12 accounts") {
		t.Errorf("check says\n%s", check)
	}
	before := read(t, dir, "accounts/k07.json")
	want(t, 0, dir, "connector", "test", "crm")
	if read(t, dir, "accounts/k07.json") != before {
		t.Error("a test that only reads wrote")
	}
	tested := want(t, 0, dir, "connector", "test", "crm", "--account", "k07", "--yes")
	if !strings.Contains(string(tested.stdout), "✓ restore brings back what suspend and remove took") || !strings.Contains(read(t, dir, "accounts/k07.json"), "enabled") {
		t.Errorf("connector test says\n%s", tested.stdout)
	}
	want(t, 2, dir, "connector", "test", "crm", "--account", "k08") // nobody to ask
	want(t, 2, dir, "connector", "test", "crm", "--account", "k99", "--yes")

	p := want(t, 3, dir, "plan", "--json").plan(t)
	want(t, 0, dir, "apply", p.ID, "--yes")
	for n := 1; n <= 12; n++ {
		text := read(t, dir, fmt.Sprintf("accounts/k%02d.json", n))
		if left := n == 5; strings.Contains(text, "suspended") != left || strings.Contains(text, "editor") == left {
			t.Errorf("k%02d is %s", n, text)
		}
	}
	want(t, 0, dir, "plan", "--json")
	want(t, 0, dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	if text := read(t, dir, "accounts/k05.json"); !strings.Contains(text, "enabled") || !strings.Contains(text, "editor") || !strings.Contains(text, `"locked-by": null`) {
		t.Errorf("it came back as %s", text)
	}
}

func read(t testing.TB, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
