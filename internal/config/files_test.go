package config

import (
	"strings"
	"testing"
)

func feedWith(more string) string {
	return "systems: [{name: dir, kind: ldap, url: \"ldaps://ldap.example.com\", people-base: \"dc=example\"}]\n" +
		"people: [{name: hr, kind: files, zone: UTC, columns: {id: no},\n" + more + "}]\n"
}

func TestFilesHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	s := accepted(t, feedWith(`from: incoming, pattern: "hr-*.csv", delimiter: ";", decrypt: "file:age.key"`))
	p := s.People[0]
	if f := p.Files; f.From != "/etc/exeunt/incoming" || f.Evidence != "/etc/exeunt/evidence" || f.Stable.String() != "10s" || f.Timeout.String() != "2m0s" || f.Format != "" {
		t.Errorf("got %+v", f)
	}
	if p.CSV.Delimiter != Semicolon || p.CSV.Columns[ColumnID] != "no" || len(p.CSV.StatusValues) == 0 {
		t.Errorf("got %+v", p.CSV)
	}
	accepted(t, feedWith(`from: "sftp://h:2222/out", pattern: "*", user: u, key: "file:k", known-hosts: kh, marker: .ok`))
	accepted(t, feedWith(`from: "https://h/export.csv", token: "env:T"`))
	accepted(t, feedWith(`from: in, pattern: "*", format: fixed, fields: [{name: no, width: 6}]`))
	accepted(t, `systems: [{name: crm, kind: files, from: in, pattern: "*.xlsx", columns: {id: no}, owner: it@example.com}]
people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]
`)
}

func TestBadFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, says string }{
		"no place":         {`pattern: "*"`, "from is missing"},
		"no pattern":       {`from: in`, "pattern is missing"},
		"in clear":         {`from: "http://h/x"`, "a folder, sftp://HOST/FOLDER or https://HOST/FILE"},
		"password in it":   {`from: "sftp://u:hunter2@h/x", pattern: "*"`, "no account in it"},
		"nobody":           {`from: "sftp://h/x", pattern: "*", known-hosts: k`, "without user and key"},
		"on trust":         {`from: "sftp://h/x", pattern: "*", user: u, key: "file:k"`, "nothing says which key"},
		"pattern of a URL": {`from: "https://h/x", pattern: "*"`, "which names one file"},
		"marker":           {`from: in, pattern: "*", marker: "a/b"`, "the end of a name"},
		"fields":           {`from: in, pattern: "*", fields: [{name: a, width: 1}]`, "belong together"},
		"fixed":            {`from: in, pattern: "*", format: fixed`, "belong together"},
		"width":            {`from: in, pattern: "*", format: fixed, fields: [{name: a, width: 0}]`, "from 1 to 10000"},
		"path of csv":      {`path: hr.csv, from: in, pattern: "*"`, "path is no key of kind files"},
	} {
		_, problems := parse("x.yaml", "/etc/exeunt", []byte(feedWith(c.more)))
		text := (&InvalidError{Problems: problems}).Error()
		if len(problems) == 0 || !strings.Contains(text, c.says) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: got\n%s\nwant %q", name, text, c.says)
		}
	}
}
