package scim_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/scim"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		l := newLab(t, func(cfg *scim.Config) {
			cfg.PageSize, cfg.Web.Concurrency = 7, 4
			cfg.SignOut = scim.SignOut{Method: http.MethodDelete, Path: cfg.Web.URL[:len(cfg.Web.URL)-len("/scim/v2")] + "/app/sessions/{id}"}
		})
		return connectortest.Lab{
			Connector: l.Connector, System: "app", Accounts: l.Users, Cut: l.keys(user(7), user(3), user(8), user(14), user(20)),
			TryIn: l.tryIn, Faults: faults{l}, Witness: witness{l},
		}
	}})
}

func (l *lab) keys(logins ...string) (keys []string) {
	for _, row := range l.rows().Users {
		if slices.Contains(logins, row["userName"].(string)) {
			keys = append(keys, row["id"].(string))
		}
	}
	return keys
}

// faults makes the proxy play the trouble that a real application makes.
type faults struct{ *lab }

func (f faults) Offers() []connectortest.Fault {
	return []connectortest.Fault{
		connectortest.DropListing, connectortest.Overstate, connectortest.LoseAnswer, connectortest.Throttle,
		connectortest.Busy, connectortest.Refuse, connectortest.Hang,
	}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	f.proxy.Spoil(map[connectortest.Fault]func(http.Handler) http.Handler{
		connectortest.DropListing: dropSecondPage,
		connectortest.Overstate:   overstate,
		connectortest.LoseAnswer:  systemtest.LoseAnswer,
		connectortest.Throttle:    systemtest.Answer(false, http.StatusTooManyRequests, "Retry-After", "7"),
		connectortest.Busy:        systemtest.Answer(false, http.StatusServiceUnavailable),
		connectortest.Refuse:      systemtest.Answer(true, http.StatusForbidden),
		connectortest.Hang:        f.proxy.Hang,
	}[fault])
	return func() { f.proxy.Spoil(nil) }
}

// dropSecondPage ends the connection in the middle of the users.
func dropSecondPage(pass http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/scim/v2/Users" && r.URL.Query().Get("startIndex") == "8" {
			panic(http.ErrAbortHandler)
		}
		pass.ServeHTTP(w, r)
	})
}

// overstate announces seven users more than there are.
func overstate(pass http.Handler) http.Handler {
	return rewrite(pass, func(r *http.Request, said map[string]any) {
		if total, ok := said["totalResults"].(float64); ok && r.URL.Path == "/scim/v2/Users" {
			said["totalResults"] = total + 7
		}
	})
}

// witness looks into the store of the application.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	rows := w.rows()
	at := slices.IndexFunc(rows.Users, func(u map[string]any) bool { return u["id"] == key })
	if at < 0 {
		return connectortest.Sight{}, connector.ErrGone
	}
	row := rows.Users[at]
	sight := connectortest.Sight{State: identity.Suspended}
	if row["active"] == true {
		sight.State = identity.Enabled
	}
	for _, g := range rows.Groups {
		for _, m := range g.Members {
			if m.Value == key {
				sight.Entitlements = append(sight.Entitlements, g.ID)
			}
		}
	}
	roles, _ := row["roles"].([]any)
	for _, r := range roles {
		sight.Entitlements = append(sight.Entitlements, "roles:"+r.(map[string]any)["value"].(string))
	}
	slices.Sort(sight.Entitlements)
	delete(row, "meta")
	delete(row, "roles") // their order is the server's
	exact, err := json.Marshal(row)
	sight.Exact = string(exact)
	return sight, err
}
