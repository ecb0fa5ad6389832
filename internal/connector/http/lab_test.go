package http_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/all"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	}))
}

const people = "people: [{name: hr, kind: csv, zone: UTC, path: hr.csv, columns: {id: id}}]\n"

// system makes the connector of settings such as a user writes: the keys of one system beside its name and kind. Files
// are those that the settings name.
func system(t testing.TB, keys string, files ...string) connector.Connector {
	t.Helper()
	dir := t.TempDir()
	files = append(files, "password", "svc-secret\n")
	for i := 0; i+1 < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := people + "systems:\n  - name: app\n    kind: http\n    insecure: true\n" + indent(keys)
	settings := filepath.Join(dir, "exeunt.yaml")
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(settings)
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	c, err := all.System(&s.Systems[0])
	if err != nil {
		t.Fatal(err)
	}
	if closer, ok := c.(io.Closer); ok {
		t.Cleanup(func() { closer.Close() })
	}
	return c
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
	return b.String()
}

// call asks an application, past the connector.
func call(t testing.TB, method, address, user, password string, body, into any) int {
	t.Helper()
	var text []byte
	if body != nil {
		text, _ = json.Marshal(body)
	}
	request, err := http.NewRequest(method, address, bytes.NewReader(text)) // not t.Context: asked in cleanups too
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		request.SetBasicAuth(user, password)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil && answer.StatusCode < 300 {
		if err := json.Unmarshal(said, into); err != nil {
			t.Fatalf("%s %s: %v\n%s", method, address, err, said)
		}
	}
	return answer.StatusCode
}

// sink keeps what it is given.
type sink struct{ accounts []identity.Account }

func (*sink) People([]identity.Person) error { return fmt.Errorf("an application has no people") }

func (s *sink) Accounts(batch []identity.Account) error {
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return nil
}

func read(t testing.TB, c connector.Connector) []identity.Account {
	t.Helper()
	var s sink
	if _, err := c.Read(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	return s.accounts
}

func account(t testing.TB, c connector.Connector, login string) identity.Account {
	t.Helper()
	accounts := read(t, c)
	at := slices.IndexFunc(accounts, func(a identity.Account) bool { return a.Login == login })
	if at < 0 {
		t.Fatalf("no account has the login %s", login)
	}
	return accounts[at]
}

func lookup(t testing.TB, c connector.Connector, key string) identity.Account {
	t.Helper()
	a, err := c.Lookup(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// try does a verb to an account.
func try(t testing.TB, c connector.Connector, verb identity.Verb, a identity.Account, some ...identity.Entitlement) error {
	op := identity.Operation{Verb: verb, Account: a.Ref, Login: a.Login, Entitlements: some}
	if verb == identity.Restore {
		op.Before = &a
	}
	return c.Do(t.Context(), op)
}

func do(t testing.TB, c connector.Connector, verb identity.Verb, a identity.Account, some ...identity.Entitlement) {
	t.Helper()
	if err := try(t, c, verb, a, some...); err != nil {
		t.Fatal(err)
	}
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
	if err == nil {
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error %q does not say %q", err, word)
		}
	}
}
