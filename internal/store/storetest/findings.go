package storetest

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// pass is the plan of a pass that read systems whole and found these.
func pass(id string, at time.Time, systems []string, findings ...plan.Finding) *plan.Plan {
	p := planned(id, plan.ForPass)
	p.At, p.Gaps, p.Findings, p.Actions = at, nil, findings, nil
	for _, name := range systems {
		p.Sources = append(p.Sources, plan.Source{Name: name, Seen: 9})
	}
	return p
}

func wrong(kind, system, key string, reasons ...string) plan.Finding {
	return plan.Finding{Kind: kind, System: system, Account: key, Login: "Login-" + key, Reasons: append([]string{"no person fits"}, reasons...)}
}

func findingsStay(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	both := []string{"app", "crm"}
	all := func(f store.FindingFilter) (numbers []int64) {
		f.Limit = max(f.Limit, 1)
		for _, one := range got[[]store.Finding](t)(s.Findings(ctx, f)) {
			numbers = append(numbers, one.Number)
		}
		return numbers
	}
	first := pass("p-1", noon, both, wrong("orphan", "app", "k1"), wrong("dormant", "app", "k2", "Ünal (E7)"), wrong("orphan", "crm", "k1"))
	first.Findings[0].Candidates = []identity.PersonID{"E3", "E1"}
	first.Actions = []plan.Action{action("a1", identity.Suspend, "k2")}
	first.Refusals = []plan.Refusal{{Verb: identity.Delete, System: "app", Account: "k2", Why: "protected"}}
	must(t, s.SavePlan(ctx, first, "ada"))
	same(t, "newest first", all(store.FindingFilter{Limit: 9}), []int64{3, 2, 1})
	same(t, "a page", all(store.FindingFilter{Limit: 1, Before: 3}), []int64{2})
	same(t, "of a kind", all(store.FindingFilter{Limit: 9, Kind: "orphan"}), []int64{3, 1})
	same(t, "of a system", all(store.FindingFilter{Limit: 9, System: "app"}), []int64{2, 1})
	same(t, "with words", all(store.FindingFilter{Limit: 9, Text: "ünal LOGIN"}), []int64{2})
	same(t, "with a sign", all(store.FindingFilter{Limit: 9, Text: "%"}), []int64(nil))
	two, _, err := s.Finding(ctx, 2)
	must(t, err)
	same(t, "what follows", two.Follows, []store.Follow{{How: store.FollowDue, Verb: identity.Suspend, Due: noon}, {How: store.FollowRefused, Verb: identity.Delete, Why: "protected"}})

	later := noon.Add(time.Hour)
	second := pass("p-2", later, []string{"app"}, wrong("orphan", "app", "k1", "the account is suspended"), wrong("shared", "app", "k3"))
	second.Gaps = []snapshot.Gap{{System: "crm", Why: "no answer"}}
	must(t, s.SavePlan(ctx, second, "ada"))
	same(t, "what was not read stays, what is over goes", all(store.FindingFilter{Limit: 9}), []int64{4, 3, 1})
	one, there, err := s.Finding(ctx, 1)
	must(t, err)
	same(t, "one that changed", []any{there, one.Since, one.Reasons}, []any{true, noon, []string{"no person fits", "the account is suspended"}})
	_, there, err = s.Finding(ctx, 2)
	must(t, err)
	same(t, "one that is over is there", there, false)
	same(t, "as of", got[map[string]time.Time](t)(s.FindingsAsOf(ctx)), map[string]time.Time{"app": later, "crm": noon})

	blind := pass("p-3", later, nil)
	blind.Gaps = []snapshot.Gap{{System: "hr", Why: "cut", People: true}}
	must(t, s.SavePlan(ctx, blind, "ada"))
	same(t, "after a blind pass", all(store.FindingFilter{Limit: 9}), []int64{4, 3, 1})
	must(t, s.SavePlan(ctx, pass("p-4", later, []string{"app"}, second.Findings...), "ada"))
	same(t, "after a system left the settings", all(store.FindingFilter{Limit: 9}), []int64{4, 1})
	kinds, systems, err := s.FindingCounts(ctx)
	must(t, err)
	same(t, "counts", []map[string]int{kinds, systems}, []map[string]int{{"orphan": 1, "shared": 1}, {"app": 2}})
}

func classificationsStand(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	c := store.Classification{Account: identity.AccountRef{System: "app", Key: "k1"}, Kind: identity.Service, Owner: "E1", Actor: "ada", Reason: "a backup", At: noon}
	must(t, s.Classify(ctx, c))
	c.Kind, c.Actor = identity.Shared, "bob"
	must(t, s.Classify(ctx, c))
	other := c
	other.Account.Key, other.Kind, other.Owner = "k2", identity.Personal, ""
	must(t, s.Classify(ctx, other))
	same(t, "of a system", got[[]store.Classification](t)(s.Classified(ctx, "app", "")), []store.Classification{c, other})
	same(t, "of an account", got[[]store.Classification](t)(s.Classified(ctx, "app", "k2")), []store.Classification{other})
	same(t, "of another system", got[[]store.Classification](t)(s.Classified(ctx, "crm", "")), []store.Classification(nil))
	same(t, "the ledger", kinds(t, s, 0), []string{"classification", "classification", "classification"})
}
