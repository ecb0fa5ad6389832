package http_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// ejabberd is an ejabberd server and an administrator who looks at it by himself.
type ejabberd struct {
	*systemtest.EjabberdServer
	proxy *systemtest.HTTPProxy
}

// One server is used for all, one after the other.
func TestEjabberd(t *testing.T) {
	t.Parallel()
	e := &ejabberd{EjabberdServer: systemtest.Ejabberd(t, 20)}
	e.proxy = systemtest.NewHTTPProxy(t, e.URL)
	t.Run("the description keeps the contract", func(t *testing.T) {
		connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
			e.reset(t)
			return connectortest.Lab{
				Connector: e.connect(t, "file:password"), System: "app", Accounts: e.Users + 2, Cut: []string{"u0015", "u0003", "u0004", "u0005"}, Unknown: "u0999",
				TryIn: e.tryIn, Faults: ejabberdFaults{t, e}, Witness: ejabberdWitness{t, e},
			}
		}})
	})
	t.Run("a session outlives a suspension until it is closed", func(t *testing.T) { e.reset(t); e.sessionsAreShownAndClosed(t) })
	t.Run("nobody inherits the groups of somebody who was deleted", func(t *testing.T) { e.reset(t); e.groupsAreNotInherited(t) })
	t.Run("a probe tells what the account may do, and what cannot be known", func(t *testing.T) { e.reset(t); e.probeTells(t) })
	t.Run("the server is set up as the page says", e.isSetUpAsThePageSays)
	t.Run("a wrong password is said without it", func(t *testing.T) {
		_, err := e.connect(t, "file:other").Lookup(t.Context(), "u0001")
		says(t, err, "permanent", "(sign-in) is not accepted")
		if strings.Contains(err.Error(), "pw-other") {
			t.Errorf("the password is shown: %v", err)
		}
	})
}

func (e *ejabberd) connect(t testing.TB, password string) connector.Connector {
	t.Helper()
	return system(t, fmt.Sprintf("url: %s\nsign-in: {user: %s, password: %q}\ndescription: ejabberd\nwith: {host: localhost}\nself: [exeunt]\n",
		e.proxy.Through(t, e.URL), e.User, password), "other", "pw-other\n")
}

// command gives the server a command as its administrator, past the connector.
func (e *ejabberd) command(t testing.TB, name string, body map[string]any, into any) {
	t.Helper()
	if status := call(t, http.MethodPost, e.URL+"/"+name, e.Root, e.RootPW, body, into); status != http.StatusOK && status != http.StatusConflict {
		t.Fatalf("%s is answered with %d", name, status)
	}
}

var ejabberdGroups = map[string]int{"sales": 3, "support": 5}

// reset brings the server back to what it was at first.
func (e *ejabberd) reset(t testing.TB) {
	t.Helper()
	e.proxy.Spoil(nil)
	var there []string
	e.command(t, "registered_users", map[string]any{"host": "localhost"}, &there)
	want := map[string][]string{"blocked": {"u0002"}}
	for i := 1; i <= e.Users; i++ {
		login := fmt.Sprintf("u%04d", i)
		if !slices.Contains(there, login) {
			e.command(t, "register", map[string]any{"user": login, "host": "localhost", "password": "pw-" + login}, nil)
		}
		for group, every := range ejabberdGroups {
			if i%every == 0 {
				want[group] = append(want[group], login)
			}
		}
	}
	for group, members := range want {
		e.setMembers(t, group, members)
	}
}

func (e *ejabberd) setMembers(t testing.TB, group string, want []string) {
	t.Helper()
	is := e.members(t, group)
	change := func(command string, logins, but []string) {
		for _, login := range logins {
			if !slices.Contains(but, login) {
				e.command(t, command, map[string]any{"user": login, "host": "localhost", "group": group, "grouphost": "localhost"}, nil)
			}
		}
	}
	change("srg_user_add", want, is)
	change("srg_user_del", is, want)
}

func (e *ejabberd) members(t testing.TB, group string) (logins []string) {
	t.Helper()
	e.command(t, "srg_get_members", map[string]any{"group": group, "host": "localhost"}, &logins)
	for i := range logins {
		logins[i] = strings.TrimSuffix(logins[i], "@localhost")
	}
	return logins
}

// tryIn signs in with the user's own password, as a client of XMPP.
func (e *ejabberd) tryIn(_ context.Context, login string) error {
	s, err := openStream(e.XMPP, login, "pw-"+login, "try")
	if err == nil {
		err = s.Close()
	}
	return err
}

type ejabberdFaults struct {
	t testing.TB
	*ejabberd
}

