package http_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// rabbit is a RabbitMQ server and an administrator who looks at it by himself.
type rabbit struct {
	*systemtest.RabbitMQServer
	proxy *systemtest.HTTPProxy
	first map[string]any // everything that is defined there, at first
}

// One server is used for all, one after the other: it takes seconds to start.
func TestRabbitMQ(t *testing.T) {
	t.Parallel()
	r := &rabbit{RabbitMQServer: systemtest.RabbitMQ(t, 20)}
	r.proxy = systemtest.NewHTTPProxy(t, r.URL)
	call(t, http.MethodGet, r.URL+"/definitions", r.User, r.Password, nil, &r.first)
	t.Run("the description keeps the contract", func(t *testing.T) {
		connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
			r.reset(t)
			return connectortest.Lab{
				Connector: r.connect(t), System: "app", Accounts: r.Users + 1, Cut: []string{"u0015", "u0003", "u0004", "u0005"}, Unknown: "u0999",
				TryIn: r.tryIn, Faults: rabbitFaults{t, r}, Witness: rabbitWitness{t, r},
			}
		}})
	})
	t.Run("a connection outlives a suspension until it is closed", func(t *testing.T) { r.reset(t); r.connectionsAreShownAndClosed(t) })
	t.Run("the pages are shut too, and opened again", func(t *testing.T) { r.reset(t); r.pagesAreShut(t) })
	t.Run("a limit that was there comes back", func(t *testing.T) { r.reset(t); r.limitComesBack(t) })
	t.Run("a probe tells who may not write", func(t *testing.T) { r.reset(t); r.probeTells(t) })
	t.Run("our own account is never cut", func(t *testing.T) {
		c := r.connect(t)
		says(t, try(t, c, identity.Suspend, account(t, c, "exeunt")), "permanent", "our own account")
	})
}

func (r *rabbit) connect(t testing.TB) connector.Connector {
	return r.connectAs(t, r.User, "file:password")
}

func (r *rabbit) connectAs(t testing.TB, user, password string) connector.Connector {
	t.Helper()
	return system(t, fmt.Sprintf("url: %s\nsign-in: {user: %s, password: %q}\ndescription: rabbitmq\n", r.proxy.Through(t, r.URL), user, password), "other", "pw-"+user+"\n")
}

// reset brings the server back to what it was at first.
func (r *rabbit) reset(t testing.TB) {
	t.Helper()
	r.proxy.Spoil(nil)
	var limits []struct{ User string }
	call(t, http.MethodGet, r.URL+"/user-limits", r.User, r.Password, nil, &limits)
	for _, l := range limits {
		call(t, http.MethodDelete, r.URL+"/user-limits/"+l.User+"/max-connections", r.User, r.Password, nil, nil)
	}
	if status := call(t, http.MethodPost, r.URL+"/definitions", r.User, r.Password, r.first, nil); status >= 300 {
		t.Fatalf("the definitions are answered with %d", status)
	}
}

// tryIn signs in with the user's own password, as a program would that sends messages.
func (r *rabbit) tryIn(_ context.Context, login string) error {
	conn, err := r.dial(login)
	if err == nil {
		err = conn.Close()
	}
	return err
}

func (r *rabbit) dial(login string) (*amqp.Connection, error) {
	return amqp.DialConfig(r.AMQP, amqp.Config{Vhost: "/", SASL: []amqp.Authentication{&amqp.PlainAuth{Username: login, Password: "pw-" + login}}})
}

type rabbitFaults struct {
	t testing.TB
	*rabbit
}

func (rabbitFaults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.LoseAnswer, connectortest.Throttle, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

func (f rabbitFaults) Inject(fault connectortest.Fault) (heal func()) {
	f.proxy.Spoil(map[connectortest.Fault]func(http.Handler) http.Handler{
		connectortest.LoseAnswer: loseLastAnswer,
		connectortest.Throttle:   systemtest.Answer(false, http.StatusTooManyRequests, "Retry-After", "7"),
		connectortest.Busy:       systemtest.Answer(false, http.StatusServiceUnavailable),
		connectortest.Refuse:     systemtest.Answer(true, http.StatusForbidden),
		connectortest.Hang:       f.proxy.Hang,
	}[fault])
	return func() { f.proxy.Spoil(nil) }
}

// loseLastAnswer loses the answer to the last request of a suspension: u0015 has a tag, so that it is the one for the user.
func loseLastAnswer(pass http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/user-limits/") {
			pass.ServeHTTP(w, r)
			return
		}
		systemtest.LoseAnswer(pass).ServeHTTP(w, r)
	})
}

