package postgres_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// right returns the right for a verb that is about something.
func (l *lab) right(verb identity.Verb, about string) connector.Right {
	l.Helper()
	rights, err := l.Probe(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	for _, r := range rights {
		if r.Verb == verb && strings.Contains(r.What, about) {
			return r
		}
	}
	l.Fatalf("no right for %s is about %q: %v", verb, about, rights)
	return connector.Right{}
}

// Each right that is missing comes with the command that grants it: said by a superuser, it is there.
func TestTheCommandsOfAProbeGrantWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := labOn(t, systemtest.PostgreSQLServer(t))
	far := l.secondDatabase("far")
	for _, step := range []struct {
		take, about string
		verb        identity.Verb
	}{
		{"ALTER ROLE " + l.self + " NOCREATEROLE", "LOGIN", identity.Suspend},
		{"ALTER ROLE " + l.self + " NOCREATEROLE", "drop", identity.Delete},
		{"REVOKE pg_signal_backend FROM " + l.self, "sessions", identity.SignOut},
		{"REVOKE pg_read_all_stats FROM " + l.self, "where sessions", ""},
		{"REVOKE CONNECT ON DATABASE " + far.database + " FROM PUBLIC", "every database", identity.Transfer},
	} {
		l.exec(step.take)
		missing := l.right(step.verb, step.about)
		if missing.Granted != connector.No || missing.Why == "" || missing.Grant == "" {
			t.Fatalf("after %s: %+v", step.take, missing)
		}
		l.exec(missing.Grant)
		rights, err := l.Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rights {
			if r.Granted != connector.Yes {
				t.Errorf("after %s: %+v", missing.Grant, r)
			}
		}
	}
}

// What the probe says is missing is what a write is refused for.
func TestWithoutTheRightsNothingIsDone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	alive := l.session(anna)
	a := l.lookup(anna)
	l.exec("ALTER ROLE " + l.self + " NOCREATEROLE")
	l.exec("REVOKE pg_signal_backend, pg_read_all_stats FROM " + l.self)
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut} {
		refused(t, l.try(verb, a), "42501", "exeunt check")
	}
	if !alive() {
		t.Error("the session was ended")
	}
	if open := l.lookup(anna).Residual; len(open) != 1 || open[0].From != "" {
		t.Errorf("without pg_read_all_stats the session is shown as %v", open)
	}
	l.door(anna, true)
}

func TestWhatIsWrongWithTheConnectionIsSaid(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	notPEM := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(notPEM, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*postgres.Config)
		words  []string
	}{
		"no such authority": {func(cfg *postgres.Config) { cfg.CA = "" }, []string{"not trusted", "ca"}},
		"no CA file":        {func(cfg *postgres.Config) { cfg.CA = "/nowhere/ca.crt" }, []string{"/nowhere/ca.crt", "PEM"}},
		"no PEM":            {func(cfg *postgres.Config) { cfg.CA = notPEM }, []string{"no certificate"}},
		"another name":      {func(cfg *postgres.Config) { cfg.URL = "postgres://" + elsewhere(t, l.Listens) }, []string{"another name than 127.0.0.2"}},
		"wrong password":    {func(cfg *postgres.Config) { cfg.Password = secret("guessed-wrong") }, []string{"28P01", "user and password"}},
		"no password": {
			func(cfg *postgres.Config) {
				cfg.Password = func(context.Context) (string, error) { return "", errors.New("the vault is shut") }
			},
			[]string{"the password of " + l.self, "vault is shut"},
		},
		"nothing listens": {func(cfg *postgres.Config) { cfg.URL = "postgres://" + closed.Addr().String() }, []string{"nothing listens", "url"}},
		"no database":     {func(cfg *postgres.Config) { cfg.URL += "_not" }, []string{"3D000", "url"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := l.connect(c.change).Probe(t.Context())
			says(t, err, c.words...)
			for _, leak := range []string{"guessed-wrong", "conn-secret"} {
				if strings.Contains(err.Error(), leak) {
					t.Errorf("the error tells the password: %v", err)
				}
			}
		})
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	for address, words := range map[string][]string{
		"":                              {"url", "postgres://HOST"},
		"mysql://h":                     {"postgres://HOST"},
		"postgres://u:hunter2@h/db":     {"keys of their own"},
		"postgres://h/db?sslmode=never": {"keys of their own"},
		"postgres://h\x7f:hunter2":      {"cannot be read"},
	} {
		_, err := postgres.New(postgres.Config{Name: "x", User: "u", URL: address})
		says(t, err, words...)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
	_, err := postgres.New(postgres.Config{URL: "postgres://db.example.com", Insecure: true, Concurrency: -1})
	says(t, err, "name is missing", "user is missing", "on this machine only", "concurrency -1")
}
