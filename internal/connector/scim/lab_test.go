package scim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { http.DefaultTransport.(*http.Transport).CloseIdleConnections() }))
}

// lab is an application behind a real SCIM server, a connector on it, and somebody who looks into its store.
type lab struct {
	*systemtest.SCIMApp
	testing.TB
	proxy *systemtest.HTTPProxy
	*scim.Connector
}

func newLab(t testing.TB, change ...func(*scim.Config)) *lab {
	t.Helper()
	l := &lab{SCIMApp: systemtest.SCIM(t), TB: t}
	l.proxy = systemtest.NewHTTPProxy(t, l.SCIMApp.URL)
	l.Connector = l.connect(change...)
	return l
}

func secret(s string) web.Secret { return func(context.Context) (string, error) { return s, nil } }

// settings are those of the application, through the proxy.
func (l *lab) settings() scim.Config {
	return scim.Config{
		Name:       "app",
		Web:        web.Config{URL: l.proxy.Through(l.TB, l.SCIMApp.URL), Insecure: true, SignIn: web.Bearer(secret(l.Token))},
		Attributes: scim.Attributes{Employee: "externalId"},
	}
}

// connect makes one more connector on the application.
func (l *lab) connect(change ...func(*scim.Config)) *scim.Connector {
	l.Helper()
	cfg := l.settings()
	for _, f := range change {
		f(&cfg)
	}
	return open(l.TB, cfg)
}

func open(t testing.TB, cfg scim.Config) *scim.Connector {
	t.Helper()
	c, err := scim.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// call asks the application itself, past the connector and the proxy.
func (l *lab) call(method, address string, body, into any) int {
	l.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	request, err := http.NewRequest(method, address, bytes.NewReader(text)) // not l.Context: asked in cleanups too
	if err != nil {
		l.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+l.Token)
	request.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(address, l.SCIMApp.URL) {
		request.Header.Set("Content-Type", "application/scim+json")
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		l.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		l.Fatal(err)
	}
	if into != nil && answer.StatusCode < 300 {
		if err := json.Unmarshal(said, into); err != nil {
			l.Fatalf("%s %s: %v\n%s", method, address, err, said)
		}
	}
	return answer.StatusCode
}

// login signs in as a user would, and returns the session.
func (l *lab) login(login string) (session string, status int) {
	l.Helper()
	var said struct{ Session string }
	status = l.call(http.MethodPost, l.App+"/login", map[string]string{"login": login, "password": "pw-" + login}, &said)
	return said.Session, status
}

func (l *lab) inside(session string) bool {
	l.Helper()
	return l.call(http.MethodGet, l.App+"/whoami?session="+session, nil, nil) == http.StatusOK
}

// tryIn demands that the door opens.
func (l *lab) tryIn(_ context.Context, login string) error {
	if _, status := l.login(login); status != http.StatusOK {
		return fmt.Errorf("the application answers %d", status)
	}
	return nil
}

// rows is what the application has stored.
type rows struct {
	Users  []map[string]any
	Groups []struct {
		ID          string
		DisplayName string
		Members     []struct{ Value string }
	}
}

func (l *lab) rows() (r rows) {
	l.Helper()
	l.call(http.MethodGet, l.App+"/rows", nil, &r)
	return r
}

func user(n int) string { return fmt.Sprintf("u%04d@exeunt.test", n) }

// account finds the account of a user by a reading.
func (l *lab) account(login string) identity.Account {
	l.Helper()
	accounts := read(l.TB, l.Connector)
	at := slices.IndexFunc(accounts, func(a identity.Account) bool { return a.Login == login })
	if at < 0 {
		l.Fatalf("no account has the login %s", login)
	}
	return accounts[at]
}

func lookup(t testing.TB, c *scim.Connector, key string) identity.Account {
	t.Helper()
	a, err := c.Lookup(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func read(t testing.TB, c *scim.Connector) []identity.Account {
	t.Helper()
	var s sink
	reading, err := c.Read(t.Context(), &s)
	if err != nil {
		t.Fatal(err)
	}
	if reading.Seen != len(s.accounts) {
		t.Fatalf("the reading says %+v, and gave %d accounts", reading, len(s.accounts))
	}
	return s.accounts
}

// sink keeps what it is given.
type sink struct {
	mu       sync.Mutex
	accounts []identity.Account
	batches  []int
}

func (*sink) People([]identity.Person) error { return fmt.Errorf("an application has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches = append(s.batches, len(batch))
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

// try does a verb to an account.
func try(t testing.TB, c *scim.Connector, verb identity.Verb, a identity.Account, some ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: some}
	if verb == identity.Restore {
		op.Before = &a
	}
	return c.Do(t.Context(), op)
}

func do(t testing.TB, c *scim.Connector, verb identity.Verb, a identity.Account, some ...identity.Entitlement) {
	t.Helper()
	if err := try(t, c, verb, a, some...); err != nil {
		t.Fatal(err)
	}
}

// names returns the names of what an account holds, sorted.
func names(a identity.Account) (list []string) {
	for _, e := range a.Entitlements {
		list = append(list, e.Name)
	}
	slices.Sort(list)
	return list
}

// class names the class of an error.
func class(err error) string {
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		return "none"
	case throttled:
		return "throttled"
	case connector.IsPermanent(err):
		return "permanent"
	case errors.Is(err, connector.ErrGone):
		return "gone"
	}
	return "plain"
}

// says demands an error of a class that says all of the words.
func says(t testing.TB, err error, is string, words ...string) {
	t.Helper()
	if class(err) != is {
		t.Fatalf("%v is %s, want %s", err, class(err), is)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error %q does not say %q", err, word)
		}
	}
}
