package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// feed writes an HR file of so many people, u0001 and so on; those who left did so three days ago.
func feed(t testing.TB, dir string, people int, left ...int) {
	t.Helper()
	text := "id,given,family,mail,login,start,end\n"
	for n := 1; n <= people; n++ {
		end := ""
		if slices.Contains(left, n) {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		text += fmt.Sprintf("E%04d,User,u%04d,u%04d@exeunt.test,u%04d,2020-01-01,%s\n", n, n, n, n, end)
	}
	write(t, dir, "hr.csv", text)
}

// Two people leave a company on 389 Directory Server: the directory answers them with code 53, everybody else gets in,
// and undo opens their doors again.
func TestALeaverIsInactivatedOn389DirectoryServer(t *testing.T) {
	t.Parallel()
	const people = 30
	l, dir := systemtest.DS389(t, systemtest.Options{Users: people}), t.TempDir()
	feed(t, dir, people, 3, 8)
	write(t, dir, "directory.pass", l.ServicePassword+"\n")
	write(t, dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, email: mail, login: login, start: start, end: end}, complete: {min-people: 1}}
systems:
  - name: directory
    kind: ldap
    url: %s
    ca: %s
    bind: %s
    password: file:directory.pass
    people-base: %s
    groups-base: %s
    suspend-by: [nsaccountlock, shell]
protect:
  accounts: [{system: directory, login: breakglass}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, l.URLTLS, l.CA, l.ServiceDN, l.PeopleDN, l.GroupsDN))
	doors := func(shut ...int) {
		t.Helper()
		for n := 1; n <= people; n++ {
			err := l.Bind(l.UserDN(l.UID(n)), l.UserPassword(l.UID(n)))
			switch {
			case slices.Contains(shut, n) && !goldap.IsErrorWithCode(err, goldap.LDAPResultUnwillingToPerform):
				t.Errorf("%s is answered %v, want code 53", l.UID(n), err)
			case !slices.Contains(shut, n) && err != nil:
				t.Errorf("%s works here, and is answered %v", l.UID(n), err)
			}
		}
	}
	check := want(t, 0, dir, "check")
	if !strings.Contains(string(check.stdout), "nsAccountLock") {
		t.Errorf("check does not speak of the lock:\n%s", check.stdout)
	}
	p := want(t, 3, dir, "plan", "--json").plan(t)
	applied := want(t, 0, dir, "apply", p.ID, "--yes")
	if !strings.Contains(string(applied.stdout), "verified") {
		t.Errorf("nothing was verified:\n%s", applied.stdout)
	}
	doors(3, 8)
	want(t, 0, dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	doors()
}
