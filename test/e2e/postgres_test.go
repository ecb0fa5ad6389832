package e2e

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// rolesLab is a folder with an HR file and settings, beside a real PostgreSQL server.
type rolesLab struct {
	testing.TB
	dir    string
	server *systemtest.Postgres
	admin  *pgx.Conn
}

func newRolesLab(t testing.TB, people int, left ...int) *rolesLab {
	t.Helper()
	l := &rolesLab{TB: t, dir: t.TempDir(), server: systemtest.PostgreSQLServer(t)}
	var err error
	if l.admin, err = pgx.Connect(t.Context(), l.server.AdminURL); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.admin.Close(context.Background()) })
	l.exec("CREATE ROLE exeunt LOGIN CREATEROLE PASSWORD 'conn-secret'; GRANT pg_signal_backend, pg_read_all_stats TO exeunt")
	feed := "id,given,family,login,start,end\n"
	for n := 1; n <= people; n++ {
		login, end := fmt.Sprintf("u%02d", n), ""
		if slices.Contains(left, n) {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		feed += fmt.Sprintf("E%02d,User,Number%02d,%s,2020-01-01,%s\n", n, n, login, end)
		l.exec("CREATE ROLE " + login + " LOGIN PASSWORD 'pw' IN ROLE readers")
		l.exec("COMMENT ON ROLE " + login + fmt.Sprintf(" IS 'E%02d'", n))
	}
	write(t, l.dir, "hr.csv", feed)
	write(t, l.dir, "db.pass", "conn-secret\n")
	write(t, l.dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, login: login, start: start, end: end}, complete: {min-people: 1}}
systems:
  - name: warehouse
    kind: postgres
    url: postgres://%s
    ca: %s
    user: exeunt
    password: file:db.pass
    comment: '^(?P<employee>E[0-9]+)$'
correlate: [{by: employee}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, l.server.Listens, l.server.CA))
	return l
}

func (l *rolesLab) exec(statements string) {
	l.Helper()
	if _, err := l.admin.Exec(l.Context(), statements); err != nil {
		l.Fatal(err)
	}
}

// state is what the server keeps of every role: itself, its comment and what it is a member of.
func (l *rolesLab) state() string {
	l.Helper()
	var text string
	err := l.admin.QueryRow(l.Context(), `SELECT string_agg(concat_ws(' ', a::text, shobj_description(a.oid, 'pg_authid'),
		(SELECT string_agg(m.roleid || ':' || m.admin_option, ',' ORDER BY m.roleid) FROM pg_auth_members m WHERE m.member = a.oid)), E'\n' ORDER BY a.oid) FROM pg_authid a`).Scan(&text)
	if err != nil {
		l.Fatal(err)
	}
	return text
}

func (l *rolesLab) signIn(login string) (*pgx.Conn, error) {
	u := url.URL{Scheme: "postgres", Host: l.server.Listens, Path: "/target", User: url.UserPassword(login, "pw")}
	return pgx.Connect(l.Context(), u.String())
}

// doors demands of every user that the own password opens, or not.
func (l *rolesLab) doors(people int, shut ...int) {
	l.Helper()
	for n := 1; n <= people; n++ {
		conn, err := l.signIn(fmt.Sprintf("u%02d", n))
		if err == nil {
			conn.Close(l.Context())
		}
		if open := !slices.Contains(shut, n); (err == nil) != open {
			l.Errorf("u%02d gets in: %v, want %v (%v)", n, err == nil, open, err)
		}
	}
}

// Somebody leaves who has a session open: the role is shut, the session ended, the memberships gone; and all of it comes
// back.
func TestALeaverLosesARoleAndItsSession(t *testing.T) {
	t.Parallel()
	const people = 12
	l := newRolesLab(t, people, 3, 7)
	check := want(t, 0, l.dir, "check")
	if !strings.Contains(string(check.stdout), "end sessions") {
		t.Errorf("check does not speak of sessions:\n%s", check.stdout)
	}
	before := l.state()
	session, err := l.signIn("u03")
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(context.Background())
	stays, err := l.signIn("u04")
	if err != nil {
		t.Fatal(err)
	}
	defer stays.Close(context.Background())

	p := want(t, 3, l.dir, "plan", "--json").plan(t)
	counts := map[string]int{}
	for _, a := range p.Actions {
		counts[a.Verb]++
	}
	if counts["suspend"] != 2 || counts["sign-out"] != 2 || counts["remove"] != 2 || len(counts) != 3 {
		t.Fatalf("the plan has %v", counts)
	}
	want(t, 0, l.dir, "apply", p.ID, "--yes")
	l.doors(people, 3, 7)
	if _, err := session.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("the session of a leaver goes on")
	}
	if _, err := stays.Exec(t.Context(), "SELECT 1"); err != nil {
		t.Errorf("the session of somebody who works here was ended: %v", err)
	}
	want(t, 0, l.dir, "plan", "--json")

	want(t, 0, l.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	l.doors(people)
	if after := l.state(); after != before {
		t.Errorf("the roles did not come back:\n%s\nand were\n%s", after, before)
	}
}
