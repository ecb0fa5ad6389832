package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// accountsLab is a folder with an HR file and settings, beside a real MariaDB server.
type accountsLab struct {
	testing.TB
	dir    string
	server *systemtest.MariaDB
	admin  *sql.DB
}

func newAccountsLab(t testing.TB, people int, left ...int) *accountsLab {
	t.Helper()
	l := &accountsLab{TB: t, dir: t.TempDir(), server: systemtest.MariaDBServer(t)}
	var err error
	if l.admin, err = sql.Open("mysql", l.server.AdminDSN); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.admin.Close() })
	l.exec("CREATE ROLE readers")
	l.exec("CREATE USER exeunt@'127.0.0.1' IDENTIFIED BY 'conn-secret'")
	l.exec("GRANT CREATE USER, PROCESS, CONNECTION ADMIN, SHOW VIEW, TRIGGER ON *.* TO exeunt@'127.0.0.1'")
	l.exec("GRANT SELECT ON mysql.* TO exeunt@'127.0.0.1'")
	l.exec("GRANT readers TO exeunt@'127.0.0.1' WITH ADMIN OPTION")
	l.exec("GRANT SELECT ON target.* TO exeunt@'127.0.0.1' WITH GRANT OPTION")
	feed := "id,given,family,login,start,end\n"
	for n := 1; n <= people; n++ {
		login, end := fmt.Sprintf("u%02d", n), ""
		if slices.Contains(left, n) {
			end = time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		}
		feed += fmt.Sprintf("E%02d,User,Number%02d,%s,2020-01-01,%s\n", n, n, login, end)
		l.exec("CREATE USER " + login + "@'127.0.0.1' IDENTIFIED BY 'pw'")
		l.exec("GRANT readers TO " + login + "@'127.0.0.1'")
		l.exec("GRANT SELECT ON target.* TO " + login + "@'127.0.0.1'")
	}
	write(t, l.dir, "hr.csv", feed)
	write(t, l.dir, "db.pass", "conn-secret\n")
	write(t, l.dir, "exeunt.yaml", fmt.Sprintf(`store: exeunt.db
people:
  - {name: hr, kind: csv, path: hr.csv, zone: Europe/Paris, columns: {id: id, given: given, family: family, login: login, start: start, end: end}, complete: {min-people: 1}}
systems:
  - name: shop
    kind: mysql
    url: mysql://%s
    ca: %s
    user: exeunt
    password: file:db.pass
correlate: [{by: login}]
limits: {suspend: {max: 50, share: 50%%, per-day: 100%%, per-week: 100%%}}
`, l.server.Listens, l.server.CA))
	return l
}

func (l *accountsLab) exec(statement string) {
	l.Helper()
	if _, err := l.admin.ExecContext(l.Context(), statement); err != nil {
		l.Fatalf("%s: %v", statement, err)
	}
}

// state is what was granted to the users, and their passwords.
func (l *accountsLab) state(people int) string {
	l.Helper()
	var all []string
	for n := 1; n <= people; n++ {
		all = append(all, l.grants(fmt.Sprintf("u%02d", n))...)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func (l *accountsLab) grants(login string) (lines []string) {
	l.Helper()
	rows, err := l.admin.QueryContext(l.Context(), "SHOW GRANTS FOR "+login+"@'127.0.0.1'")
	if err != nil {
		l.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			l.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		l.Fatal(err)
	}
	return lines
}

func (l *accountsLab) signIn(login string) (*sql.DB, error) {
	cfg := driver.NewConfig()
	cfg.Net, cfg.Addr, cfg.User, cfg.Passwd = "tcp", l.server.Listens, login, "pw"
	dialer, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(dialer)
	db.SetMaxOpenConns(1)
	if err := db.PingContext(l.Context()); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// doors demands of every user that the own password opens, or not.
func (l *accountsLab) doors(people int, shut ...int) {
	l.Helper()
	for n := 1; n <= people; n++ {
		db, err := l.signIn(fmt.Sprintf("u%02d", n))
		if err == nil {
			db.Close()
		}
		if open := !slices.Contains(shut, n); (err == nil) != open {
			l.Errorf("u%02d gets in: %v, want %v (%v)", n, err == nil, open, err)
		}
	}
}

// Somebody leaves who has a connection open: the account is locked, the connection ended, the rights gone; and all of it
// comes back.
func TestALeaverLosesAnAccountAndItsConnection(t *testing.T) {
	t.Parallel()
	const people = 12
	l := newAccountsLab(t, people, 3, 7)
	check := want(t, 0, l.dir, "check")
	if !strings.Contains(string(check.stdout), "end connections") {
		t.Errorf("check does not speak of connections:\n%s", check.stdout)
	}
	before := l.state(people)
	var held []*sql.Conn
	for _, login := range []string{"u03", "u04"} {
		db, err := l.signIn(login)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		held = append(held, conn)
	}

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
	if _, err := held[0].ExecContext(context.Background(), "DO 1"); err == nil {
		t.Error("the connection of a leaver goes on")
	}
	if _, err := held[1].ExecContext(context.Background(), "DO 1"); err != nil {
		t.Errorf("the connection of somebody who works here was ended: %v", err)
	}
	if after := l.state(people); strings.Count(after, "readers") != strings.Count(before, "readers")-2 {
		t.Errorf("the rights are\n%s", after)
	}
	want(t, 0, l.dir, "plan", "--json")

	want(t, 0, l.dir, "undo", "--run", p.ID, "--yes", "--reason", "test")
	l.doors(people)
	if after := l.state(people); after != before {
		t.Errorf("the rights did not come back:\n%s\nand were\n%s", after, before)
	}
}
