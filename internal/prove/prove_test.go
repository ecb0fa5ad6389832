package prove_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

var now = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func ada() identity.Account {
	return identity.Account{
		Ref: identity.AccountRef{System: "app", Key: "k1"}, Login: "ada", State: identity.Enabled,
		Entitlements: []identity.Entitlement{{Key: "g1", Name: "staff", Kind: identity.Group}, {Key: "g2", Name: "admins", Kind: identity.Group}},
		Attributes:   []identity.Attribute{{Name: "shell", Values: []string{"/bin/sh"}}},
	}
}

// values returns the values of an attribute that the account carries.
func values(a *identity.Account, name string) *[]string {
	i := slices.IndexFunc(a.Attributes, func(at identity.Attribute) bool { return at.Name == name })
	return &a.Attributes[i].Values
}

func outcome(verb identity.Verb, state apply.State, note string) apply.Outcome {
	a := ada()
	action := plan.Action{ID: "a1", Verb: verb, System: "app", Account: "k1"}
	if verb == identity.Remove || verb == identity.Add || verb == identity.Release {
		for _, e := range a.Entitlements {
			action.Entitlements = append(action.Entitlements, plan.Entitlement(e))
		}
	}
	return apply.Outcome{Action: action, State: state, Note: note}
}

// Verified is what we saw: whatever the system said, the account itself decides.
func TestOnlyWhatIsSeenIsVerified(t *testing.T) {
	t.Parallel()
	suspended := func(a *identity.Account) { a.State = identity.Suspended }
	for _, c := range []struct {
		name    string
		outcome apply.Outcome
		account func(*identity.Account) // nil: as it was
		verdict prove.Verdict
		saw     string
	}{
		{"suspended", outcome(identity.Suspend, apply.Done, ""), suspended, prove.Verified, "the account is suspended"},
		{"the system pretended", outcome(identity.Suspend, apply.Done, ""), nil, prove.Contradicted, "the account is enabled"},
		{"the answer was lost, and it was done", outcome(identity.Suspend, apply.Unknown, "lost"), suspended, prove.Verified, "the account is suspended"},
		{"the answer was lost, and it was not done", outcome(identity.Suspend, apply.Unknown, "lost"), nil, prove.Contradicted, "the account is enabled"},
		{"refused: nobody looks", outcome(identity.Suspend, apply.Failed, "no right"), suspended, prove.Unseen, "no right"},
		{"stopped: nobody looks", outcome(identity.Suspend, apply.Stopped, "changed"), suspended, prove.Unseen, "changed"},
		{"asked: nobody looks", outcome(identity.Suspend, apply.Asked, ""), suspended, prove.Unseen, ""},

		{"all rights are gone", outcome(identity.Remove, apply.Done, ""), func(a *identity.Account) { a.Entitlements = nil }, prove.Verified, "it holds 0 of the 2 entitlements"},
		{"another right is none of ours", outcome(identity.Remove, apply.Done, ""), func(a *identity.Account) {
			a.Entitlements = []identity.Entitlement{{Key: "g9"}}
		}, prove.Verified, "it holds 0 of the 2 entitlements"},
		{"a right is left", outcome(identity.Remove, apply.Done, ""), func(a *identity.Account) { a.Entitlements = a.Entitlements[1:] }, prove.Contradicted, "it holds 1 of the 2 entitlements"},
		{"licences are left", outcome(identity.Release, apply.Done, ""), nil, prove.Contradicted, "it holds 2 of the 2 entitlements"},
		{"all rights are back", outcome(identity.Add, apply.Done, ""), nil, prove.Verified, "it holds 2 of the 2 entitlements"},
		{"a right is not back", outcome(identity.Add, apply.Done, ""), func(a *identity.Account) { a.Entitlements = a.Entitlements[:1] }, prove.Contradicted, "it holds 1 of the 2 entitlements"},
		{"deleted, and still there", outcome(identity.Delete, apply.Done, ""), nil, prove.Contradicted, "the account is still there"},

		{"restored", outcome(identity.Restore, apply.Done, ""), nil, prove.Verified, "it is as it was captured"},
		{"restored, and used since", outcome(identity.Restore, apply.Done, ""), func(a *identity.Account) { a.LastSeen = now }, prove.Verified, "it is as it was captured"},
		{"restored, and married since", outcome(identity.Restore, apply.Done, ""), func(a *identity.Account) { a.Family = "King" }, prove.Verified, "it is as it was captured"},
		{"restored, and given a right since", outcome(identity.Restore, apply.Done, ""), func(a *identity.Account) {
			a.Entitlements = append(a.Entitlements, identity.Entitlement{Key: "g9", Name: "vpn"})
		}, prove.Verified, "it is as it was captured, and holds vpn since"},
		{"not restored at all", outcome(identity.Restore, apply.Done, ""), func(a *identity.Account) {
			a.State, a.Entitlements, *values(a, "shell") = identity.Suspended, a.Entitlements[:1], nil
		}, prove.Contradicted, "it is not as it was captured: it is suspended and was enabled, it lacks admins, shell differs"},
		{"an attribute that is empty was not there", outcome(identity.Restore, apply.Done, ""), func(a *identity.Account) {
			*values(a, "locked") = []string{}
		}, prove.Contradicted, "it is not as it was captured: locked differs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := connectortest.NewMemory("app", ada())
			before, err := m.Lookup(t.Context(), "k1")
			if err != nil {
				t.Fatal(err)
			}
			if c.account != nil {
				m.Outside("k1", c.account)
			}
			r := prove.Wave(t.Context(), m, []apply.Outcome{c.outcome}, map[string]*identity.Account{"a1": &before}, clock)[0]
			if r.Verdict != c.verdict || r.Saw != c.saw || !r.At.Equal(now) {
				t.Errorf("%s %q at %s, want %s %q", r.Verdict, r.Saw, r.At, c.verdict, c.saw)
			}
			looked := c.outcome.State == apply.Done || c.outcome.State == apply.Unknown
			is, _ := m.Lookup(t.Context(), "k1")
			if looked != (r.Fingerprint == is.Fingerprint()) || looked == (r.Fingerprint == identity.Fingerprint{}) {
				t.Errorf("the receipt holds the fingerprint %s of what was seen, looked %v", r.Fingerprint, looked)
			}
		})
	}
}

