package config

import (
	"strings"
	"testing"
)

func scriptWith(more string) string {
	return "systems: [{name: crm, kind: exec,\n" + more + "}]\n" +
		"people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"
}

func TestAScriptHasItsDefaults(t *testing.T) {
	t.Parallel()
	s := accepted(t, scriptWith(`command: [./crm.py, "", "a b"], env: [{name: A, value: ""}, {name: B, secret: "env:X"}], verbs: [suspend], shows: [session]`))
	c := s.Systems[0].Exec
	if len(c.Command) != 3 || c.Dir != "/etc/exeunt" || len(c.Env) != 2 || c.Env[1].Secret.IsZero() || c.Concurrency != 4 || c.Timeout.String() != "1m0s" || len(c.Verbs) != 1 {
		t.Errorf("got %+v", c)
	}
	if d := accepted(t, scriptWith(`command: [crm], dir: scripts`)).Systems[0].Exec; d.Dir != "/etc/exeunt/scripts" || len(d.Verbs) != 0 || d.Suspended == "" {
		t.Errorf("got %+v", d)
	}
}

func TestABadScriptIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ more, says string }{
		"no command":       {`timeout: 1s`, "command is missing"},
		"a line for shell": {`command: "./crm.py | grep x"`, "a list of one or more words"},
		"a strange verb":   {`command: [c], verbs: [notify]`, "one of restore, add, suspend"},
		"secret in clear":  {`command: [c], env: [{name: A, secret: hunter2}]`, "secret is written here in clear"},
		"both":             {`command: [c], env: [{name: A, value: b, secret: "env:X"}]`, "a value and a secret"},
		"neither":          {`command: [c], env: [{name: A}]`, "or none of them"},
		"a bad name":       {`command: [c], env: [{name: "A=B", value: x}]`, "the name of a variable"},
	} {
		_, problems := parse("x.yaml", "/etc/exeunt", []byte(scriptWith(c.more)))
		text := (&InvalidError{Problems: problems}).Error()
		if len(problems) == 0 || !strings.Contains(text, c.says) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: got\n%s\nwant %q", name, text, c.says)
		}
	}
}
