package app_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// house is an installation beside a real directory, with an administrator who changes things there.
type house struct {
	*lab
	server *systemtest.LDAPServer
	admin  *ldap.Conn
}

const houseSettings = `people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, ends-at: "18:00", columns: {id: id, given: given, family: family, email: mail, end: end}}
systems:
  - name: directory
    kind: ldap
    url: %s
    ca: %s
    bind: %s
    password: file:directory.password
    people-base: %s
    groups-base: %s
    suspend-by: [ppolicy, shell]
policies: {leaver: {suspend: end, remove: end+10d, delete: never}}
limits:
  suspend: {max: 50, share: 100%%, per-day: 100%%}
  remove: {max: 50, share: 100%%, per-day: 100%%}
`

// peopleOfHouse is how many people and users a house has.
const peopleOfHouse = 60

// newHouse opens an installation of which the people with these numbers left on Friday, 20 November 2026.
func newHouse(t *testing.T, leavers ...int) *house {
	t.Helper()
	h := &house{server: systemtest.OpenLDAP(t, systemtest.Options{Users: peopleOfHouse})}
	h.lab = &lab{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	h.write("directory.password", h.server.ServicePassword)
	h.write("exeunt.yaml", fmt.Sprintf(houseSettings, h.server.URLTLS, h.server.CA, h.server.ServiceDN, h.server.PeopleDN, h.server.GroupsDN))
	h.left(leavers...)
	h.admin = h.as(h.server.AdminDN, h.server.AdminPassword)
	h.open()
	return h
}

// open opens the installation, as a new process would.
func (h *house) open() {
	h.t.Helper()
	a, err := app.Open(h.t.Context(), filepath.Join(h.dir, "exeunt.yaml"), app.Options{Hold: "test", Now: func() time.Time { return h.now }, Actor: "tess"})
	if err != nil {
		h.t.Fatal(err)
	}
	h.App = a
	h.t.Cleanup(func() {
		if err := a.Close(); err != nil {
			h.t.Error(err)
		}
	})
}

// left writes the feed: these have left, everybody else stays.
func (h *house) left(leavers ...int) {
	h.t.Helper()
	var feed strings.Builder
	feed.WriteString("id,given,family,mail,end\n")
	for n := 1; n <= peopleOfHouse; n++ {
		end := ""
		if slices.Contains(leavers, n) {
			end = "2026-11-20"
		}
		fmt.Fprintf(&feed, "E%04d,User,u%04d,u%04d@exeunt.test,%s\n", n, n, n, end)
	}
	h.write("hr.csv", feed.String())
}

func (h *house) as(dn, password string) *ldap.Conn {
	h.t.Helper()
	conn, err := ldap.DialURL(h.server.URL)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { conn.Close() })
	if err := conn.Bind(dn, password); err != nil {
		h.t.Fatal(err)
	}
	return conn
}

// set lets the administrator replace the values of an attribute.
func (h *house) set(conn *ldap.Conn, dn, attribute string, values ...string) {
	h.t.Helper()
	change := ldap.NewModifyRequest(dn, nil)
	change.Replace(attribute, values)
	if err := conn.Modify(change); err != nil {
		h.t.Fatalf("set %s of %s: %v", attribute, dn, err)
	}
}

// door demands that a user's own password opens or not.
func (h *house) door(uid string, open bool) {
	h.t.Helper()
	if err := h.server.Bind(h.server.UserDN(uid), h.server.UserPassword(uid)); (err == nil) != open {
		h.t.Errorf("the door of %s is open: %v, want %v (%v)", uid, err == nil, open, err)
	}
}

