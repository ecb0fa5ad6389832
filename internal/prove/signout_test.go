package prove_test

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// A suspension does not end what is open. What is left open is told, and a sign-out is believed only where the system
// shows its sessions.
func TestASignOutIsVerifiedByTheSessionsThatAreOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		verb     identity.Verb
		sessions int
		shows    bool
		verdict  prove.Verdict
		saw      string
		residual int
	}{
		{"none is open", identity.SignOut, 0, true, prove.Verified, "0 sessions are open", 0},
		{"two are open", identity.SignOut, 2, true, prove.Contradicted, "2 sessions are open", 2},
		{"nobody can tell", identity.SignOut, 0, false, prove.Unseen, "the system does not show its sessions", 0},
		{"suspended, and still inside", identity.Suspend, 1, true, prove.Verified, "the account is suspended", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := connectortest.NewMemory("app", ada())
			for range c.sessions {
				if err := m.SignIn("ada"); err != nil {
					t.Fatal(err)
				}
			}
			if !c.shows {
				m.Redescribe(func(d *connector.Description) { d.Shows = nil })
			}
			if c.verb == identity.Suspend {
				m.Outside("k1", func(a *identity.Account) { a.State = identity.Suspended })
			}
			r := prove.Wave(t.Context(), m, []apply.Outcome{outcome(c.verb, apply.Done, "")}, nil, clock)[0]
			if r.Verdict != c.verdict || r.Saw != c.saw || len(r.Residual) != c.residual {
				t.Errorf("%s %q, %d left open; want %s %q, %d", r.Verdict, r.Saw, len(r.Residual), c.verdict, c.saw, c.residual)
			}
		})
	}
}
