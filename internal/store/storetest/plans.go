package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// planned is a plan with something of everything.
func planned(id string, purpose plan.Purpose) *plan.Plan {
	return &plan.Plan{
		ID: id, Digest: "sha256:" + id, Purpose: purpose, Subject: "Ada \"Å\"", At: noon, Expires: noon.Add(24 * time.Hour), Settings: "s",
		Sources: []plan.Source{{Name: "hr", People: true, Seen: 3}},
		Gaps:    []snapshot.Gap{{System: "crm", Expected: -1, Seen: 0, Why: "no answer"}},
		Actions: []plan.Action{action("a1", identity.Suspend, "k1")},
		Held:    []plan.Hold{{Guard: "max", Verb: identity.Suspend, System: "app", Limit: 1, Would: 2, Why: "too many"}},
	}
}

// action is a verb on an account of the system app.
func action(id string, verb identity.Verb, key string) plan.Action {
	return plan.Action{
		ID: id, Verb: verb, System: "app", Account: key, Login: "Login-" + key, Person: "E001", Due: noon, By: connector.ByConnector, Rule: "leaver.end",
		Reasons: []string{"the last engagement ended", "2026-11-20 18:00"}, Fingerprint: "f", Basis: "b", Owner: "it@example.test", TaskTime: 48 * time.Hour,
	}
}

