package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// tablesLab is a folder with an HR database of SQLite and settings, beside an application whose users are in PostgreSQL.
type tablesLab struct {
	testing.TB
	dir string
	app *sql.DB
}

func newTablesLab(t testing.TB, people int, left int) *tablesLab {
	t.Helper()
	l := &tablesLab{TB: t, dir: t.TempDir()}
	server := systemtest.PostgreSQL(t)
	hr := l.open("sqlite", "file:"+filepath.Join(l.dir, "hr.db"))
	l.app = l.open("pgx", server.StoreURL)
	l.exec(hr, "CREATE TABLE staff (no TEXT, first TEXT, last TEXT, mail TEXT, hired DATE, ended DATE)")
	l.exec(l.app, "CREATE TABLE users (id serial PRIMARY KEY, mail text, active boolean NOT NULL DEFAULT true, why text)")
	l.exec(l.app, "CREATE TABLE members (user_id int, team text)")
	l.exec(l.app, "CREATE TABLE sessions (id int, user_id int)")
	for n := 1; n <= people; n++ {
		end := "NULL"
		if n == left {
			end = "'" + time.Now().AddDate(0, 0, -3).Format(time.DateOnly) + "'"
		}
		l.exec(hr, fmt.Sprintf("INSERT INTO staff VALUES ('E%02d', 'Eve', 'Nr%02d', 'u%02d@example.test', '2020-01-01', %s)", n, n, n, end))
		l.exec(l.app, fmt.Sprintf("INSERT INTO users (mail) VALUES ('u%02d@example.test')", n))
		l.exec(l.app, fmt.Sprintf("INSERT INTO members VALUES (%d, 'all'), (%d, 'team%d')", n, n, n%3))
		l.exec(l.app, fmt.Sprintf("INSERT INTO sessions VALUES (%d, %d)", n, n))
	}
	u, err := url.Parse(server.StoreURL)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	write(t, l.dir, "db.pass", password+"\n")
	write(t, l.dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - name: hr
    kind: sql
    url: sqlite:hr.db
    zone: Europe/Paris
    read: SELECT no AS id, first AS given, last AS family, mail AS email, hired AS start, ended AS "end" FROM staff
    count: SELECT count(*) FROM staff
    complete: {min-people: 1}
systems:
  - name: crm
    kind: sql
    url: postgres://%s%s
    ca: %s
    user: %s
    password: file:db.pass
    read: |
      SELECT id, mail AS email, CASE WHEN active THEN 'active' ELSE 'blocked' END AS status,
        active AS before_active, why AS before_why FROM users
    count: SELECT count(*) FROM users
    entitlements: SELECT user_id AS account, team AS key FROM members
    sessions: SELECT user_id AS account, id AS name FROM sessions
    write:
      suspend: [{do: "UPDATE users SET active = false, why = :reason WHERE id = :key"}]
      restore: [{do: "UPDATE users SET active = :before_active, why = :before_why WHERE id = :key"}]
      sign-out: [{do: DELETE FROM sessions WHERE user_id = :key, rows: any}]
      remove: [{do: DELETE FROM members WHERE user_id = :key AND team = :entitlement}]
      add: [{do: "INSERT INTO members VALUES (:key, :entitlement)"}]
correlate: [{by: email}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, server.Listens, u.Path, server.CA, u.User.Username()))
	return l
}

func (l *tablesLab) open(driver, dsn string) *sql.DB {
	l.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { db.Close() })
	return db
}

func (l *tablesLab) exec(db *sql.DB, statement string) {
	l.Helper()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		l.Fatalf("%s: %v", statement, err)
	}
}

// state is what the application knows of its users, but for sessions.
func (l *tablesLab) state() string {
	l.Helper()
	var text string
	err := l.app.QueryRowContext(l.Context(), `SELECT string_agg(concat_ws(' ', u.id, u.mail, u.active, coalesce(u.why, 'NULL'),
		(SELECT string_agg(team, ',' ORDER BY team) FROM members m WHERE m.user_id = u.id)), E'\n' ORDER BY u.id) FROM users u`).Scan(&text)
	if err != nil {
		l.Fatal(err)
	}
	return text
}

// People are read from one database and their accounts written in another: a leaver is blocked, loses sessions and teams,
// and all of it but the sessions comes back.
func TestALeaverOfOneTableIsBlockedInAnother(t *testing.T) {
	t.Parallel()
	const people, leaver = 12, 3
	l := newTablesLab(t, people, leaver)
	check := want(t, 0, l.dir, "check")
	if !strings.Contains(string(check.stdout), "write: suspend") {
		t.Errorf("check does not speak of the statements:\n%s", check.stdout)
	}
	before := l.state()
	p := want(t, 3, l.dir, "plan", "--json").plan(t)
	want(t, 0, l.dir, "apply", p.ID, "--yes")
	after := strings.Split(l.state(), "\n")
	for i, was := range strings.Split(before, "\n") {
		if i == leaver-1 {
			if !strings.HasPrefix(after[i], "3 u03@example.test f ") || strings.Contains(after[i], "all") {
				t.Errorf("the leaver is %q", after[i])
			}
		} else if after[i] != was {
			t.Errorf("%q works here and is now %q", was, after[i])
		}
	}
	var sessions int
	if err := l.app.QueryRowContext(t.Context(), "SELECT count(*) FROM sessions").Scan(&sessions); err != nil || sessions != people-1 {
		t.Errorf("%d sessions, %v", sessions, err)
	}
	want(t, 0, l.dir, "plan", "--json")
	want(t, 0, l.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	if now := l.state(); now != before {
		t.Errorf("the users did not come back:\n%s\nand were\n%s", now, before)
	}
}
