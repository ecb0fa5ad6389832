package cli_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/cli"
	"github.com/exeunt-iam/exeunt/internal/demo"
)

// office is the demo company with its server, and a folder in which commands are given.
type office struct {
	*testing.T
	app      *app.App
	settings string
	url      string
	token    string // the path of a file
}

func newOffice(t *testing.T) *office {
	t.Helper()
	dir := t.TempDir()
	company, err := demo.Open(t.Context(), demo.Options{Dir: dir, Now: time.Now()})
	must(t, err)
	a, err := app.Open(t.Context(), company.Settings, app.Options{Hold: "serve"})
	must(t, err)
	_, _, err = a.As("exeunt").Run(t.Context(), nil)
	must(t, err)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	server := httptest.NewServer(api.New(api.Options{App: a, Access: a.Access(), Work: atOnce{a}, Log: log, Now: time.Now}))
	t.Cleanup(func() {
		server.Close()
		must(t, a.Close())
		must(t, company.Close())
	})
	o := &office{T: t, app: a, settings: company.Settings, url: server.URL, token: filepath.Join(dir, "token")}
	must(t, os.WriteFile(o.token, []byte(o.issue()+"\n"), 0o600))
	return o
}

// issue returns a token that may do what an operator and an auditor may.
func (o *office) issue() string {
	o.Helper()
	door := o.app.Access()
	op, err := door.Add(o.Context(), access.NewOperator{Login: "ann@x.test", Name: "Ann", Roles: []access.Role{access.Worker, access.Auditor}},
		&access.Operator{Login: "root@x.test", Roles: []access.Role{access.Admin}})
	must(o, err)
	token, _, err := door.IssueToken(o.Context(), access.NewToken{Name: "t", Scopes: []access.Right{access.See, access.Audit, access.Decide, access.Act}, For: time.Hour}, &op)
	must(o, err)
	return token
}

// atOnce does what is asked before it answers.
type atOnce struct{ app *app.App }

func (w atOnce) Pass(context.Context, string) error { return nil }

func (w atOnce) Apply(ctx context.Context, planID string) error {
	_, err := w.app.As("exeunt").ApplyApproved(ctx, planID, nil)
	return err
}

func (w atOnce) Applying(string) bool { return false }