func plansComeBack(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	var none *store.NoPlanError
	if _, err := s.LatestPlan(ctx); !errors.As(err, &none) {
		t.Errorf("the latest of no plans: %v", err)
	}
	first, second, third := planned("p-aa1", plan.ForPass), planned("p-aa2", plan.ForUndo), planned("p-ab", plan.ForWhatIf)
	for _, p := range []*plan.Plan{first, second, third, first} { // the same twice: kept once, and not newest
		must(t, s.SavePlan(ctx, p, "ada"))
	}
	same(t, "Plan", text(t, got[*plan.Plan](t)(s.Plan(ctx, "p-aa1"))), text(t, first))
	same(t, "by the beginning of its id", got[*plan.Plan](t)(s.Plan(ctx, "p-ab")).ID, third.ID)
	same(t, "in any case", got[*plan.Plan](t)(s.Plan(ctx, "P-AB")).ID, third.ID)
	same(t, "Maker", got[string](t)(s.Maker(ctx, "p-ab")), "ada")
	if _, err := s.Maker(ctx, "nothing"); !errors.As(err, &none) {
		t.Errorf("the maker of nothing: %v", err)
	}
	same(t, "LatestPlan", got[*plan.Plan](t)(s.LatestPlan(ctx)).ID, second.ID)
	same(t, "LatestPlan for a pass", got[*plan.Plan](t)(s.LatestPlan(ctx, plan.ForPass)).ID, first.ID)
	same(t, "LatestPlan of two purposes", got[*plan.Plan](t)(s.LatestPlan(ctx, plan.ForPass, plan.ForWhatIf)).ID, third.ID)
	for _, id := range []string{"p-a", "p-aa_", "%", `p-ab\`, "nothing"} {
		if p, err := s.Plan(ctx, id); !errors.As(err, &none) {
			t.Errorf("Plan(%q) gives %v, %v", id, p, err)
		}
	}
	same(t, "the ledger", kinds(t, s, 0), []string{"plan", "plan", "plan"})
}

func text(t testing.TB, p *plan.Plan) string {
	t.Helper()
	return string(got[[]byte](t)(json.Marshal(p)))
}

func runIsOne(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	suspend, remove := plan.Class{Verb: identity.Suspend, System: "app"}, plan.Class{Verb: identity.Remove, System: "app"}
	run := store.Run{Plan: "p-1", Actor: "ada", Reason: "month's end", At: noon, Allow: []plan.Class{suspend}}
	must(t, s.StartRun(ctx, run))
	must(t, s.FinishRun(ctx, "p-1", noon.Add(time.Minute)))
	want := store.Run{Plan: "p-1", Actor: "ada", Reason: "month's end", At: noon, Finished: noon.Add(time.Minute)}
	same(t, "Runs", got[[]store.Run](t)(s.Runs(ctx)), []store.Run{want})

	run.Actor, run.At, run.Allow = "bob", noon.Add(time.Hour), []plan.Class{suspend, remove}
	must(t, s.StartRun(ctx, run))
	want.Finished = time.Time{}
	must(t, s.StartRun(ctx, store.Run{Plan: "p-0", Actor: "eve", At: noon.Add(-time.Hour)}))
	same(t, "Runs after it began again", got[[]store.Run](t)(s.Runs(ctx)), []store.Run{{Plan: "p-0", Actor: "eve", At: noon.Add(-time.Hour)}, want})
	same(t, "Allowances", got[[]plan.Class](t)(s.Allowances(ctx, "p-1")), []plan.Class{remove, suspend})
	same(t, "Allowances of another", got[[]plan.Class](t)(s.Allowances(ctx, "p-0")), []plan.Class(nil))
	same(t, "the ledger", kinds(t, s, 0), []string{"allowance", "run", "allowance", "allowance", "run", "run"})
}

func plansAreListed(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	empty := planned("p-2", plan.ForPass)
	empty.Actions, empty.Held, empty.Gaps = nil, nil, nil
	for _, p := range []*plan.Plan{planned("p-1", plan.ForPass), empty, planned("p-3", plan.ForUndo)} {
		must(t, s.SavePlan(ctx, p, "ada"))
	}
	must(t, s.StartRun(ctx, store.Run{Plan: "p-1", Actor: "ada", At: noon}))
	must(t, s.FinishRun(ctx, "p-1", noon))
	must(t, s.StartRun(ctx, store.Run{Plan: "p-3", Actor: "ada", At: noon}))
	first := store.PlanHead{
		Place: 1, ID: "p-1", Purpose: plan.ForPass, Subject: "Ada \"Å\"", Maker: "ada", At: noon.UTC(), Actions: 1, Held: 1, Gaps: 1, Run: store.Finished,
	}
	second, third := first, first
	second.Place, second.ID, second.Actions, second.Held, second.Gaps, second.Run = 2, "p-2", 0, 0, 0, store.NotRun
	third.Place, third.ID, third.Purpose, third.Run = 3, "p-3", plan.ForUndo, store.Running
	for _, c := range []struct {
		what   string
		filter store.PlanFilter
		want   []store.PlanHead
	}{
		{"all", store.PlanFilter{Limit: 9}, []store.PlanHead{third, second, first}},
		{"a page", store.PlanFilter{Limit: 1}, []store.PlanHead{third}},
		{"the next page", store.PlanFilter{Limit: 1, Before: 3}, []store.PlanHead{second}},
		{"with something to do", store.PlanFilter{Limit: 9, ToDo: true}, []store.PlanHead{third, first}},
		{"applied", store.PlanFilter{Limit: 9, Applied: true}, []store.PlanHead{third, first}},
	} {
		same(t, c.what, got[[]store.PlanHead](t)(s.Plans(ctx, c.filter)), c.want)
	}
}

// Of plans of which nothing was decided or done only the newest stays for good.
func plansAreForgotten(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	for i, purpose := range []plan.Purpose{plan.ForPass, plan.ForWhatIf, plan.ForPass, plan.ForPass, plan.ForPass, plan.ForOffboard, plan.ForPass, plan.ForPass} {
		p := planned(fmt.Sprintf("p-%d", i), purpose)
		if i == 6 {
			p.At = noon.Add(time.Hour)
		}
		must(t, s.SavePlan(ctx, p, "ada"))
	}
	must(t, s.StartRun(ctx, store.Run{Plan: "p-2", Actor: "ada", At: noon}))
	must(t, s.Approve(ctx, store.Approval{Plan: "p-3", Operator: "bob", Decision: store.Rejected, At: noon}))
	must(t, s.Journal("p-4").Intend(ctx, []apply.Intent{intent(action("a1", identity.Suspend, "k1"))}))
	must(t, s.ForgetPlans(ctx, noon, noon))
	same(t, "plans before anything is old", len(planIDs(t, s)), 8)
	must(t, s.ForgetPlans(ctx, noon.Add(time.Minute), noon))
	same(t, "plans that stay", planIDs(t, s), []string{"p-2", "p-3", "p-4", "p-5", "p-6", "p-7"})
}

func planIDs(t testing.TB, s *store.Store) (ids []string) {
	t.Helper()
	for i := range 8 {
		id := fmt.Sprintf("p-%d", i)
		if _, err := s.Plan(t.Context(), id); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
