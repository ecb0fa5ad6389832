package ad_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unicode/utf16"

	goldap "github.com/go-ldap/ldap/v3"
	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var branches atomic.Int64

// lab is a branch of a real domain that nobody else uses, a connector on it, and an administrator who looks at it by
// himself. Its users are LOGIN(1), LOGIN(2), ...; below it are the OUs people, teams and leavers.
type lab struct {
	*systemtest.Domain
	testing.TB
	admin *goldap.Conn
	*ad.Connector

	name string // of the branch, and the beginning of every login
	base string
}

// newLab makes a branch of the domain that all tests of this package share.
func newLab(t testing.TB, users int, change ...func(*ad.Config)) *lab {
	t.Helper()
	return newLabOn(t, systemtest.SharedDomain(t), users, change...)
}

func newLabOn(t testing.TB, domain *systemtest.Domain, users int, change ...func(*ad.Config)) *lab {
	t.Helper()
	l := &lab{Domain: domain, TB: t, name: fmt.Sprintf("b%d", branches.Add(1))}
	l.base = "OU=" + l.name + "," + domain.BaseDN
	l.admin = l.dial(domain.AdminUPN, domain.AdminPassword)
	for _, ou := range []string{l.base, l.people(), "OU=teams," + l.base, l.leavers()} {
		l.add(ou, "objectClass: organizationalUnit")
	}
	for n := range users {
		l.user(n + 1)
	}
	l.Connector = l.connect(change...)
	return l
}

func (l *lab) people() string          { return "OU=people," + l.base }
func (l *lab) leavers() string         { return "OU=leavers," + l.base }
func (l *lab) login(n int) string      { return fmt.Sprintf("%s-u%02d", l.name, n) }
func (l *lab) dn(n int) string         { return fmt.Sprintf("CN=User %d,%s", n, l.people()) }
func (l *lab) password(n int) string   { return fmt.Sprintf("Pw-%d-of-%s!", n, l.name) }
func (l *lab) team(name string) string { return "CN=" + l.name + "-" + name + ",OU=teams," + l.base }

func (l *lab) passwordOf(login string) string {
	var n int
	if _, err := fmt.Sscanf(strings.TrimPrefix(login, l.name), "-u%d", &n); err != nil {
		l.Fatal(err)
	}
	return l.password(n)
}

// withPassword is how many users of a branch have one: making a password costs the domain more than all the rest.
const withPassword = 7

// user makes the user with a number.
func (l *lab) user(n int) {
	l.Helper()
	secret := []string{"unicodePwd: " + quoted(l.password(n)), "userAccountControl: 512"}
	if n > withPassword {
		secret = []string{"userAccountControl: 544"} // none is needed
	}
	l.add(l.dn(n), append(secret, "objectClass: user", "sAMAccountName: "+l.login(n), "userPrincipalName: "+l.UPN(l.login(n)),
		"mail: "+l.UPN(l.login(n)), "givenName: User", fmt.Sprintf("sn: Number %d", n), fmt.Sprintf("displayName: User %d", n),
		fmt.Sprintf("employeeID: E%d", n), "description: Sales, Paris")...)
}

// group makes a group of the branch.
func (l *lab) group(name string, members ...string) {
	l.Helper()
	lines := []string{"objectClass: group", "sAMAccountName: " + l.name + "-" + name}
	for _, m := range members {
		lines = append(lines, "member: "+m)
	}
	l.add(l.team(name), lines...)
}

func quoted(password string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(`"` + password + `"`)) {
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	return b.String()
}

// settings are those of the service account.
func (l *lab) settings() ad.Config {
	return ad.Config{
		Name: "domain", URL: l.URL, CA: l.CA, Bind: l.ServiceUPN, Password: secret(l.ServicePassword), Base: l.base,
	}
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

// connect makes one more connector on the branch.
func (l *lab) connect(change ...func(*ad.Config)) *ad.Connector {
	l.Helper()
	cfg := l.settings()
	for _, f := range change {
		f(&cfg)
	}
	c, err := ad.New(cfg)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

func (l *lab) dial(name, password string) *goldap.Conn {
	l.Helper()
	conn, err := l.Dial(name, password)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { conn.Close() })
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

// join puts an entry into a group.
func (l *lab) join(group, dn string) {
	l.Helper()
	change := goldap.NewModifyRequest(group, nil)
	change.Add("member", []string{dn})
	if err := l.admin.Modify(change); err != nil {
		l.Fatalf("put %s into %s: %v", dn, group, err)
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

// entry returns an entry with all of its attributes.
func (l *lab) entry(dn string) *goldap.Entry {
	l.Helper()
	found, err := l.admin.Search(goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"*"}, nil))
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

func (l *lab) read(c *ad.Connector) []identity.Account {
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
}

func (s *sink) People([]identity.Person) error { return fmt.Errorf("a domain has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

// try does a verb to an account.
func (l *lab) try(verb identity.Verb, a identity.Account, groups ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: groups, Reason: "contract ended on 2026-11-24"}
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

// in signs a user in with a password: nil means that the door opened.
func (l *lab) in(login, password string) error { return l.Bind(l.UPN(login), password) }

// door demands that a user's own password opens, or is refused with a code such as "data 533".
func (l *lab) door(n int, code string) {
	l.Helper()
	err := l.in(l.login(n), l.password(n))
	if (code == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), code) {
		l.Errorf("the door of %s: %v, want %q", l.login(n), err, code)
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

func file(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// guid writes an objectGUID as Windows does.
func guid(g []byte) string {
	return fmt.Sprintf("%02x%02x%02x%02x-%02x%02x-%02x%02x-%x-%x", g[3], g[2], g[1], g[0], g[5], g[4], g[7], g[6], g[8:10], g[10:16])
}

// rename gives an entry another name of its own.
func (l *lab) rename(dn, own string) {
	l.Helper()
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(dn, own, true, "")); err != nil {
		l.Fatalf("rename %s: %v", dn, err)
	}
}
