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

// values returns the values of an attribute as the administrator sees them.
func (h *house) values(dn, attribute string) []string {
	h.t.Helper()
	found, err := h.admin.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{attribute}, nil))
	if err != nil {
		h.t.Fatalf("read %s: %v", dn, err)
	}
	return found.Entries[0].GetEqualFoldAttributeValues(attribute)
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