// rabbitWitness looks at what is defined on the server as a whole, and asks the door with the user's own password.
type rabbitWitness struct {
	t testing.TB
	*rabbit
}

func (w rabbitWitness) Look(key string) (connectortest.Sight, error) {
	var all struct {
		Users       []map[string]any
		Permissions []map[string]any
	}
	call(w.t, http.MethodGet, w.URL+"/definitions", w.User, w.Password, nil, &all)
	at := slices.IndexFunc(all.Users, func(u map[string]any) bool { return u["name"] == key })
	if at < 0 {
		return connectortest.Sight{}, connector.ErrGone
	}
	sight := connectortest.Sight{State: identity.Enabled, Entitlements: []string{}}
	if err := w.tryIn(context.Background(), key); err != nil && strings.Contains(err.Error(), "limit") { // without a permission, nobody enters a vhost
		sight.State = identity.Suspended
	}
	exact := []any{all.Users[at]}
	for _, p := range all.Permissions {
		if p["user"] == key {
			sight.Entitlements, exact = append(sight.Entitlements, p["vhost"].(string)), append(exact, p)
		}
	}
	slices.Sort(sight.Entitlements)
	slices.SortFunc(exact[1:], func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	text, err := json.Marshal(exact)
	sight.Exact = string(text)
	return sight, err
}

func (r *rabbit) connectionsAreShownAndClosed(t *testing.T) {
	c := r.connect(t)
	a := account(t, c, "u0003")
	conn, err := r.dial("u0003")
	if err != nil {
		t.Fatal(err)
	}
	closed := conn.NotifyClose(make(chan *amqp.Error, 1))
	do(t, c, identity.Suspend, a)
	if r.tryIn(t.Context(), "u0003") == nil {
		t.Error("a suspended user connects")
	}
	if _, err := conn.Channel(); err != nil {
		t.Errorf("the open connection ended by itself (%v): the lab shows nothing", err)
	}
	shown := lookup(t, c, "u0003")
	if open := shown.Open(identity.OpenSession); len(open) != 1 || open[0].Name == "" || !strings.HasPrefix(open[0].From, "127.0.0.1:") {
		t.Fatalf("shown as open: %+v", open)
	}
	do(t, c, identity.SignOut, a)
	if end := <-closed; end == nil || end.Code != amqp.ConnectionForced {
		t.Errorf("closed: %v", end)
	}
	if again := lookup(t, c, "u0003"); len(again.Residual) != 0 {
		t.Errorf("still shown as open: %+v", again.Residual)
	}
	do(t, c, identity.SignOut, a)
}

func (r *rabbit) pagesAreShut(t *testing.T) {
	whoami := func() int { return call(t, http.MethodGet, r.URL+"/whoami", "u0005", "pw-u0005", nil, nil) }
	c := r.connect(t)
	a := account(t, c, "u0005")
	if status := whoami(); status != http.StatusOK {
		t.Fatalf("the pages answer %d", status)
	}
	do(t, c, identity.Suspend, a)
	if status := whoami(); status != http.StatusUnauthorized {
		t.Errorf("suspended, the pages answer %d", status)
	}
	do(t, c, identity.Restore, a)
	if status := whoami(); status != http.StatusOK {
		t.Errorf("restored, the pages answer %d", status)
	}
}

func (r *rabbit) limitComesBack(t *testing.T) {
	call(t, http.MethodPut, r.URL+"/user-limits/u0004/max-connections", r.User, r.Password, map[string]int{"value": 3}, nil)
	c := r.connect(t)
	a := account(t, c, "u0004")
	do(t, c, identity.Suspend, a)
	do(t, c, identity.Restore, a)
	back := lookup(t, c, "u0004")
	if got, _ := back.Attribute("max-connections"); !slices.Equal(got, []string{"3"}) {
		t.Errorf("the limit came back as %q", got)
	}
}

func (r *rabbit) probeTells(t *testing.T) {
	for user, want := range map[string]connector.Granted{r.User: connector.Yes, "u0005": connector.No} {
		password := "file:password"
		if user != r.User {
			password = "file:other"
		}
		rights, err := r.connectAs(t, user, password).Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(rights, func(right connector.Right) bool { return right.Verb == identity.Suspend })
		if at < 0 || rights[at].Granted != want || (want == connector.No) != strings.Contains(rights[at].Grant, "rabbitmqctl set_user_tags") {
			t.Errorf("%s: %+v", user, rights)
		}
	}
}
