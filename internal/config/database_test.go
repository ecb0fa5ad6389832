package config

import (
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func serverWith(more string) string {
	return "systems: [{name: db, kind: postgres, user: exeunt,\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func TestAServerOfRolesHasItsDefaults(t *testing.T) {
	t.Parallel()
	s := accepted(t, serverWith(`url: "postgresql://db.example.com/", comment: '(?P<employee>E\d+)', logins: '^u'`))
	d := s.Systems[0].Postgres
	if d.URL != "postgresql://db.example.com" || d.Timeout.String() != "30s" || d.Concurrency != 4 || d.Comment == nil || !d.Logins.MatchString("u1") {
		t.Errorf("got %+v", d)
	}
	accepted(t, serverWith(`url: "postgres://127.0.0.1:5432/postgres", insecure: true`))
	accepted(t, serverWith(`url: "postgres://[::1]", insecure: true`))
}

func TestABadServerOfRolesIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, says string }{
		"no url":             {`timeout: 1s`, "url is missing"},
		"password in url":    {`url: "postgres://u:hunter2@h"`, "a URL such as postgres://db.example.com:5432/name"},
		"options in url":     {`url: "postgres://h/db?sslmode=disable"`, "a URL such as"},
		"two paths":          {`url: "postgres://h/a/b"`, "a URL such as"},
		"another kind's":     {`url: "mysql://h"`, "a URL such as postgres://"},
		"in clear elsewhere": {`url: "postgres://db.example.com", insecure: true`, "x.yaml:2:45: insecure is on for a server on another machine"},
		"bad comment":        {`url: "postgres://h", comment: "("`, "a regular expression (RE2) with groups"},
		"nameless comment":   {`url: "postgres://h", comment: "(E1)"`, "named employee, name, email or owner"},
		"strange group":      {`url: "postgres://h", comment: "(?P<shoe>.)"`, "named employee, name, email or owner"},
		"bad logins":         {`url: "postgres://h", logins: "["`, "a regular expression such as"},
	} {
		_, problems := parse("x.yaml", "/etc/exeunt", []byte(serverWith(c.more)))
		text := (&InvalidError{Problems: problems}).Error()
		if len(problems) == 0 || !strings.Contains(text, c.says) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: got\n%s\nwant %q", name, text, c.says)
		}
	}
}

func TestAServerOfAccountsHasNoDatabaseInItsURL(t *testing.T) {
	t.Parallel()
	text := func(url string) string {
		return strings.Replace(serverWith("url: \""+url+"\""), "kind: postgres", "kind: mysql", 1)
	}
	if d := accepted(t, text("mariadb://db.example.com:3307/")).Systems[0].MySQL; d.URL != "mariadb://db.example.com:3307" || d.User != "exeunt" {
		t.Errorf("got %+v", d)
	}
	for _, url := range []string{"mysql://h/shop", "mysql://h//", "postgres://h", "mysql://u@h", "mysql://"} {
		if _, problems := parse("x.yaml", "/etc/exeunt", []byte(text(url))); len(problems) != 1 || problems[0].Expected != "a URL such as mysql://db.example.com:3306" {
			t.Errorf("%s: %v", url, problems)
		}
	}
}

func tableWith(more string) string {
	return "systems: [{name: crm, kind: sql,\n" + more + "}]\n" +
		"people: [{name: hr, kind: sql, zone: UTC, url: \"sqlite:hr.db\", read: \"SELECT no AS id FROM staff\"}]\n"
}

func TestATableHasItsStatements(t *testing.T) {
	t.Parallel()
	s := accepted(t, tableWith(`url: "sqlite:crm.db", read: "SELECT 1 AS id",
  write: {suspend: [{do: "UPDATE a SET b = 1 WHERE id = :key"}, {do: "DELETE FROM c WHERE id = :key", rows: any}, {do: "DELETE FROM d WHERE id = :key", rows: 0}]}`))
	c := s.Systems[0].SQL
	if c.URL != "sqlite:/etc/exeunt/crm.db" || s.People[0].SQL.URL != "sqlite:/etc/exeunt/hr.db" || len(c.StatusValues) == 0 {
		t.Errorf("got %+v", c)
	}
	w := c.Write[identity.Suspend]
	if len(c.Write) != 1 || len(w) != 3 || w[0].Rows != 1 || w[1].Rows != AnyRows || w[2].Rows != 0 {
		t.Errorf("got %+v", c.Write)
	}
}

func TestABadTableIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, says string }{
		"no read":          {`url: "sqlite:x.db"`, "read is missing from systems"},
		"no database":      {`url: "postgres://h", user: u, read: "SELECT 1"`, "or sqlite:crm.db"},
		"password in url":  {`url: "mysql://u:hunter2@h/x", read: "SELECT 1"`, "or sqlite:crm.db"},
		"no user":          {`url: "mysql://h/x", read: "SELECT 1"`, "user is missing for a database on a server"},
		"user of a file":   {`url: "sqlite:x.db", user: u, read: "SELECT 1"`, "user is written for a file of SQLite"},
		"strange verb":     {`url: "sqlite:x.db", read: "SELECT 1", write: {kill: [{do: "DELETE"}]}`, `unknown key "kill"`},
		"no statement":     {`url: "sqlite:x.db", read: "SELECT 1", write: {suspend: []}`, "one or more statements"},
		"statement nude":   {`url: "sqlite:x.db", read: "SELECT 1", write: {suspend: ["DELETE"]}`, "a section with do, rows"},
		"strange rows":     {`url: "sqlite:x.db", read: "SELECT 1", write: {suspend: [{do: "DELETE", rows: some}]}`, "or any"},
		"clear, elsewhere": {`url: "mysql://h/x", user: u, insecure: true, read: "SELECT 1"`, "insecure is on for a server on another machine"},
	} {
		_, problems := parse("x.yaml", "/etc/exeunt", []byte(tableWith(c.more)))
		text := (&InvalidError{Problems: problems}).Error()
		if len(problems) == 0 || !strings.Contains(text, c.says) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: got\n%s\nwant %q", name, text, c.says)
		}
	}
}
