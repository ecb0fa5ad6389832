package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// company is a folder with an HR file and settings, beside a real directory.
type company struct {
	dir     string
	server  *systemtest.LDAPServer
	people  int
	leavers []int
	perDay  string // the budget of suspensions
	store   string // the lines of the settings that say where the store is

	before map[string]string // the directory's entries as they were, by DN
}

// newCompany makes an HR file of everybody in the directory, of whom some have left some days ago.
func newCompany(t testing.TB, people int, leavers []int) *company {
	t.Helper()
	c := &company{dir: t.TempDir(), people: people, leavers: leavers, perDay: "5%", store: "store: exeunt.db"}
	c.server = systemtest.OpenLDAP(t, systemtest.Options{Users: people})
	write(t, c.dir, "hr.csv", c.feed())
	write(t, c.dir, "exeunt.yaml", c.settings())
	return c
}

// feed is the HR file.
func (c *company) feed() string {
	left := map[int]bool{}
	for _, n := range c.leavers {
		left[n] = true
	}
	var b strings.Builder
	b.WriteString("employee_id,first_name,last_name,work_email,hire_date,termination_date,last_working_day,status,worker_type,job_title,department,manager_id,tz\n")
	for n := 1; n <= c.people; n++ {
		end, status := "", "active"
		if left[n] {
			end, status = time.Now().AddDate(0, 0, -3).Format("2006-01-02"), "terminated"
		}
		fmt.Fprintf(&b, "E%04d,User,u%04d,u%04d@exeunt.test,2020-01-01,%s,,%s,employee,Clerk,Office,E0001,Europe/Paris\n", n, n, n, end, status)
	}
	return b.String()
}

func (c *company) settings() string {
	return fmt.Sprintf(`%s
people:
  - name: hr
    kind: csv
    path: hr.csv
    zone: Europe/Paris
    ends-at: "18:00"
    columns: {id: employee_id, given: first_name, family: last_name, email: work_email, start: hire_date, end: termination_date,
              last-day: last_working_day, status: status, kind: worker_type, position: job_title, department: department, manager: manager_id, zone: tz}
    complete: {min-people: 1, max-drop: 10%%}
systems:
  - name: directory
    kind: ldap
    url: %s
    ca: %s
    bind: %s
    password: env:DIRECTORY_PASSWORD
    people-base: %s
    groups-base: %s
    suspend-by: [ppolicy, shell]
correlate:
  - by: employee
  - by: email
  - by: login
  - by: name
protect:
  accounts: [{system: directory, login: breakglass}]
  entitlements: [{system: directory, name: admins, keep-at-least: 1}]
policies:
  leaver:  {suspend: end, sign-out: end, remove: end+1d, release: end+30d, delete: end+90d}
  orphan:  {after: 14d, do: task}
  dormant: {after: 90d, do: task}
limits:
  suspend: {max: 50, share: 10%%, per-day: %s, small: 10}
  delete:  {max: 10, share: 2%%}
`, c.store, c.server.URLTLS, c.server.CA, c.server.ServiceDN, c.server.PeopleDN, c.server.GroupsDN, c.perDay)
}

// entries returns every entry below the base with every attribute, as the root of the database sees it, by DN.
func (c *company) entries(t testing.TB) map[string]string {
	t.Helper()
	found := c.search(t, c.server.BaseDN, "(objectClass=*)", "*", "+")
	all := map[string]string{}
	for _, e := range found {
		var lines []string
		for _, a := range e.Attributes {
			lines = append(lines, fmt.Sprintf("%s=%q", a.Name, a.Values))
		}
		slices.Sort(lines) // the order of attributes says nothing
		all[e.DN] = strings.Join(lines, "\n")
	}
	return all
}

func (c *company) search(t testing.TB, base, filter string, attributes ...string) []*ldap.Entry {
	t.Helper()
	conn, err := ldap.DialURL(c.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Bind(c.server.AdminDN, c.server.AdminPassword); err != nil {
		t.Fatal(err)
	}
	found, err := conn.SearchWithPaging(ldap.NewSearchRequest(base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil), 500)
	if err != nil {
		t.Fatal(err)
	}
	return found.Entries
}

// writes returns how many changes the service account has made, by the directory's own log of accesses.
func (c *company) writes(t testing.TB) int {
	t.Helper()
	return len(c.search(t, "cn=accesslog", fmt.Sprintf("(&(|(reqType=modify)(reqType=add)(reqType=delete))(reqAuthzID=%s))", c.server.ServiceDN), "reqDN"))
}

func (c *company) bind(n int) error {
	uid := c.server.UID(n)
	return c.server.Bind(c.server.UserDN(uid), c.server.UserPassword(uid))
}

// ours are the operational attributes that the directory itself keeps of a change.
var ours = []string{"entryCSN=", "modifyTimestamp=", "modifiersName=", "pwdLastSuccess=", "pwdFailureTime="}

// without returns the text of an entry without what the directory keeps of its own.
func without(entry string) string {
	var kept []string
	for line := range strings.SplitSeq(entry, "\n") {
		own := false
		for _, prefix := range ours {
			own = own || strings.HasPrefix(line, prefix)
		}
		if !own {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
