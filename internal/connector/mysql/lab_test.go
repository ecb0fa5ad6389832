package mysql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/mysql"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a real server, a connector on it, and its administrator who looks at it by himself. Labs share a server: each
// has accounts of its own, which its names begin with, and a database.
type lab struct {
	*systemtest.MariaDB
	testing.TB
	admin    *sql.DB
	prefix   string
	database string
	self     string // the account of the connector
	*mysql.Connector
}

var labs atomic.Int64

func newLab(t testing.TB, change ...func(*mysql.Config)) *lab {
	t.Helper()
	return labOn(t, systemtest.SharedMariaDB(t), change...)
}

func labOn(t testing.TB, server *systemtest.MariaDB, change ...func(*mysql.Config)) *lab {
	t.Helper()
	l := &lab{MariaDB: server, TB: t, prefix: fmt.Sprintf("t%d_", labs.Add(1))}
	l.admin = l.open(server.AdminDSN)
	l.database, l.self = l.name("db"), l.name("exeunt")
	l.exec("CREATE DATABASE " + l.database)
	t.Cleanup(func() { l.exec("DROP DATABASE " + l.database) })
	for _, statement := range page(t) {
		l.exec(strings.NewReplacer("exeunt@'10.0.0.5'", l.at(l.self), "change-me", "conn-secret").Replace(statement))
	}
	t.Cleanup(func() { l.exec("DROP USER IF EXISTS " + l.at(l.self)) })
	l.Connector = l.connect(change...)
	return l
}

var sqlBlock = regexp.MustCompile("(?s)```sql\n(.*?)```")

// page returns the statements of docs/connectors/mysql.md that make the account of the connector, in their order.
func page(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../../docs/connectors/mysql.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := sqlBlock.FindSubmatch(text)
	if block == nil {
		t.Fatal("docs/connectors/mysql.md has no block of SQL")
	}
	statements := strings.Split(strings.TrimSpace(string(block[1])), ";")
	return statements[:len(statements)-1]
}

func (l *lab) name(user string) string { return l.prefix + user }

// at writes a user of this machine as a statement takes it.
func (l *lab) at(user string) string {
	return "`" + strings.ReplaceAll(user, "`", "``") + "`@`127.0.0.1`"
}

func (l *lab) open(dsn string) *sql.DB {
	l.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { db.Close() })
	return db
}

// connect makes one more connector on the server.
func (l *lab) connect(change ...func(*mysql.Config)) *mysql.Connector {
	l.Helper()
	cfg := mysql.Config{Name: "shop", URL: "mysql://" + l.Listens, CA: l.CA, User: l.self, Password: secret("conn-secret")}
	for _, f := range change {
		f(&cfg)
	}
	c, err := mysql.New(cfg)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

// exec runs a statement as the administrator. The test's context is not used: it is over when cleanups run.
func (l *lab) exec(statement string) {
	l.Helper()
	if _, err := l.admin.ExecContext(context.Background(), statement); err != nil {
		l.Fatalf("%s: %v", statement, err)
	}
}

// user makes an account that is let in from this machine with the password "pw", and dropped with the test.
func (l *lab) user(name string) string {
	l.Helper()
	name = l.name(name)
	l.exec("CREATE USER " + l.at(name) + " IDENTIFIED BY 'pw'")
	l.Cleanup(func() { l.exec("DROP USER IF EXISTS " + l.at(name)) })
	return name
}

func (l *lab) role(name string) string {
	l.Helper()
	name = l.name(name)
	l.exec("CREATE ROLE `" + name + "`")
	l.Cleanup(func() { l.exec("DROP ROLE IF EXISTS `" + name + "`") })
	return name
}

// signIn opens a connection as a user.
func (l *lab) signIn(ctx context.Context, user string) (*sql.DB, *sql.Conn, error) {
	cfg := driver.NewConfig()
	cfg.Net, cfg.Addr, cfg.User, cfg.Passwd = "tcp", l.Listens, user, "pw"
	dialer, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, nil, err
	}
	db := sql.OpenDB(dialer)
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, conn, nil
}

func (l *lab) tryIn(ctx context.Context, user string) error {
	db, conn, err := l.signIn(ctx, user)
	if err != nil {
		return err
	}
	return errors.Join(conn.Close(), db.Close())
}

// door demands that a user's own password opens or not.
func (l *lab) door(user string, open bool) {
	l.Helper()
	if err := l.tryIn(l.Context(), user); (err == nil) != open {
		l.Errorf("the door of %s is open: %v, want %v (%v)", user, err == nil, open, err)
	}
}

// session opens a connection that must still be there, or not, when alive is asked.
func (l *lab) session(user string) (alive func() bool) {
	l.Helper()
	db, conn, err := l.signIn(l.Context(), user)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { conn.Close(); db.Close() })
	return func() bool {
		_, err := conn.ExecContext(l.Context(), "DO 1")
		return err == nil
	}
}

func key(user string) string { return user + "@127.0.0.1" }

func (l *lab) lookup(user string) identity.Account {
	l.Helper()
	a, err := l.Lookup(l.Context(), key(user))
	if err != nil {
		l.Fatal(err)
	}
	return a
}

// state looks an account up without its connections: one that was just closed may be seen for a moment.
func (l *lab) state(user string) identity.Account {
	l.Helper()
	a := l.lookup(user)
	a.Residual = nil
	return a
}

func (l *lab) read() []identity.Account {
	l.Helper()
	var s sink
	reading, err := l.Read(l.Context(), &s)
	if err != nil {
		l.Fatal(err)
	}
	if reading.Seen != len(s.accounts) || reading.Expected != reading.Seen {
		l.Fatalf("the reading says %+v, and gave %d accounts", reading, len(s.accounts))
	}
	return slices.DeleteFunc(s.accounts, func(a identity.Account) bool { return !strings.HasPrefix(a.Login, l.prefix) })
}

// sink keeps what it is given.
type sink struct {
	mu       sync.Mutex
	accounts []identity.Account
}

func (s *sink) People([]identity.Person) error { return errors.New("a database server has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

// try does a verb to an account.
func (l *lab) try(verb identity.Verb, a identity.Account, rights ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: rights}
	if verb == identity.Restore {
		op.Before = &a
	}
	return l.Do(l.Context(), op)
}

func (l *lab) do(verb identity.Verb, a identity.Account, rights ...identity.Entitlement) {
	l.Helper()
	if err := l.try(verb, a, rights...); err != nil {
		l.Fatal(err)
	}
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
