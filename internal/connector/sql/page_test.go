package sql_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// blocks returns what stands on docs/connectors/sql.md in a language.
func blocks(t testing.TB, language string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../../docs/connectors/sql.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatalf("the page has nothing in %s", language)
	}
	return string(found[1])
}

// The system crm of the page does what the page says, with the rights that the page gives it and no others.
func TestTheExampleOfThePageWorksWithItsRights(t *testing.T) {
	t.Parallel()
	l := newLab(t, sql.MySQL)
	server := systemtest.SharedMariaDB(t)
	database, user := l.database.User, l.database.User+"_page" // the lab's owner is called as its database is
	root := l.open("mysql", server.AdminDSN)
	run := func(statement string) {
		if _, err := root.ExecContext(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for _, statement := range []string{
		"DROP TABLE users", "DROP TABLE sessions",
		"CREATE TABLE users (id INT PRIMARY KEY, login VARCHAR(20), mail VARCHAR(40), emp_no VARCHAR(10), last_login TIMESTAMP NULL, active INT)",
		"CREATE TABLE roles (id INT PRIMARY KEY, name VARCHAR(20))",
		"CREATE TABLE user_roles (user_id INT, role_id INT, role_name VARCHAR(20))",
		"CREATE TABLE sessions (id INT, user_id INT, ip VARCHAR(20))",
		"INSERT INTO users VALUES (1, 'anna', 'anna@example.test', 'E1', '2026-11-01 10:00:00', 1), (2, 'ben', 'ben@example.test', 'E2', NULL, 1)",
		"INSERT INTO roles VALUES (7, 'sales'), (8, 'admin')",
		"INSERT INTO user_roles VALUES (1, 7, 'sales'), (1, 8, 'admin'), (2, 7, 'sales')",
		"INSERT INTO sessions VALUES (1, 1, '192.0.2.7'), (2, 2, '192.0.2.8')",
	} {
		l.exec(statement)
	}
	t.Cleanup(func() { run("DROP USER IF EXISTS " + user + "@'127.0.0.1'") })
	for statement := range strings.SplitSeq(strings.TrimSpace(blocks(t, "sql")), ";") {
		if statement != "" {
			run(strings.NewReplacer("exeunt@'10.0.0.5'", user+"@'127.0.0.1'", "crm.", database+".").Replace(statement))
		}
	}
	c := fromPage(t, strings.NewReplacer(
		"mysql://crm.example.com/crm", l.database.URL+"\n    ca: "+l.database.CA, "user: exeunt\n    password: env:CRM_PASSWORD", "user: "+user+"\n    password: file:pass",
	))
	rights, err := c.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rights {
		if r.Granted != connector.Yes {
			t.Errorf("%+v", r)
		}
	}
	a := lookup(t, c, "1")
	others := l.ask("SELECT * FROM users WHERE id <> 1")
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove} {
		if err := c.Do(t.Context(), operation(verb, a, a.Entitlements...)); err != nil {
			t.Fatal(err)
		}
	}
	if cut := lookup(t, c, "1"); cut.State != identity.Suspended || len(cut.Entitlements)+len(cut.Residual) > 0 {
		t.Errorf("cut, it is %+v", cut)
	}
	if err := c.Do(t.Context(), operation(identity.Restore, a)); err != nil {
		t.Fatal(err)
	}
	a.Residual = nil // a session that was ended stays ended
	if diff := cmp.Diff(a, lookup(t, c, "1")); diff != "" {
		t.Errorf("it did not come back (-before +after):\n%s", diff)
	}
	if now := l.ask("SELECT * FROM users WHERE id <> 1"); now != others {
		t.Errorf("others are %s, and were %s", now, others)
	}
}

// fromPage makes the connector of the system crm of the page.
func fromPage(t testing.TB, change *strings.Replacer) connector.Connector {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"exeunt.yaml": change.Replace(blocks(t, "yaml")), "pass": "change-me\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := config.Load(filepath.Join(dir, "exeunt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	crm, ok := s.System("crm")
	if !ok {
		t.Fatal("the page has no system crm")
	}
	c, err := all.System(crm)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.(*sql.Connector).Close() })
	return c
}
