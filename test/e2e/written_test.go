package e2e

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// The settings file of the documentation, not a byte changed, with its files beside it and a real directory on its port:
// everything that it names is done.
func TestTheSettingsFileWorksAsItIsWritten(t *testing.T) {
	t.Parallel()
	c := &company{dir: t.TempDir(), people: 200, leavers: append([]int{1, 2}, every(11, 11)...)} // 1 and 2 are in admins
	c.server = systemtest.OpenLDAP(t, systemtest.Options{Users: c.people})
	address := forward(t, usual, strings.TrimPrefix(c.server.URLTLS, "ldaps://"))
	for from, to := range map[string]string{"../../internal/config/testdata/exeunt.yaml": "exeunt.yaml", c.server.CA: "ca.crt"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, c.dir, to, strings.Replace(string(data), usual, address, 1))
	}
	write(t, c.dir, "hr.csv", c.feed())
	write(t, c.dir, "crm-users.csv", crm)
	before := c.entries(t)

	want(t, 0, c.dir, "check")
	r := want(t, 4, c.dir, "plan", "--json") // ten of 201 are a day's budget; thirteen have left, and two of them are kept
	p := r.plan(t)
	members(t, r.stdout)
	c.checkPlanned(t, p)

	if r := want(t, 4, c.dir, "apply", p.ID, "--yes"); c.bind(c.leavers[3]) != nil {
		t.Errorf("it is held, and was done:\n%s", r.stdout)
	}
	want(t, 0, c.dir, "apply", p.ID, "--yes", "--allow", "suspend:directory", "--allow", "remove:directory", "--reason", "the Lyon office closed")
	c.leavers = c.leavers[2:]
	c.checkClosed(t, before)
	if next := want(t, 0, c.dir, "plan", "--json").plan(t); len(next.Actions) > 0 {
		t.Errorf("there is something left to do: %+v", next.Actions)
	}
	c.checkTasks(t)
	c.checkUndo(t, p.ID, before)
	c.checkLedger(t)
}

// crm is the export of the application: two leavers, somebody who works here, somebody who never comes, and nobody.
const crm = `user_id,username,email,active,last_login,emp_no,roles
1,u0007,u0007@exeunt.test,yes,2026-11-01,E0007,sales
2,u0018,u0018@exeunt.test,yes,2026-11-01,E0018,sales;admin
3,u0100,u0100@exeunt.test,yes,2026-11-20,E0100,sales
4,u0101,u0101@exeunt.test,yes,2020-01-01,E0101,sales
5,qx77,qx77@elsewhere.test,yes,2026-11-20,,sales
`

// members checks that a plan in JSON has everything that programs may rest on, in each of its forms.
func members(t *testing.T, text []byte) {
	t.Helper()
	var p map[string]json.RawMessage
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "digest", "at"} {
		if len(p[name]) < 3 {
			t.Errorf("the plan has no %s", name)
		}
	}
	action := []string{"id", "verb", "system", "account", "login", "person", "due", "by", "reasons"}
	for list, names := range map[string][]string{
		"gaps":     nil,
		"findings": {"kind", "system", "account", "login", "person", "reasons"},
		"actions":  action,
		"upcoming": action,
		"refusals": {"verb", "system", "account", "login", "guard", "why"},
		"held":     {"guard", "verb", "system", "limit", "would"},
	} {
		var entries []map[string]json.RawMessage
		if err := json.Unmarshal(p[list], &entries); err != nil || entries == nil || (len(entries) == 0) != (names == nil) {
			t.Errorf("%s is %.60s (%v)", list, p[list], err)
		}
		for _, e := range entries {
			for _, name := range names {
				if _, there := e[name]; !there {
					t.Fatalf("an entry of %s has no %s: %s", list, name, e)
				}
			}
		}
	}
}

func (c *company) checkPlanned(t *testing.T, p planned) {
	t.Helper()
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb+" on "+a.System+" by "+a.By]++
	}
	for _, f := range p.Findings {
		counts[f.Kind+" on "+f.System]++
	}
	for _, r := range p.Refusals {
		counts["not "+r.Verb+" on "+r.System+": "+r.Guard]++
	}
	for _, h := range p.Held {
		counts["held "+h.Verb+" on "+h.System+": "+h.Guard]++
	}
	for what, n := range map[string]int{
		"suspend on directory by connector": 11, "remove on directory by connector": 11, "suspend on crm by task": 2, "remove on crm by task": 2,
		"leaver on directory": 13, "leaver on crm": 2, "orphan on crm": 1, "dormant on crm": 1, "task on crm by task": 1,
		"not suspend on directory: keep-at-least": 2, "held suspend on directory: per-day": 1, "held remove on directory: per-day": 1,
	} {
		if counts[what] != n {
			t.Errorf("%s: %d, want %d", what, counts[what], n)
		}
	}
	if t.Failed() {
		t.Logf("%v", counts)
	}
}

// checkTasks reports a task as done, by a file and by a word; the next export confirms one and contradicts the other.
func (c *company) checkTasks(t *testing.T) {
	t.Helper()
	var tasks []struct{ ID, Verb, Login string }
	if err := json.Unmarshal(want(t, 0, c.dir, "tasks", "--json").stdout, &tasks); err != nil {
		t.Fatal(err)
	}
	write(t, c.dir, "screen.png", "a picture")
	for _, task := range tasks {
		if task.Verb == "suspend" {
			proof := map[string]string{"u0007": "screen.png", "u0018": "done in the admin page"}[task.Login]
			want(t, 0, c.dir, "tasks", "done", task.ID, "--proof", proof)
		}
	}
	write(t, c.dir, "crm-users.csv", strings.Replace(crm, "exeunt.test,yes,2026-11-01,E0007", "exeunt.test,no,2026-11-01,E0007", 1))
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(filepath.Join(c.dir, "crm-users.csv"), later, later); err != nil {
		t.Fatal(err)
	}
	found := want(t, 3, c.dir, "plan", "--json").plan(t)
	var kinds []string
	for _, f := range found.Findings {
		kinds = append(kinds, f.Kind+" "+f.Login)
	}
	if !slices.Contains(kinds, "contradicted u0018") || slices.Contains(kinds, "contradicted u0007") {
		t.Errorf("u0018 is open and was reported as closed, u0007 is closed: %v", kinds)
	}
}

// checkUndo brings back one account, one person, and then the rest of the run.
func (c *company) checkUndo(t *testing.T, run string, before map[string]string) {
	t.Helper()
	for i, undo := range [][]string{{"--account", "directory/u0018"}, {"--person", "E0029"}, {"--run", run}} {
		want(t, 0, c.dir, append([]string{"undo", "--yes", "--reason", "test"}, undo...)...)
		for n, of := range []int{18, 29} {
			if (c.bind(of) == nil) != (n <= i) {
				t.Errorf("after undo %v u%04d can sign in: %v", undo, of, c.bind(of) == nil)
			}
		}
	}
	after := c.entries(t)
	for _, n := range c.leavers {
		if dn := c.server.UserDN(c.server.UID(n)); without(after[dn]) != without(before[dn]) {
			t.Errorf("%s is not as it was", dn)
		}
	}
}

// forward listens on an address that somebody has written down, and passes every byte on. Where somebody else has the
// address, such as a demo of another test, it takes another one and returns that.
func forward(t testing.TB, from, to string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	if err != nil {
		t.Logf("%s is taken: the settings are tried with another port", from)
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
				go func() {
					defer way[0].Close()
					defer way[1].Close()
					_, _ = io.Copy(way[1], way[0]) // either side may end it at any time
				}()
			}
		}
	}()
	return listener.Addr().String()
}
