package sql_test

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a database of its own, with the tables of an application and of a personnel office, and its owner.
type lab struct {
	testing.TB
	kind     sql.Dialect
	admin    *stdsql.DB
	database sql.Database // as the owner reaches it
	listens  string       // host:port of the server; empty: a file
}

var labs atomic.Int64

// everywhere runs a test on each kind of database.
func everywhere(t *testing.T, test func(t *testing.T, l *lab)) {
	t.Helper()
	t.Parallel()
	for _, kind := range []sql.Dialect{sql.SQLite, sql.Postgres, sql.MySQL} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			test(t, newLab(t, kind))
		})
	}
}

func newLab(t testing.TB, kind sql.Dialect) *lab {
	t.Helper()
	l := &lab{TB: t, kind: kind}
	switch kind {
	case sql.SQLite:
		l.onSQLite()
	case sql.Postgres:
		l.onPostgres()
	case sql.MySQL:
		l.onMariaDB()
	}
	l.database.Name, l.database.Timeout = "crm", 2*time.Second
	l.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, login VARCHAR(80), mail VARCHAR(80), active INTEGER, note VARCHAR(200), seen TIMESTAMP NULL)")
	l.exec("CREATE TABLE members (user_id INTEGER, team VARCHAR(20), sort VARCHAR(20), PRIMARY KEY (user_id, team))")
	l.exec("CREATE TABLE sessions (id INTEGER, user_id INTEGER, ip VARCHAR(40))")
	return l
}

func (l *lab) onSQLite() {
	file := filepath.Join(l.TempDir(), "it's 100% #1?.db")
	l.admin = l.open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath())
	l.database.URL = "sqlite:" + file
}

func (l *lab) onPostgres() {
	server := systemtest.PostgreSQL(l)
	l.admin = l.open("pgx", server.StoreURL)
	u, err := url.Parse(server.StoreURL)
	if err != nil {
		l.Fatal(err)
	}
	password, _ := u.User.Password()
	l.listens = server.Listens
	l.database = sql.Database{URL: "postgres://" + server.Listens + u.Path, CA: server.CA, User: u.User.Username(), Password: secret(password)}
}

func (l *lab) onMariaDB() {
	server := systemtest.SharedMariaDB(l)
	name := fmt.Sprintf("sql%d", labs.Add(1))
	root := l.open("mysql", server.AdminDSN)
	run := func(statement string) {
		if _, err := root.ExecContext(context.Background(), statement); err != nil {
			l.Fatalf("%s: %v", statement, err)
		}
	}
	run("CREATE DATABASE " + name)
	l.Cleanup(func() { run("DROP DATABASE " + name); run("DROP USER " + name + "@'127.0.0.1'") })
	run("CREATE USER " + name + "@'127.0.0.1' IDENTIFIED BY 'owner-secret'")
	run("GRANT ALL PRIVILEGES ON " + name + ".* TO " + name + "@'127.0.0.1'")
	cfg, err := driver.ParseDSN(server.AdminDSN)
	if err != nil {
		l.Fatal(err)
	}
	cfg.DBName = name
	l.admin = l.open("mysql", cfg.FormatDSN())
	l.listens = server.Listens
	l.database = sql.Database{URL: "mariadb://" + server.Listens + "/" + name, CA: server.CA, User: name, Password: secret("owner-secret")}
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

func (l *lab) open(name, dsn string) *stdsql.DB {
	l.Helper()
	db, err := stdsql.Open(name, dsn)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { db.Close() })
	return db
}

func (l *lab) exec(statement string) {
	l.Helper()
	if _, err := l.admin.ExecContext(context.Background(), statement); err != nil {
		l.Fatalf("%s: %v", statement, err)
	}
}

