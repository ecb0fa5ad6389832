package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// change is something that an auditor may ask about.
type change struct {
	name   string
	do     func(context.Context, *store.Store) error
	kinds  string // of its ledger entries
	tables string // that it changes, but for those of the ledger
}

// changes lists every such change, in an order in which each is possible.
func changes() []change {
	suspend, remove := action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k1")
	ref := identity.AccountRef{System: "app", Key: "k1"}
	return []change{
		{"plan", func(ctx context.Context, s *store.Store) error {
			return s.SavePlan(ctx, planned("p-1", plan.ForPass), "ada")
		}, "plan", "plan"},
		{"the same plan again", func(ctx context.Context, s *store.Store) error {
			return s.SavePlan(ctx, planned("p-1", plan.ForPass), "ada")
		}, "", ""},
		{"run", func(ctx context.Context, s *store.Store) error {
			return s.StartRun(ctx, store.Run{Plan: "p-1", Actor: "ada", At: noon, Allow: []plan.Class{{Verb: identity.Suspend, System: "app"}}})
		}, "allowance run", "allowance run"},
		{"intent", func(ctx context.Context, s *store.Store) error {
			return s.Journal("p-1").Intend(ctx, []apply.Intent{intent(suspend), intent(remove)})
		}, "intent intent", "action capture"},
		{"conclusion", func(ctx context.Context, s *store.Store) error {
			return s.Conclude(ctx, "p-1", []prove.Receipt{receipt(suspend, apply.Done, prove.Verified, noon)})
		}, "outcome receipt", "action closed"},
		{"task", func(ctx context.Context, s *store.Store) error {
			return s.AskTasks(ctx, "p-2", []plan.Action{remove, suspend}, noon)
		}, "task task", "action task"},
		{"the same task again", func(ctx context.Context, s *store.Store) error {
			return s.AskTasks(ctx, "p-2", []plan.Action{suspend, remove}, noon)
		}, "", ""},
		{"attestation", func(ctx context.Context, s *store.Store) error {
			_, err := s.Attest(ctx, "t1", "proof", "abc", "bob", noon)
			return err
		}, "attestation", "task"},
		{"a task that another takes the place of", func(ctx context.Context, s *store.Store) error {
			return s.AskTasks(ctx, "p-3", []plan.Action{remove}, noon)
		}, "receipt task", "action task"},
		{"what was seen of a task", func(ctx context.Context, s *store.Store) error {
			return s.SettleTasks(ctx, []store.TaskVerdict{{Task: "t2", State: store.TaskVerified, Saw: "suspended"}}, noon)
		}, "receipt", "action task"},
		{"exception", func(ctx context.Context, s *store.Store) error {
			_, err := s.AddException(ctx, plan.Exception{Account: ref, Owner: "cfo", Reason: "books", Expires: noon}, "ada", noon)
			return err
		}, "exception", "exception"},
		{"the end of an exception", func(ctx context.Context, s *store.Store) error { return s.EndException(ctx, "x1", "ada", "over", noon) }, "exception-end", "exception"},
		{"link", func(ctx context.Context, s *store.Store) error {
			return s.Decide(ctx, store.LinkDecision{Account: ref, Person: "E001", Decision: store.Confirmed, Actor: "ada", At: noon})
		}, "link", "link"},
		{"classification", func(ctx context.Context, s *store.Store) error {
			return s.Classify(ctx, store.Classification{Account: ref, Kind: identity.Service, Owner: "E001", Actor: "ada", Reason: "a backup", At: noon})
		}, "classification", "classified"},
		{"offboard", func(ctx context.Context, s *store.Store) error {
			return s.Offboard(ctx, "E001", noon, "ada", "at once")
		}, "offboard", "offboarded"},
		{"the end of an order", func(ctx context.Context, s *store.Store) error {
			_, err := s.LiftOffboard(ctx, "E001", noon, "ada", "a mistake")
			return err
		}, "offboard-end", "offboarded"},
		{"approval", func(ctx context.Context, s *store.Store) error {
			return s.Approve(ctx, store.Approval{Plan: "p-1", Operator: "ada", Decision: store.Approved, At: noon})
		}, "approval", "approval"},
		{"another plan", func(ctx context.Context, s *store.Store) error {
			return s.SavePlan(ctx, planned("p-8", plan.ForPass), "ada")
		}, "plan", "plan"},
		{"the newest plan", func(ctx context.Context, s *store.Store) error {
			return s.SavePlan(ctx, planned("p-9", plan.ForPass), "ada")
		}, "plan", "plan"},
		{"a plan of which nothing came", func(ctx context.Context, s *store.Store) error {
			return s.ForgetPlans(ctx, noon.Add(time.Minute), noon)
		}, "plans-forgotten", "plan"},
		{"no such plan", func(ctx context.Context, s *store.Store) error {
			return s.ForgetPlans(ctx, noon.Add(time.Minute), noon)
		}, "", ""},
		{"operator", func(ctx context.Context, s *store.Store) error {
			_, err := s.AddOperator(ctx, store.Operator{Login: "ada"}, false, by("setup"), noon)
			return err
		}, "operator", "operator"},
		{"a changed operator", func(ctx context.Context, s *store.Store) error {
			_, err := s.ChangeOperator(ctx, 1, func(o *store.Operator, _ store.Everybody) (string, bool, error) {
				o.Roles = []string{"admin"}
				return "roles", false, nil
			}, by("ada"), noon)
			return err
		}, "operator-change", "operator"},
		{"sign-in", func(ctx context.Context, s *store.Store) error {
			return s.StartSession(ctx, store.Session{Digest: "d", Operator: 1, Created: noon}, "ada", "password")
		}, "sign-in", "web_session"},
		{"sign-out", func(ctx context.Context, s *store.Store) error {
			return s.EndSession(ctx, "d", 1, "ada", by("ada"), noon)
		}, "sign-out", "web_session"},
		{"the end of all sessions", func(ctx context.Context, s *store.Store) error {
			return s.EndSessions(ctx, 1, "ada", "", by("eve"), noon)
		}, "sign-out", ""},
		{"invitation", func(ctx context.Context, s *store.Store) error {
			return s.Invite(ctx, "i", 1, "ada", noon.Add(time.Hour), by("eve"), noon)
		}, "operator-invite", "invitation"},
		{"an accepted invitation", func(ctx context.Context, s *store.Store) error {
			_, err := s.Accept(ctx, "i", "hash", "192.0.2.1", noon)
			return err
		}, "operator-change", "invitation operator"},
		{"passkey", func(ctx context.Context, s *store.Store) error {
			return s.AddPasskey(ctx, store.Passkey{ID: "k", Operator: 1, Created: noon}, "ada", by("ada"))
		}, "passkey", "passkey"},
		{"the end of a passkey", func(ctx context.Context, s *store.Store) error {
			return s.RemovePasskey(ctx, "k", 1, func(*store.Operator, int) error { return nil }, by("ada"), noon)
		}, "passkey-end", "passkey"},
		{"token", func(ctx context.Context, s *store.Store) error {
			_, err := s.AddToken(ctx, store.Token{Digest: "d", Operator: 1, Created: noon}, by("ada"))
			return err
		}, "token", "api_token"},
		{"the end of a token", func(ctx context.Context, s *store.Store) error { return s.RevokeToken(ctx, 1, by("ada"), noon) }, "token-end", "api_token"},
		{"acceptance", func(ctx context.Context, s *store.Store) error {
			return s.NoteAcceptance(ctx, []string{"hr"}, "ada", "a small month", noon)
		}, "acceptance", ""},
	}
}