func (ejabberdFaults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.LoseAnswer, connectortest.Throttle, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

// Inject makes trouble for what writes alone, where the fault is one of writing: every command of ejabberd is a POST.
func (f ejabberdFaults) Inject(fault connectortest.Fault) (heal func()) {
	f.proxy.Spoil(map[connectortest.Fault]func(http.Handler) http.Handler{
		connectortest.LoseAnswer: toWrites(systemtest.LoseAnswer),
		connectortest.Throttle:   systemtest.Answer(false, http.StatusTooManyRequests, "Retry-After", "7"),
		connectortest.Busy:       systemtest.Answer(false, http.StatusServiceUnavailable),
		connectortest.Refuse:     toWrites(systemtest.Answer(true, http.StatusForbidden)),
		connectortest.Hang:       f.proxy.Hang,
	}[fault])
	return func() { f.proxy.Spoil(nil) }
}

func toWrites(spoil func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(pass http.Handler) http.Handler {
		spoiled := spoil(pass)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, command := range []string{"srg_user_add", "srg_user_del", "kick_user", "unregister"} {
				if strings.HasSuffix(r.URL.Path, "/"+command) {
					spoiled.ServeHTTP(w, r)
					return
				}
			}
			pass.ServeHTTP(w, r)
		})
	}
}

// ejabberdWitness asks the server as its administrator, and the door with the user's own password.
type ejabberdWitness struct {
	t testing.TB
	*ejabberd
}

func (w ejabberdWitness) Look(key string) (connectortest.Sight, error) {
	var there []string
	w.command(w.t, "registered_users", map[string]any{"host": "localhost"}, &there)
	if !slices.Contains(there, key) {
		return connectortest.Sight{}, connector.ErrGone
	}
	sight := connectortest.Sight{State: identity.Enabled, Entitlements: []string{}}
	if err := w.tryIn(context.Background(), key); err != nil {
		sight.State = identity.Suspended
	}
	for _, group := range []string{"sales", "support"} {
		if slices.Contains(w.members(w.t, group), key) {
			sight.Entitlements = append(sight.Entitlements, group)
		}
	}
	sight.Exact = fmt.Sprint(sight.Entitlements, slices.Contains(w.members(w.t, "blocked"), key))
	return sight, nil
}

func (e *ejabberd) sessionsAreShownAndClosed(t *testing.T) {
	c := e.connect(t, "file:password")
	a := account(t, c, "u0003")
	s, err := openStream(e.XMPP, "u0003", "pw-u0003", "laptop")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	do(t, c, identity.Suspend, a)
	if e.tryIn(t.Context(), "u0003") == nil {
		t.Error("a suspended user opens a session")
	}
	shown := lookup(t, c, "u0003")
	if open := shown.Open(identity.OpenSession); len(open) != 1 || open[0].Name != "laptop" || open[0].From != "127.0.0.1" {
		t.Fatalf("shown as open: %+v", open)
	}
	do(t, c, identity.SignOut, a)
	if said := s.ended(); !strings.Contains(said, "conflict") && !strings.Contains(said, "stream:error") {
		t.Errorf("the session ended with %q", said)
	}
	if again := lookup(t, c, "u0003"); len(again.Residual) != 0 {
		t.Errorf("still shown as open: %+v", again.Residual)
	}
	do(t, c, identity.SignOut, a)
}

func (e *ejabberd) groupsAreNotInherited(t *testing.T) {
	c := e.connect(t, "file:password")
	a := account(t, c, "u0015")
	do(t, c, identity.Suspend, a)
	do(t, c, identity.Delete, a)
	for _, group := range []string{"sales", "support", "blocked"} {
		if slices.Contains(e.members(t, group), "u0015") {
			t.Errorf("u0015 is deleted, and still in the group %s", group)
		}
	}
}

func (e *ejabberd) probeTells(t *testing.T) {
	rights, err := e.connect(t, "file:password").Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for verb, want := range map[identity.Verb]connector.Granted{
		identity.Restore: connector.Yes, identity.Remove: connector.Yes, identity.SignOut: connector.Yes, identity.Delete: connector.Yes,
		identity.Suspend: connector.Unknown, identity.Add: connector.Unknown,
	} {
		at := slices.IndexFunc(rights, func(r connector.Right) bool { return r.Verb == verb })
		if at < 0 || rights[at].Granted != want {
			t.Errorf("%s: %+v", verb, rights)
		}
	}
}

// The lines for ejabberd.yml that the page gives are those that the server of these tests runs with.
func (e *ejabberd) isSetUpAsThePageSays(t *testing.T) {
	settings, err := os.ReadFile(e.Settings)
	if err != nil {
		t.Fatal(err)
	}
	runs := strings.Fields(string(settings))
	blocks := yamlBlocks(t, "ejabberd.md")
	if len(blocks) != 3 {
		t.Fatalf("the page has %d blocks of YAML", len(blocks))
	}
	for _, block := range blocks[1:] {
		for line := range strings.Lines(block) {
			if !strings.Contains(strings.Join(runs, " "), strings.Join(strings.Fields(line), " ")) {
				t.Errorf("the server runs without the line %q of the page", line)
			}
		}
	}
}
