package mysql_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/mysql"
	"github.com/exeunt-iam/exeunt/internal/identity"
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
	l.Fatalf("no right for %q is about %q: %v", verb, about, rights)
	return connector.Right{}
}

// Each right that is missing comes with the command that grants it: said by the administrator, it is there.
func TestTheCommandsOfAProbeGrantWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, step := range []struct {
		take, about string
		verb        identity.Verb
	}{
		{"CREATE USER ON *.*", "lock accounts", identity.Suspend},
		{"CREATE USER ON *.*", "drop accounts", identity.Delete},
		{"CONNECTION ADMIN ON *.*", "end connections", identity.SignOut},
		{"PROCESS ON *.*", "connections", ""},
		{"SHOW VIEW ON *.*", "views", ""},
		{"TRIGGER ON *.*", "triggers", ""},
		{"SELECT ON mysql.*", "read accounts", ""},
	} {
		l.exec("REVOKE " + step.take + " FROM " + l.at(l.self))
		l.Connector = l.connect()
		missing := l.right(step.verb, step.about)
		if missing.Granted != connector.No || missing.Why == "" || missing.Grant == "" {
			t.Fatalf("without %s: %+v", step.take, missing)
		}
		l.exec(missing.Grant)
		l.Connector = l.connect()
		rights, err := l.Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rights {
			if r.Granted != connector.Yes && r.Verb != identity.Remove && r.Verb != identity.Add {
				t.Errorf("after %s: %+v", missing.Grant, r)
			}
		}
	}
	if r := l.right(identity.Remove, "roles"); r.Granted != connector.No || !strings.Contains(r.Grant, "WITH ADMIN OPTION") {
		t.Errorf("to revoke: %+v", r)
	}
	role := l.role("team")
	l.exec("GRANT `" + role + "` TO " + l.at(l.self) + " WITH ADMIN OPTION")
	if r := l.right(identity.Remove, "roles"); r.Granted != connector.Unknown || !strings.Contains(r.Why, role) {
		t.Errorf("to revoke, holding a role: %+v", r)
	}
}

// Without PROCESS the server shows no connection of others and says nothing: that is an error, never "nobody is there".
func TestWithoutTheRightsNothingIsDoneAndNothingIsBelieved(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	anna := l.user("anna")
	alive := l.session(anna)
	a := l.lookup(anna)
	l.exec("REVOKE CREATE USER, CONNECTION ADMIN ON *.* FROM " + l.at(l.self))
	l.Connector = l.connect()
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Delete} {
		refused(t, l.try(verb, a), "exeunt check")
	}
	l.exec("REVOKE PROCESS ON *.* FROM " + l.at(l.self))
	l.Connector = l.connect()
	_, err := l.Lookup(t.Context(), a.Ref.Key)
	refused(t, err, "connections of others", "PROCESS")
	refused(t, l.try(identity.SignOut, a), "PROCESS")
	l.exec("REVOKE SELECT ON mysql.* FROM " + l.at(l.self))
	l.Connector = l.connect()
	if _, err = l.Read(t.Context(), &sink{}); err == nil {
		t.Error("a reading without the right to read was no error")
	}
	l.door(anna, true)
	if !alive() {
		t.Error("the connection was ended")
	}
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
		change func(*mysql.Config)
		words  []string
	}{
		"no such authority": {func(cfg *mysql.Config) { cfg.CA = "" }, []string{"not trusted", "ca"}},
		"no CA file":        {func(cfg *mysql.Config) { cfg.CA = "/nowhere/ca.crt" }, []string{"/nowhere/ca.crt", "PEM"}},
		"no PEM":            {func(cfg *mysql.Config) { cfg.CA = notPEM }, []string{"no certificate"}},
		"another name":      {func(cfg *mysql.Config) { cfg.URL = "mysql://" + elsewhere(t, l.Listens) }, []string{"another name than 127.0.0.2"}},
		"wrong password":    {func(cfg *mysql.Config) { cfg.Password = secret("guessed-wrong") }, []string{"1045", "user and password"}},
		"no password": {
			func(cfg *mysql.Config) {
				cfg.Password = func(context.Context) (string, error) { return "", errors.New("the vault is shut") }
			},
			[]string{"the password of " + l.self, "vault is shut"},
		},
		"nothing listens": {func(cfg *mysql.Config) { cfg.URL = "mysql://" + closed.Addr().String() }, []string{"nothing listens", "url"}},
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
	for _, c := range []struct {
		cfg   mysql.Config
		words []string
	}{
		{mysql.Config{Name: "x", User: "u"}, []string{"url", "mysql://HOST"}},
		{mysql.Config{Name: "x", User: "u", URL: "postgres://h"}, []string{"mysql://HOST"}},
		{mysql.Config{Name: "x", User: "u", URL: "mysql://u:hunter2@h"}, []string{"keys of their own"}},
		{mysql.Config{Name: "x", User: "u", URL: "mysql://h/shop"}, []string{"the whole server"}},
		{mysql.Config{URL: "mysql://h", Insecure: true, Concurrency: -1}, []string{"name is missing", "user is missing", "on this machine only", "concurrency -1"}},
	} {
		_, err := mysql.New(c.cfg)
		says(t, err, c.words...)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