func everyChangeIsInTheLedger(t *testing.T, db Database) {
	s := open(t, db)
	for _, c := range changes() {
		before, from := dump(t, db), size(t, s)
		if err := c.do(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		same(t, "ledger entries of: "+c.name, strings.Join(kinds(t, s, from), " "), c.kinds)
		want := c.tables
		if c.kinds != "" {
			want = strings.TrimSpace(want + " ledger_entry ledger_hash")
		}
		same(t, "tables changed by: "+c.name, strings.Join(sorted(changed(before, dump(t, db))), " "), strings.Join(sorted(strings.Fields(want)), " "))
	}
	signer := got[ledger.Signer](t)(ledger.GenerateKey("test/ledger"))
	got[[]byte](t)(s.Checkpoint(t.Context(), signer))
	_, err := verify(t, s, signer.Verifier())
	must(t, err)
}

// whatFailsKeepsNothing lets the ledger, which comes last in every transaction, refuse: a hash is already where the next
// one belongs. Once that is gone the same change is made.
func whatFailsKeepsNothing(t *testing.T, db Database) {
	s, b := open(t, db), db.beside(t)
	for _, c := range changes() {
		next := ledger.HashCount(size(t, s))
		b.exec(t, fmt.Sprintf(`INSERT INTO ledger_hash (idx, hash) VALUES (%d, '')`, next))
		before := dump(t, db)
		err := c.do(t.Context(), s)
		if (err == nil) != (c.kinds == "") {
			t.Errorf("%s while the ledger refuses: %v", c.name, err)
		}
		same(t, "tables changed by: "+c.name+", which failed", changed(before, dump(t, db)), []string(nil))
		b.exec(t, fmt.Sprintf(`DELETE FROM ledger_hash WHERE idx = %d`, next))
		if err := c.do(t.Context(), s); err != nil {
			t.Fatalf("%s, once nothing is in the way: %v", c.name, err)
		}
	}
}