// An account that somebody changed since the plan is left alone however often the plan is applied.
func TestAChangedAccountIsLeftAloneEveryTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	p, got := h.plan()
	if got != "suspend u0040" {
		t.Fatalf("%q", got)
	}
	h.set(h.admin, h.server.UserDN("u0040"), "loginShell", "/bin/zsh")
	for try := 1; try <= 3; try++ {
		report := h.apply(p)
		if report.Stopped != 1 || len(report.Troubles) != 1 || !strings.Contains(report.Troubles[0].Saw, "somebody changed the account since the plan") {
			t.Errorf("try %d: %+v", try, report)
		}
		h.door("u0040", true)
	}
	if p, got = h.plan(); got != "suspend u0040" {
		t.Fatalf("a new plan: %q", got)
	}
	if report := h.apply(p); report.Verified != 1 {
		t.Errorf("a new plan: %+v", report)
	}
	h.door("u0040", false)
}

// hide takes the right to see an entry away from the account that we sign in with.
func (h *house) hide(dn string) {
	h.t.Helper()
	config := h.as("cn=config", "config-secret")
	change := ldap.NewModifyRequest("olcDatabase={2}mdb,cn=config", nil)
	change.Add("olcAccess", []string{`{0}to dn.base="` + dn + `" by dn.exact="` + h.server.ServiceDN + `" none by * break`})
	if err := config.Modify(change); err != nil {
		h.t.Fatalf("hide %s: %v", dn, err)
	}
}

// show gives it back.
func (h *house) show() {
	h.t.Helper()
	config := h.as("cn=config", "config-secret")
	change := ldap.NewModifyRequest("olcDatabase={2}mdb,cn=config", nil)
	change.Delete("olcAccess", []string{"{0}"})
	if err := config.Modify(change); err != nil {
		h.t.Fatal(err)
	}
}

// kinds tells the findings of a plan.
func kinds(p *plan.Plan) string {
	var all []string
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Kind != "orphan" { // the break-glass account of the house is nobody's
			all = append(all, f.Kind+" "+f.Login)
		}
	}
	return strings.Join(all, ", ")
}

// An account that we may not see any more is not closed. It is told so, again and again, until it is seen.
func TestAnAccountThatIsHiddenFromUsIsNotVerified(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	p, _ := h.plan()
	h.hide(h.server.UserDN("u0040"))
	for try := 1; try <= 2; try++ {
		report := h.apply(p)
		if report.Verified != 0 || report.Unseen != 1 || len(report.Troubles) != 1 || !strings.Contains(report.Troubles[0].Saw, "nobody saw it closed") {
			t.Errorf("try %d: %+v", try, report)
		}
	}
	h.door("u0040", true)
	for days := range 3 {
		h.now = h.now.Add(24 * time.Hour)
		p, got := h.plan()
		if got != "" || kinds(p) != "disappeared u0040" {
			t.Errorf("%d days later: %q, %q", days+1, got, kinds(p))
		}
	}
	if p, _, err := h.PlanOffboard(t.Context(), "E0002"); err != nil || kinds(p.Plan) != "leaver u0002" {
		t.Errorf("an order on somebody else: %v, %q", err, kinds(p.Plan))
	}
	h.show()
	p, got := h.plan()
	if got != "suspend u0040" || kinds(p) != "leaver u0040" {
		t.Errorf("seen again: %q, %q", got, kinds(p))
	}
	if report := h.apply(p); report.Verified != 1 {
		t.Errorf("seen again: %+v", report)
	}
	h.door("u0040", false)
}

// One that stands elsewhere in the directory is told of by its place, and is not closed either.
func TestAnAccountThatWasMovedIsNotVerified(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	p, _ := h.plan()
	if err := h.admin.ModifyDN(ldap.NewModifyDNRequest(h.server.UserDN("u0040"), "uid=u0040", true, "ou=services,"+h.server.BaseDN)); err != nil {
		t.Fatal(err)
	}
	report := h.apply(p)
	if report.Verified != 0 || report.Failed != 1 || !strings.Contains(report.Troubles[0].Saw, "stands at uid=u0040,ou=services,"+h.server.BaseDN) {
		t.Errorf("%+v", report)
	}
}

