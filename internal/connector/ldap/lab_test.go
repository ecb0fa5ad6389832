package ldap_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a real OpenLDAP server, a connector on it, and an administrator who looks at it by himself.
type lab struct {
	*systemtest.LDAPServer
	testing.TB
	admin *goldap.Conn
	*ldap.Connector
}

func newLab(t testing.TB, users int, change ...func(*ldap.Config)) *lab {
	t.Helper()
	server := systemtest.OpenLDAP(t, systemtest.Options{Users: users})
	l := &lab{LDAPServer: server, TB: t}
	l.admin = l.dial(server.AdminDN, server.AdminPassword)
	l.Connector = l.connect(change...)
	return l
}

// settings are those of the service account over ldaps.
func (l *lab) settings() ldap.Config {
	return ldap.Config{
		Name: "directory", URL: l.URLTLS, CA: l.CA, Bind: l.ServiceDN, Password: secret(l.ServicePassword),
		PeopleBase: l.PeopleDN, GroupsBase: l.GroupsDN, SuspendBy: []ldap.Method{ldap.Ppolicy, ldap.Shell},
	}
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

// connect makes one more connector on the server.
func (l *lab) connect(change ...func(*ldap.Config)) *ldap.Connector {
	l.Helper()
	cfg := l.settings()
	for _, f := range change {
		f(&cfg)
	}
	c, err := ldap.New(cfg)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

func (l *lab) dial(dn, password string) *goldap.Conn {
	l.Helper()
	conn, err := goldap.DialURL(l.URL)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { conn.Close() })
	if err := conn.Bind(dn, password); err != nil {
		l.Fatal(err)
	}
	return conn
}

// set replaces the values of an attribute; no values take it away.
func (l *lab) set(dn, attribute string, values ...string) {
	l.Helper()
	change := goldap.NewModifyRequest(dn, nil)
	change.Replace(attribute, values)
	if err := l.admin.Modify(change); err != nil {
		l.Fatalf("set %s of %s: %v", attribute, dn, err)
	}
}

// add makes an entry of lines such as "cn: x".
func (l *lab) add(dn string, lines ...string) {
	l.Helper()
	request := goldap.NewAddRequest(dn, nil)
	values := map[string][]string{}
	var names []string
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		if values[name] == nil {
			names = append(names, name)
		}
		values[name] = append(values[name], value)
	}
	for _, name := range names {
		request.Attribute(name, values[name])
	}
	if err := l.admin.Add(request); err != nil {
		l.Fatalf("add %s: %v", dn, err)
	}
}

// entry returns an entry with all of its attributes, operational ones too.
func (l *lab) entry(dn string) *goldap.Entry {
	l.Helper()
	found, err := l.admin.Search(goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"*", "+"}, nil))
	if err != nil {
		l.Fatalf("read %s: %v", dn, err)
	}
	return found.Entries[0]
}

func (l *lab) value(dn, attribute string) string {
	return l.entry(dn).GetEqualFoldAttributeValue(attribute)
}

// account finds the account of a login by a reading.
func (l *lab) account(login string) identity.Account {
	l.Helper()
	accounts := l.read(l.Connector)
	at := slices.IndexFunc(accounts, func(a identity.Account) bool { return a.Login == login })
	if at < 0 {
		l.Fatalf("no account has the login %s", login)
	}
	return accounts[at]
}

func (l *lab) lookup(key string) identity.Account {
	l.Helper()
	a, err := l.Lookup(l.Context(), key)
	if err != nil {
		l.Fatal(err)
	}
	return a
}

func (l *lab) read(c *ldap.Connector) []identity.Account {
	l.Helper()
	var s sink
	reading, err := c.Read(l.Context(), &s)
	if err != nil {
		l.Fatal(err)
	}
	if reading.Seen != len(s.accounts) || reading.Expected != -1 {
		l.Fatalf("the reading says %+v, and gave %d accounts", reading, len(s.accounts))
	}
	return s.accounts
}

// sink keeps what it is given.
type sink struct {
	mu       sync.Mutex
	accounts []identity.Account
	batches  []int
	fail     error
}

func (s *sink) People([]identity.Person) error { return fmt.Errorf("a directory has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches = append(s.batches, len(batch))
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return s.fail
}

// try does a verb to an account.
func (l *lab) try(verb identity.Verb, a identity.Account, groups ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: groups}
	if verb == identity.Restore {
		op.Before = &a
	}
	return l.Do(l.Context(), op)
}

func (l *lab) do(verb identity.Verb, a identity.Account, groups ...identity.Entitlement) {
	l.Helper()
	if err := l.try(verb, a, groups...); err != nil {
		l.Fatal(err)
	}
}

// state demands the state of an account.
func (l *lab) state(key string, want identity.AccountState) {
	l.Helper()
	if got := l.lookup(key).State; got != want {
		l.Errorf("the account is %s, want %s", got, want)
	}
}

// door demands that a user's own password opens or not.
func (l *lab) door(login string, open bool) {
	l.Helper()
	if err := l.Bind(l.UserDN(login), l.UserPassword(login)); (err == nil) != open {
		l.Errorf("the door of %s is open: %v, want %v (%v)", login, err == nil, open, err)
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
