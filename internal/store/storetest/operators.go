package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

func operatorsComeAndGo(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	ada := store.Operator{Login: "Ada@Example.test", Name: "Ada", Roles: []string{"admin", "approver"}, Password: "hash", Subject: "sub-1", Person: "E001", Language: "fr"}
	added := got[store.Operator](t)(s.AddOperator(ctx, ada, true, by("setup"), noon))
	ada.Number, ada.Login, ada.Created = 1, "ada@example.test", noon
	same(t, "AddOperator", added, ada)
	if _, err := s.AddOperator(ctx, store.Operator{Login: "eve"}, true, by("eve"), noon); !errors.Is(err, store.ErrTaken) {
		t.Errorf("a second first operator: %v", err)
	}
	for _, twin := range []store.Operator{{Login: "ADA@example.test"}, {Login: "twin", Subject: "sub-1"}} {
		if _, err := s.AddOperator(ctx, twin, false, by("ada"), noon); !errors.Is(err, store.ErrTaken) {
			t.Errorf("%v beside ada: %v", twin, err)
		}
	}
	bob := got[store.Operator](t)(s.AddOperator(ctx, store.Operator{Login: "bob"}, false, by("ada"), noon))
	same(t, "Operators", got[[]store.Operator](t)(s.Operators(ctx)), []store.Operator{ada, bob})
	same(t, "Operator", got[store.Operator](t)(s.Operator(ctx, 2)), bob)
	same(t, "OperatorByLogin", got[store.Operator](t)(s.OperatorByLogin(ctx, "BOB")), bob)
	same(t, "OperatorBySubject", got[store.Operator](t)(s.OperatorBySubject(ctx, "sub-1")), ada)
	var none *store.NoOperatorError
	if _, err := s.OperatorByLogin(ctx, "eve"); !errors.As(err, &none) {
		t.Errorf("an operator who is not there: %v", err)
	}

	must(t, s.StartSession(ctx, store.Session{Digest: "d", Operator: 2, Created: noon, Seen: noon}, "bob", "password"))
	must(t, s.KnowBrowser(ctx, "b", 2, noon, noon))
	bob.Name, bob.Roles, bob.Disabled = "Bob", []string{"viewer"}, noon
	changed := got[store.Operator](t)(s.ChangeOperator(ctx, 2, func(o *store.Operator, all store.Everybody) (string, bool, error) {
		same(t, "everybody", all, store.Everybody{Operators: []store.Operator{ada, *o}})
		o.Name, o.Roles, o.Disabled = bob.Name, bob.Roles, bob.Disabled
		return "disabled", false, nil
	}, by("ada"), noon))
	same(t, "an operator who was changed", changed, bob)
	same(t, "an operator who was changed, read again", got[store.Operator](t)(s.Operator(ctx, 2)), bob)
	if _, err := s.Session(ctx, "d"); !errors.Is(err, store.ErrNoSession) {
		t.Errorf("the session of who may not sign in any more: %v", err)
	}
	same(t, "their browser", got[int64](t)(s.KnownBrowser(ctx, "b", noon)), int64(0))
	nothing := func(*store.Operator, store.Everybody) (string, bool, error) { return "", true, nil }
	same(t, "an operator who was not changed", got[store.Operator](t)(s.ChangeOperator(ctx, 1, nothing, by("ada"), noon)), ada)
	refused := func(o *store.Operator, _ store.Everybody) (string, bool, error) {
		o.Name = "x"
		return "x", true, errRefused
	}
	if _, err := s.ChangeOperator(ctx, 1, refused, by("ada"), noon); !errors.Is(err, errRefused) {
		t.Errorf("a change that was refused: %v", err)
	}
	same(t, "an operator whose change was refused", got[store.Operator](t)(s.Operator(ctx, 1)), ada)
	if _, err := s.ChangeOperator(ctx, 9, nothing, by("ada"), noon); !errors.As(err, &none) {
		t.Errorf("an operator who is not there was changed: %v", err)
	}
	same(t, "the ledger", kinds(t, s, 0), []string{"operator", "operator", "sign-in", "operator-change"})
}