// One that was deleted is a question for a month, and then it is taken for gone.
func TestAnAccountThatWasDeletedIsTakenForGoneAfterAMonth(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	p, _ := h.plan()
	if err := h.admin.Del(ldap.NewDelRequest(h.server.UserDN("u0040"), nil)); err != nil {
		t.Fatal(err)
	}
	if report := h.apply(p); report.Unseen != 1 {
		t.Errorf("%+v", report)
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{time.Hour, "disappeared u0040"}, {30*24*time.Hour - time.Second, "disappeared u0040"}, {30 * 24 * time.Hour, ""}} {
		h.now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC).Add(step.after)
		h.left(40)
		if p, _ := h.plan(); kinds(p) != step.want {
			t.Errorf("after %s: %q, want %q", step.after, kinds(p), step.want)
		}
	}
}

// values returns the values of an attribute as the administrator sees them.
func (h *house) values(dn, attribute string) []string {
	h.t.Helper()
	found, err := h.admin.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{attribute}, nil))
	if err != nil {
		h.t.Fatalf("read %s: %v", dn, err)
	}
	return found.Entries[0].GetEqualFoldAttributeValues(attribute)
}

// state tells what of a user an undo must bring back, as the administrator sees it.
func (h *house) state(uid string) string {
	h.t.Helper()
	dn := h.server.UserDN(uid)
	return fmt.Sprint(h.values(dn, "loginShell"), h.values(dn, "pwdAccountLockedTime"), h.values(dn, "memberOf"))
}

// undo brings back, and demands what becomes of it: "1 verified", or the start of why not.
func (h *house) undo(u app.Undo, want string) {
	h.t.Helper()
	p, err := h.PlanUndo(h.t.Context(), u)
	if err != nil {
		h.t.Fatalf("%+v: %v", u, err)
	}
	if len(p.Refusals) > 0 {
		if why := p.Refusals[0].Why; !strings.Contains(why, want) {
			h.t.Errorf("%+v is refused: %s; want %q", u, why, want)
		}
		return
	}
	report, err := h.Undo(h.t.Context(), p, app.ApplyOptions{Reason: "it was a mistake"})
	if err != nil {
		h.t.Fatal(err)
	}
	if got := fmt.Sprint(report.Verified, " verified"); got != want {
		h.t.Errorf("%+v: %s of %+v, want %s", u, got, report, want)
	}
}

// done plans and applies what is due, and demands that all of it is verified.
func (h *house) done(want string) *plan.Plan {
	h.t.Helper()
	p, got := h.plan()
	if got != want {
		h.t.Fatalf("%q, want %q", got, want)
	}
	if report := h.apply(p); report.Verified != len(p.Actions) {
		h.t.Fatalf("%+v", report)
	}
	return p
}

// twoRuns suspends, and takes the groups away some days later.
func (h *house) twoRuns() (first, second *plan.Plan) {
	h.t.Helper()
	first = h.done("suspend u0040")
	h.now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	return first, h.done("remove u0040")
}

// What two runs did comes back at once, by the name of the account, of the person or of the first run.
func TestAnUndoBringsBackWhatTwoRunsDid(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(first *plan.Plan) app.Undo{
		"account": func(*plan.Plan) app.Undo { return app.Undo{Account: "directory/u0040"} },
		"person":  func(*plan.Plan) app.Undo { return app.Undo{Person: "E0040"} },
		"run":     func(first *plan.Plan) app.Undo { return app.Undo{Run: first.ID} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, 40)
			was := h.state("u0040")
			first, _ := h.twoRuns()
			if h.state("u0040") == was {
				t.Fatal("nothing was changed")
			}
			h.undo(of(first), "1 verified")
			if got := h.state("u0040"); got != was {
				t.Errorf("%s, and it was %s", got, was)
			}
			h.door("u0040", true)
			if _, err := h.PlanUndo(t.Context(), app.Undo{Account: "directory/u0040"}); err == nil {
				t.Error("there is something left to undo")
			}
		})
	}
}