// An account that cannot be seen is not one that is closed, unless we deleted it. One that was to come back did not.
func TestAnAccountThatDisappearedIsNotOneThatIsClosed(t *testing.T) {
	t.Parallel()
	const gone, vanished = "the account is not there any more", "the account disappeared, and nobody saw it closed"
	for _, c := range []struct {
		verb    identity.Verb
		before  bool // it was not there when apply came to it
		verdict prove.Verdict
		saw     string
	}{
		{identity.Delete, false, prove.Verified, gone},
		{identity.Delete, true, prove.Unseen, vanished},
		{identity.Suspend, false, prove.Unseen, vanished},
		{identity.Suspend, true, prove.Unseen, vanished},
		{identity.Remove, true, prove.Unseen, vanished},
		{identity.Release, true, prove.Unseen, vanished},
		{identity.SignOut, true, prove.Unseen, vanished},
		{identity.Restore, false, prove.Contradicted, gone},
		{identity.Add, false, prove.Contradicted, gone},
	} {
		for _, state := range []apply.State{apply.Done, apply.Unknown} {
			o := outcome(c.verb, state, "")
			o.Gone = c.before
			r := prove.Wave(t.Context(), connectortest.NewMemory("app"), []apply.Outcome{o}, nil, clock)[0]
			if r.Verdict != c.verdict || !strings.HasPrefix(r.Saw, c.saw) || r.Fingerprint != (identity.Fingerprint{}) || r.Gone != (c.verdict == prove.Unseen) {
				t.Errorf("%s, gone before: %v, %s: %s %q, gone %v, want %s %q", c.verb, c.before, state, r.Verdict, r.Saw, r.Gone, c.verdict, c.saw)
			}
		}
	}
}

func TestALookThatFailsProvesNothing(t *testing.T) {
	t.Parallel()
	for _, fault := range []connectortest.Fault{connectortest.Fail, connectortest.Throttle} {
		m := connectortest.NewMemory("app", ada())
		m.Inject(fault)
		r := prove.Wave(t.Context(), m, []apply.Outcome{outcome(identity.Suspend, apply.Done, "")}, nil, clock)[0]
		if r.Gone || r.Verdict != prove.Unseen || !strings.HasPrefix(r.Saw, "the account could not be read back: ") || r.Fingerprint != (identity.Fingerprint{}) {
			t.Errorf("%s: %s %q", fault, r.Verdict, r.Saw)
		}
	}
	m := connectortest.NewMemory("app", ada())
	r := prove.Wave(t.Context(), m, []apply.Outcome{outcome(identity.Restore, apply.Done, "")}, nil, clock)[0]
	if r.Verdict != prove.Unseen {
		t.Errorf("a restore without a capture is %s", r.Verdict)
	}
}

// The whole of it: somebody opens the account again at once, and the system said yes.
func TestWhoReopensAtOnceIsSeen(t *testing.T) {
	t.Parallel()
	m := connectortest.NewMemory("app", ada())
	m.Inject(connectortest.Reopen)
	if err := m.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: ada().Ref}); err != nil {
		t.Fatal(err)
	}
	if r := prove.Wave(t.Context(), m, []apply.Outcome{outcome(identity.Suspend, apply.Done, "")}, nil, clock)[0]; r.Verdict != prove.Contradicted {
		t.Errorf("%s %q", r.Verdict, r.Saw)
	}
}

func TestReceiptsComeInTheOrderOfTheOutcomes(t *testing.T) {
	t.Parallel()
	m := connectortest.NewMemory("app", ada())
	looked := make(chan struct{})
	m.Hook(connectortest.Hooks{
		Before: func(_ context.Context, c connectortest.Call) error {
			if c.Key == "k1" {
				<-looked // the first look is the last to end
			}
			return nil
		},
		After: func(c connectortest.Call, answer error) error {
			if c.Key == "gone" {
				close(looked)
			}
			return answer
		},
	})
	outcomes := []apply.Outcome{outcome(identity.Suspend, apply.Done, ""), outcome(identity.Suspend, apply.Failed, "no right"), outcome(identity.Suspend, apply.Done, "")}
	outcomes[2].Action.Account = "gone"
	receipts := prove.Wave(t.Context(), m, outcomes, nil, clock)
	for i, r := range receipts {
		if r.Outcome.Action.Account != outcomes[i].Action.Account || r.Outcome.Note != outcomes[i].Note {
			t.Errorf("receipt %d is of %+v", i, r.Outcome)
		}
	}
	if receipts[0].Verdict != prove.Contradicted || receipts[2].Verdict != prove.Unseen || !receipts[2].Gone {
		t.Errorf("%s, %s", receipts[0].Verdict, receipts[2].Verdict)
	}
}
