package all_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
)

const filesSettings = `people:
  - {name: hr, kind: files, from: in, pattern: "hr-*.xlsx", zone: Europe/Paris, columns: {id: no, given: first, family: last, end: end}}
systems:
  - {name: crm, kind: files, from: in, pattern: "crm-*.json", owner: it@example.com, columns: {id: id, login: user.name, status: active, groups: roles}}
`

// pickedUp is a folder with a workbook of people and a list of accounts, and the settings that read them.
func pickedUp(t testing.TB, records int) *config.Settings {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	book, accounts := excelize.NewFile(), ""
	rows := [][]any{{"no", "first", "last", "end"}}
	for n := 1; n <= records; n++ {
		rows = append(rows, []any{fmt.Sprintf("E%04d", n), "Zoé", fmt.Sprintf("Number%d", n), time.Date(2026, 1, 1+n%28, 0, 0, 0, 0, time.UTC)})
		accounts += fmt.Sprintf(`{"id": %d, "user": {"name": "u%04d"}, "active": %v, "roles": ["staff", "r%d"]}`+"\n", n, n, n%5 != 0, n%3)
	}
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(filepath.Join(dir, "in", "hr-1.xlsx")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"in/crm-1.json": accounts, "exeunt.yaml": filesSettings} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{"in/hr-1.xlsx", "in/crm-1.json"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	s, err := config.Load(filepath.Join(dir, "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPeopleInAWorkbookKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		c, err := all.People(&pickedUp(t, 40).People[0])
		if err != nil {
			t.Fatal(err)
		}
		if kind := c.Describe().Kind; kind != "files" {
			t.Errorf("its kind is %q", kind)
		}
		return connectortest.Lab{Connector: c, System: "hr", People: 40}
	}})
}

func TestAccountsInJSONKeepTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		c, err := all.System(&pickedUp(t, 40).Systems[0])
		if err != nil {
			t.Fatal(err)
		}
		return connectortest.Lab{Connector: c, System: "crm", Accounts: 40, Unknown: "4711"}
	}})
}