func sessionsEnd(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	old := store.Session{Digest: "d1", Operator: 1, Created: noon, Seen: noon, Address: "192.0.2.1", Agent: "browser"}
	young := store.Session{Digest: "d2", Operator: 1, Created: noon.Add(time.Hour), Seen: noon.Add(time.Hour)}
	must(t, s.StartSession(ctx, old, "ada", "password"))
	must(t, s.StartSession(ctx, young, "ada", "passkey"))
	must(t, s.TouchSession(ctx, "d1", noon.Add(2*time.Hour)))
	old.Seen = noon.Add(2 * time.Hour)
	same(t, "Session", got[store.Session](t)(s.Session(ctx, "d1")), old)
	same(t, "Sessions", got[[]store.Session](t)(s.Sessions(ctx, 1)), []store.Session{old, young})
	must(t, s.ForgetSessions(ctx, noon, noon.Add(time.Minute)))
	same(t, "Sessions once old ones are forgotten", got[[]store.Session](t)(s.Sessions(ctx, 1)), []store.Session{young})
	must(t, s.EndSession(ctx, "d2", 2, "eve", by("eve"), noon))
	same(t, "Sessions once somebody else ended them", got[[]store.Session](t)(s.Sessions(ctx, 1)), []store.Session{young})
	must(t, s.EndSession(ctx, "d2", 1, "ada", by("ada"), noon))
	must(t, s.EndSession(ctx, "d2", 1, "ada", by("ada"), noon))
	same(t, "Sessions once ended", got[[]store.Session](t)(s.Sessions(ctx, 1)), []store.Session(nil))
	for _, digest := range []string{"d3", "d4", "d5"} {
		must(t, s.StartSession(ctx, store.Session{Digest: digest, Operator: 1, Created: noon, Seen: noon}, "ada", "passkey"))
	}
	must(t, s.KnowBrowser(ctx, "b", 1, noon, noon))
	must(t, s.EndSessions(ctx, 1, "ada", "d4", by("ada"), noon))
	same(t, "Sessions but one", len(got[[]store.Session](t)(s.Sessions(ctx, 1))), 1)
	same(t, "the browser once sessions were ended", got[int64](t)(s.KnownBrowser(ctx, "b", noon)), int64(0))
	same(t, "the ledger", kinds(t, s, 0), []string{"sign-in", "sign-in", "sign-out", "sign-in", "sign-in", "sign-in", "sign-out"})
}

func by(actor string) store.By { return store.By{Actor: actor, From: "192.0.2.1", Why: "a test"} }

var errRefused = errors.New("refused")

func tokensAreRevoked(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	token := store.Token{Digest: "d1", Operator: 1, Name: "ci", Scopes: []string{"read", "plan"}, Created: noon, Expires: noon.Add(time.Hour)}
	token.Number = got[store.Token](t)(s.AddToken(ctx, token, by("ada"))).Number
	same(t, "Token", got[store.Token](t)(s.Token(ctx, "d1")), token)
	must(t, s.TouchToken(ctx, token.Number, noon.Add(time.Minute)))
	must(t, s.RevokeToken(ctx, token.Number, by("ada"), noon.Add(time.Hour)))
	token.Used, token.Revoked = noon.Add(time.Minute), noon.Add(time.Hour)
	same(t, "Tokens", got[[]store.Token](t)(s.Tokens(ctx)), []store.Token{token})
	_, err := s.Token(ctx, "d9")
	if again := s.RevokeToken(ctx, token.Number, by("ada"), noon); !errors.Is(err, store.ErrNoToken) || !errors.Is(again, store.ErrNoToken) {
		t.Errorf("a token that is not there, and one that was revoked: %v, %v", err, again)
	}
	same(t, "the ledger", kinds(t, s, 0), []string{"token", "token-end"})
}

func approvalsStandOnePerOperator(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	first := store.Approval{Plan: "p-1", Operator: "ada", Digest: "d", Decision: store.Rejected, Reason: "too many", At: noon}
	other := store.Approval{
		Plan: "p-1", Operator: "bob", Digest: "d", Decision: store.Approved, Classes: []plan.Class{{Verb: identity.Suspend, System: "app"}}, Allow: true, At: noon.Add(time.Minute),
	}
	must(t, s.Approve(ctx, first))
	must(t, s.Approve(ctx, other))
	same(t, "Approvals", got[[]store.Approval](t)(s.Approvals(ctx, "p-1")), []store.Approval{first, other})
	first.Decision, first.Digest, first.At = store.Approved, "d2", noon.Add(time.Hour)
	must(t, s.Approve(ctx, first))
	same(t, "Approvals once one was changed", got[[]store.Approval](t)(s.Approvals(ctx, "p-1")), []store.Approval{other, first})
	same(t, "Approvals of another", got[[]store.Approval](t)(s.Approvals(ctx, "p-2")), []store.Approval(nil))
	same(t, "the ledger", kinds(t, s, 0), []string{"approval", "approval", "approval"})
}
