package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a database on a real server, a connector on the server, and a superuser who looks at it by himself. Labs share a
// server: each has roles of its own, which its names begin with.
type lab struct {
	*systemtest.Postgres
	testing.TB
	admin    *pgx.Conn
	database string
	prefix   string
	self     string // the role of the connector
	*postgres.Connector
}

var labs atomic.Int64

func newLab(t testing.TB, change ...func(*postgres.Config)) *lab {
	t.Helper()
	return labOn(t, systemtest.PostgreSQL(t), change...)
}

func labOn(t testing.TB, server *systemtest.Postgres, change ...func(*postgres.Config)) *lab {
	t.Helper()
	l := &lab{Postgres: server, TB: t, prefix: fmt.Sprintf("t%d_", labs.Add(1))}
	l.admin = l.dial(server.AdminURL)
	l.database = l.admin.Config().Database
	l.self = l.name("exeunt")
	for _, statement := range page(t) {
		l.exec(strings.ReplaceAll(strings.ReplaceAll(statement, "ROLE exeunt", "ROLE "+l.self), "TO exeunt", "TO "+l.self))
	}
	l.exec("ALTER ROLE " + l.self + " PASSWORD 'conn-secret'")
	t.Cleanup(func() { l.drop(l.self) })
	l.Connector = l.connect(change...)
	return l
}

var sqlBlock = regexp.MustCompile("(?s)```sql\n(.*?)```")

// page returns the statements of docs/connectors/postgres.md that make the role of the connector, in their order.
func page(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../../docs/connectors/postgres.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := sqlBlock.FindSubmatch(text)
	if block == nil {
		t.Fatal("docs/connectors/postgres.md has no block of SQL")
	}
	statements := strings.Split(strings.TrimSpace(string(block[1])), ";")
	return statements[:len(statements)-1]
}

func (l *lab) name(role string) string { return l.prefix + role }

// connect makes one more connector on the server.
func (l *lab) connect(change ...func(*postgres.Config)) *postgres.Connector {
	l.Helper()
	cfg := postgres.Config{
		Name: "warehouse", URL: "postgres://" + l.Listens + "/" + l.database, CA: l.CA,
		User: l.self, Password: secret("conn-secret"),
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := postgres.New(cfg)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

func (l *lab) dial(address string) *pgx.Conn {
	l.Helper()
	conn, err := pgx.Connect(l.Context(), address)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// exec runs a statement as the superuser. The test's context is not used: it is over when cleanups run.
func (l *lab) exec(statement string) {
	l.Helper()
	if _, err := l.admin.Exec(context.Background(), statement); err != nil {
		l.Fatalf("%s: %v", statement, err)
	}
}

func (l *lab) ask(query string, args ...any) string {
	l.Helper()
	var answer *string
	if err := l.admin.QueryRow(context.Background(), query, args...).Scan(&answer); err != nil {
		l.Fatalf("%s: %v", query, err)
	}
	if answer == nil {
		return "NULL"
	}
	return *answer
}

// role makes a role that is dropped with the test, with what it owns.
func (l *lab) role(name, options string) string {
	l.Helper()
	name = l.name(name)
	l.exec("CREATE ROLE " + pgx.Identifier{name}.Sanitize() + " " + options)
	l.Cleanup(func() { l.drop(name) })
	return name
}

// user makes a role that may log in with the password "pw".
func (l *lab) user(name string) string { return l.role(name, "LOGIN PASSWORD 'pw'") }

func (l *lab) drop(name string) {
	if l.ask("SELECT count(*)::text FROM pg_roles WHERE rolname = $1", name) == "0" {
		return
	}
	quoted := pgx.Identifier{name}.Sanitize()
	l.exec("DROP OWNED BY " + quoted + " CASCADE")
	l.exec("DROP ROLE " + quoted)
}

// signIn opens a session as a user.
func (l *lab) signIn(ctx context.Context, name string) (*pgx.Conn, error) {
	u := url.URL{Scheme: "postgres", Host: l.Listens, Path: "/" + l.database, User: url.UserPassword(name, "pw")}
	return pgx.Connect(ctx, u.String())
}

// door demands that a user's own password opens or not.
func (l *lab) door(name string, open bool) {
	l.Helper()
	conn, err := l.signIn(l.Context(), name)
	if err == nil {
		conn.Close(l.Context())
	}
	if (err == nil) != open {
		l.Errorf("the door of %s is open: %v, want %v (%v)", name, err == nil, open, err)
	}
}

// session opens a session that must still be there, or not, when alive is asked.
func (l *lab) session(name string) (alive func() bool) {
	l.Helper()
	conn, err := l.signIn(l.Context(), name)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { conn.Close(context.Background()) })
	return func() bool {
		_, err := conn.Exec(l.Context(), "SELECT 1")
		return err == nil
	}
}

func (l *lab) key(name string) string {
	l.Helper()
	return l.ask("SELECT oid::text FROM pg_roles WHERE rolname = $1", name)
}

func (l *lab) lookup(name string) identity.Account {
	l.Helper()
	a, err := l.Lookup(l.Context(), l.key(name))
	if err != nil {
		l.Fatal(err)
	}
	return a
}

// state looks an account up without its sessions: one that was just closed may be seen for a moment.
func (l *lab) state(name string) identity.Account {
	l.Helper()
	a := l.lookup(name)
	a.Residual = nil
	return a
}

// read returns the accounts of this lab.
func (l *lab) read(c *postgres.Connector) []identity.Account {
	l.Helper()
	var s sink
	reading, err := c.Read(l.Context(), &s)
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
	fail     error
}

func (s *sink) People([]identity.Person) error { return errors.New("a database server has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return s.fail
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
