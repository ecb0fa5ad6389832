package config

import (
	"strings"
	"testing"
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