// ask returns every row of a query as one text.
func (l *lab) ask(query string) string {
	l.Helper()
	rows, err := l.admin.QueryContext(context.Background(), query)
	if err != nil {
		l.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		l.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		cells, into := make([]stdsql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			l.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(cells))
	}
	if err := rows.Err(); err != nil {
		l.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// settings are those of the application: a user is active or not, says why, and is in teams, of which some cost money.
func (l *lab) settings() sql.Config {
	return sql.Config{
		Database: with(l.database, func(d *sql.Database) {
			d.Read = `SELECT id, login, mail AS email, CASE active WHEN 1 THEN 'active' ELSE 'blocked' END AS status,
				active AS before_active, note AS before_note, seen AS last_seen FROM users -- "everybody's"; :all of them`
			d.Count = "SELECT count(*) FROM users;"
		}),
		Entitlements: "SELECT user_id AS account, team AS " + quoted(l.kind, "key") + ", team AS name, sort AS kind FROM members",
		Sessions:     "SELECT user_id AS account, id AS name, ip AS origin FROM sessions",
		Write: map[identity.Verb][]sql.Statement{
			identity.Suspend: {{SQL: "UPDATE users SET active = 0, note = :reason WHERE id = :key", Rows: 1}},
			identity.Restore: {{SQL: "UPDATE users SET active = :before_active, note = :before_note WHERE id = :key AND login = :login", Rows: 1}},
			identity.SignOut: {{SQL: "DELETE FROM sessions WHERE user_id = :key", Rows: sql.AnyRows}},
			identity.Remove:  {{SQL: "DELETE FROM members WHERE user_id = :key AND team = :entitlement", Rows: 1}},
			identity.Release: {{SQL: "DELETE FROM members WHERE user_id = :key AND team = :entitlement", Rows: 1}},
			identity.Add:     {{SQL: "INSERT INTO members (user_id, team, sort) VALUES (:key, :entitlement, CASE WHEN :entitlement = 'seat' THEN 'licence' ELSE 'group' END)", Rows: 1}},
			identity.Delete: {
				{SQL: "DELETE FROM members WHERE user_id = :key", Rows: sql.AnyRows},
				{SQL: "DELETE FROM users WHERE id = :key", Rows: 1},
			},
		},
		StatusWords: map[identity.AccountState][]string{identity.Enabled: {"Active"}, identity.Suspended: {"blocked"}},
	}
}

// quoted writes a name that is a word of SQL.
func quoted(kind sql.Dialect, name string) string {
	if kind == sql.MySQL {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

func with[T any](v T, change ...func(*T)) T {
	for _, f := range change {
		f(&v)
	}
	return v
}

// people fills the tables with users from 1 on. Each third is in three teams, of which one is a licence.
func (l *lab) people(n int) {
	l.Helper()
	for id := 1; id <= n; id++ {
		l.exec(fmt.Sprintf("INSERT INTO users VALUES (%d, 'u%02d', 'u%02d@example.test', 1, NULL, '2026-11-0%d 10:00:00')", id, id, id, 1+id%9))
		if id%3 == 0 {
			l.exec(fmt.Sprintf("INSERT INTO members VALUES (%d, 'sales', 'group'), (%d, 'crew', 'group'), (%d, 'seat', 'licence')", id, id, id))
		}
	}
	l.exec("UPDATE users SET note = 'it''s :key ? $1' WHERE id = 3")
}

func (l *lab) connect(change ...func(*sql.Config)) *sql.Connector {
	l.Helper()
	c, err := sql.New(with(l.settings(), change...))
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

func lookup(t testing.TB, c connector.Connector, key string) identity.Account {
	t.Helper()
	a, err := c.Lookup(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// operation makes one of an account as it is.
func operation(verb identity.Verb, a identity.Account, rights ...identity.Entitlement) identity.Operation {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: rights, Reason: "it's over; DROP TABLE users"}
	if verb == identity.Restore {
		op.Before = &a
	}
	return op
}

// sink keeps what it is given.
type sink struct {
	mu       sync.Mutex
	accounts []identity.Account
	people   []identity.Person
}

func (s *sink) People(batch []identity.Person) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people = append(s.people, batch...)
	return nil
}

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

// refused demands a PermanentError that says all of the words.
func refused(t testing.TB, err error, words ...string) {
	t.Helper()
	if !connector.IsPermanent(err) {
		t.Fatalf("got %v; want a PermanentError", err)
	}
	says(t, err, words...)
}

func says(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("there was no error; want one that says %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error %q does not say %q", err, word)
		}
	}
}

var errShut = errors.New("the application does not let this user in")