// The undo of the later run alone leaves the account as the earlier one left it, and the rest can still be undone.
func TestAnUndoOfTheLaterRunLeavesWhatTheFirstOneDid(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	was := h.state("u0040")
	h.done("suspend u0040")
	suspended := h.state("u0040")
	h.now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	second := h.done("remove u0040")
	h.undo(app.Undo{Run: second.ID}, "1 verified")
	if got := h.state("u0040"); got != suspended {
		t.Errorf("after the undo of the second run: %s, want %s", got, suspended)
	}
	h.set(h.admin, h.server.UserDN("u0040"), "pwdAccountLockedTime")
	h.set(h.admin, h.server.UserDN("u0040"), "loginShell", "/bin/bash")
	if p, _ := h.plan(); !strings.Contains(kinds(p), "re-enabled u0040") {
		t.Errorf("that it was closed is forgotten: %q", kinds(p))
	}
	h.undo(app.Undo{Account: "directory/u0040"}, "1 verified")
	if got := h.state("u0040"); got != was {
		t.Errorf("after the undo of the rest: %s, want %s", got, was)
	}
}

// Somebody opens the account between two runs: the groups that the first one took come back too.
func TestAnUndoReachesBehindSomebodyWhoOpenedTheAccount(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	was := h.state("u0040")
	h.twoRuns()
	h.set(h.admin, h.server.UserDN("u0040"), "pwdAccountLockedTime")
	h.set(h.admin, h.server.UserDN("u0040"), "loginShell", "/bin/bash")
	h.now = h.now.Add(time.Hour)
	h.done("suspend u0040")
	h.undo(app.Undo{Account: "directory/u0040"}, "1 verified")
	if got := h.state("u0040"); got != was {
		t.Errorf("%s, and it was %s", got, was)
	}
}

// What was taken from who left is not given to whoever has the entry now.
func TestAnUndoGivesNothingToTheNextOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 40)
	h.done("suspend u0040")
	p, err := h.PlanUndo(t.Context(), app.Undo{Person: "E0040"})
	if err != nil {
		t.Fatal(err)
	}
	suspended := h.state("u0040")
	for attribute, value := range map[string]string{"employeeNumber": "E0099", "mail": "next@exeunt.test"} {
		before := h.values(h.server.UserDN("u0040"), attribute)
		h.set(h.admin, h.server.UserDN("u0040"), attribute, value)
		h.undo(app.Undo{Person: "E0040"}, value)
		h.undo(app.Undo{Account: "directory/u0040"}, "may be somebody else's by now")
		if report := h.apply(p); report.Stopped != 1 {
			t.Errorf("a plan from before %s was changed: %+v", attribute, report)
		}
		if got := h.state("u0040"); got != suspended {
			t.Errorf("%s, want %s", got, suspended)
		}
		h.set(h.admin, h.server.UserDN("u0040"), attribute, before...)
	}
	h.undo(app.Undo{Person: "E0040"}, "1 verified")
}

// A wrong password is one sign-in, whatever there is to do, so that our own account is not locked by us; and one line.
func TestAWrongPasswordIsTriedOnce(t *testing.T) {
	t.Parallel()
	leavers := []int{40, 41, 42, 43, 44, 45}
	h := newHouse(t, leavers...)
	p, _ := h.plan()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.write("directory.password", "wrong")
	h.open()
	report := h.apply(p)
	if report.Failed != len(leavers) || len(report.Troubles) != len(leavers) {
		t.Errorf("%+v", report)
	}
	for i := range report.Troubles {
		if why := report.Troubles[i].Saw; why != report.Troubles[0].Saw || !strings.Contains(why, "the password is wrong") {
			t.Errorf("%s", why)
		}
	}
	if failures := h.values(h.server.ServiceDN, "pwdFailureTime"); len(failures) != 1 {
		t.Errorf("%d sign-ins were refused", len(failures))
	}
	h.door("u0040", true)
}