// give gives a command, and returns its exit code and what it wrote.
func (o *office) give(args ...string) (code int, out, complaint string) {
	o.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(o.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

// there gives a command to the server, and ends the test unless it ends with the code.
func (o *office) there(code int, args ...string) string {
	o.Helper()
	got, out, complaint := o.give(append(args, "--server", o.url, "--token-file", o.token)...)
	if got != code {
		o.Fatalf("%s: %d, want %d: %s%s", args, got, code, out, complaint)
	}
	return out + complaint
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestACommandShowsTheSameFromAServer gives every command that looks at something here and to the server.
func TestACommandShowsTheSameFromAServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	over, err := o.app.Overview(t.Context())
	must(t, err)
	leaver := over.Inside[0]
	_, err = o.app.AddException(t.Context(), app.NewException{Person: string(leaver.ID), Owner: "it@x.test", Reason: "hands over", Until: time.Now().Add(time.Hour)})
	must(t, err)
	for _, command := range []string{
		"people", "people " + leaver.Family, "people nobody-at-all", "accounts", "accounts --status unmatched", "accounts --system crm --all", "findings", "findings --kind orphan",
		"plan show", "plan show --all", "tasks", "tasks --all", "exceptions", "exceptions --all", "ledger show --last 7", "ledger key", "explain " + string(leaver.ID),
		"accounts --system nowhere", "plan show p-nothing",
	} {
		for _, form := range [][]string{nil, {"--json"}} {
			args := append(strings.Fields(command), form...)
			code, here, complaint := o.give(append(args, "--config", o.settings)...)
			thereCode, there, thereComplaint := o.give(append(args, "--server", o.url, "--token-file", o.token)...)
			if code != thereCode || sameTimes(here) != sameTimes(there) || complaint != thereComplaint {
				t.Errorf("%s: %d here, %d there\nhere  %.1500s%s\nthere %.1500s%s", args, code, thereCode, here, complaint, there, thereComplaint)
			}
		}
	}
}

// sameTimes leaves out what differs between two readings of the same.
func sameTimes(out string) string {
	return regexp.MustCompile(`"at": ?"[^"]*"`).ReplaceAllString(out, "")
}

// TestACommandDoesThroughAServerWhatItDoesHere plans, decides, ends access and brings it back through the server.
func TestACommandDoesThroughAServerWhatItDoesHere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	orphan, person := o.orphan(), o.working()
	if out := o.there(3, "plan"); !strings.Contains(out, "Plan p-") {
		t.Errorf("plan: %s", out)
	}
	o.there(4, "run")
	o.there(4, "apply", "--yes")
	if out := o.there(2, "apply", "--yes", "--allow", "suspend:crm", "--reason", "r"); !strings.Contains(out, "whoever agrees") && !strings.Contains(out, "no such actions") {
		t.Errorf("allow: %s", out)
	}
	o.there(0, "findings", "confirm", orphan, person, "--reason", "asked her")
	o.there(2, "findings", "confirm", "crm/nobody-at-all", person, "--reason", "asked her")
	if out := o.there(0, "exceptions", "add", person, "--owner", "it@x.test", "--until", "2099-01-31", "--reason", "stays"); !strings.Contains(out, "Exception x1 holds") {
		t.Errorf("add: %s", out)
	}
	o.there(0, "exceptions", "end", "x1", "--reason", "goes")
	tasks, err := o.app.Tasks(t.Context(), false)
	must(t, err)
	proof := filepath.Join(t.TempDir(), "shot.png")
	must(t, os.WriteFile(proof, []byte("a picture"), 0o600))
	if out := o.there(0, "tasks", "done", tasks[0].ID, "--proof", proof); !strings.Contains(out, "Reported as done") {
		t.Errorf("done: %s", out)
	}
	out := o.there(0, "offboard", person, "--now", "--reason", "stolen laptop", "--yes")
	plan := regexp.MustCompile(`p-[0-9a-f]+`).FindString(out)
	if !strings.Contains(out, "verified") {
		t.Errorf("offboard: %s", out)
	}
	if out := o.there(0, "undo", "--run", plan, "--reason", "found", "--yes"); !strings.Contains(out, "verified") {
		t.Errorf("undo: %s", out)
	}
	file := filepath.Join(t.TempDir(), "ledger")
	o.there(0, "ledger", "export", file)
	if out := o.there(0, "ledger", "verify"); !strings.Contains(out, "not one byte changed") {
		t.Errorf("verify: %s", out)
	}
	o.there(2, "check")
	if code, _, complaint := o.give("people", "--server", "http://exeunt.example.com", "--token-file", o.token); code != 2 || !strings.Contains(complaint, "https") {
		t.Errorf("in clear: %d %s", code, complaint)
	}
	must(t, os.WriteFile(o.token, []byte("exeunt_wrong"), 0o600))
	if out := o.there(1, "people"); !strings.Contains(out, "token") {
		t.Errorf("with a wrong token: %s", out)
	}
}

// orphan returns the name of an account that nobody is behind.
func (o *office) orphan() string {
	o.Helper()
	found, err := o.app.Findings(o.Context(), app.FindingFilter{Kind: "orphan", Limit: 1})
	must(o, err)
	return found[0].Account.System + "/" + found[0].Login
}

// working returns the id of somebody who works here and has open accounts.
func (o *office) working() string {
	o.Helper()
	found, err := o.app.FindPeople(o.Context(), app.PeopleQuery{Where: app.WhereWorking, Limit: 50})
	must(o, err)
	for i := range found.People {
		if id := found.People[i].ID; found.Accounts[id].Open > 1 {
			return string(id)
		}
	}
	o.Fatal("nobody who works here has two accounts")
	return ""
}
