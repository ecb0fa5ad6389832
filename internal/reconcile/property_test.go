package reconcile_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// captures is a journal that keeps the first state of each account; nil keeps nothing.
type captures map[identity.AccountRef]identity.Account

// Intend keeps what was there before.
func (c captures) Intend(_ context.Context, intents []apply.Intent) error {
	for _, in := range intents {
		if _, kept := c[in.Action.Ref()]; !kept && c != nil && !in.Gone {
			c[in.Action.Ref()] = in.Before
		}
	}
	return nil
}

func TestPropertyTheOrderOfTheInputNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		people := somePeople(r)
		var list []identity.Account
		for i := range rapid.IntRange(1, 12).Draw(r, "accounts") {
			list = append(list, someAccount(r, i, len(people)))
		}
		want := encode(t, newCompany(people, list...).pass(t, now))
		again := newCompany(rapid.Permutation(people).Draw(r, "people in another order"), rapid.Permutation(list).Draw(r, "accounts in another order")...)
		again.system.Batch(rapid.IntRange(1, 5).Draw(r, "batch"))
		if got := encode(t, again.pass(t, now)); got != want {
			r.Fatalf("another order gives another plan:\n%s\nwant:\n%s", got, want)
		}
	})
}

func TestPropertyPlanApplyPlanAgainGivesNothingToDo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := world(r)
		first := c.pass(t, now).Plan
		if _, unseen := c.carryOut(t, first); unseen > 0 {
			r.Fatalf("%d writes were not seen to be done", unseen)
		}
		second := c.pass(t, now.Add(time.Minute)).Plan
		if len(second.Actions) > 0 {
			r.Fatalf("after %v there is to do: %v", deeds(first.Actions), deeds(second.Actions))
		}
	})
}

func TestPropertyABlindSourceFindsNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := world(r)
		fault := rapid.SampledFrom([]connectortest.Fault{connectortest.DropListing, connectortest.Overstate, connectortest.Fail, connectortest.Throttle}).Draw(r, "fault")
		blindToPeople := rapid.Bool().Draw(r, "people")
		if blindToPeople {
			c.people.Inject(fault)
		} else {
			c.system.Inject(fault)
		}
		p := c.pass(t, now).Plan
		if n := len(p.Findings) + len(p.Actions) + len(p.Upcoming) + len(p.Refusals) + len(p.Waiting); n > 0 {
			r.Fatalf("it is blind and says %d things", n)
		}
		if len(p.Gaps) != 1 || p.Gaps[0].People != blindToPeople || p.Blind() != blindToPeople || p.Gaps[0].Why == "" {
			r.Fatalf("gaps %+v", p.Gaps)
		}
	})
}

// Every step of every finding is an action, comes later, is with somebody, or is refused aloud; and nothing else is.
func TestPropertyEveryFindingIsAnsweredAndEveryAnswerHasItsFinding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := world(r)
		protection(r, c)
		if rapid.Bool().Draw(r, "tasks are open") {
			c.mind.Tasks[assess.Deed{Account: identity.AccountRef{System: "app", Key: "k000"}, Verb: identity.Task}] = assess.Task{ID: "t1"}
		}
		result := c.pass(t, now)
		p := result.Plan
		all := c.input(now)
		all.Focus = &reconcile.Focus{} // keeps every account, also those that the triage leaves out
		thorough, err := reconcile.Pass(t.Context(), all)
		if err != nil {
			r.Fatal(err)
		}
		if encode(t, thorough) != encode(t, result) {
			r.Fatalf("the triage hides something:\n%s\n%s", encode(t, thorough), encode(t, result))
		}
		asked := map[string]bool{}
		for _, f := range assess.Assess(thorough.View, thorough.Snapshot, thorough.Cases, nil) {
			for _, s := range f.Steps {
				if !s.Due.After(now.Add(c.policies().Upcoming)) {
					asked[string(s.Verb)+" "+f.Account.Key] = true
				}
			}
			if len(f.Reasons) == 0 {
				r.Fatalf("%s of %s has no reason", f.Kind, f.Account)
			}
		}
		answered := map[string]int{}
		for _, d := range append(deeds(p.Actions), deeds(p.Upcoming)...) {
			answered[d]++
		}
		for _, w := range p.Waiting {
			answered[string(w.Verb)+" "+w.Account]++
		}
		for _, x := range p.Refusals {
			answered[string(x.Verb)+" "+x.Account]++
			if x.Why == "" || x.Guard == "" {
				r.Fatalf("refused without a word: %+v", x)
			}
		}
		for d := range asked {
			if answered[d] == 0 {
				r.Fatalf("%s is asked for and not answered", d)
			}
		}
		for d := range answered {
			if !asked[d] {
				r.Fatalf("%s is answered and was not asked for", d)
			}
		}
		for _, a := range append(slices.Clone(p.Actions), p.Upcoming...) {
			if len(a.Reasons) == 0 || a.Rule == "" {
				r.Fatalf("%s of %s has no reason", a.Verb, a.Account)
			}
		}
		if n := distinct(p.Actions) + distinct(p.Upcoming); n != len(p.Actions)+len(p.Upcoming) {
			r.Fatalf("the same is done twice: %v", deeds(p.Actions))
		}
	})
}

func distinct(actions []plan.Action) int { return len(slices.Compact(deeds(actions))) }

// protection draws what keeps accounts from being touched.
func protection(r *rapid.T, c *company) {
	key := rapid.Map(rapid.IntRange(0, 11), func(i int) string { return fmt.Sprintf("k%03d", i) })
	switch rapid.IntRange(0, 6).Draw(r, "protection") {
	case 0:
		c.gate.Accounts = append(c.gate.Accounts, plan.ProtectedAccount{System: "app", Key: key.Draw(r, "protected")})
	case 1:
		c.except = append(c.except, plan.Exception{ID: "x1", Account: identity.AccountRef{System: "app", Key: key.Draw(r, "excepted")}, Expires: now.Add(time.Hour)})
	case 2:
		c.except = append(c.except, plan.Exception{ID: "x2", Person: "E001", Expires: now.Add(time.Hour)})
	case 3:
		c.gate.Keep = append(c.gate.Keep, plan.Keep{System: "app", Name: "right 0", AtLeast: rapid.IntRange(1, 6).Draw(r, "at least")})
	case 4:
		c.system.Redescribe(func(d *connector.Description) { d.Self = []string{key.Draw(r, "ourselves")} })
	case 5:
		c.gate.Windows.Freezes = append(c.gate.Windows.Freezes, plan.Freeze{From: now.Add(-1), To: now.Add(time.Hour), Verbs: []identity.Verb{identity.Suspend, identity.Remove}})
	case 6:
		verb := rapid.SampledFrom([]identity.Verb{identity.Suspend, identity.SignOut, identity.Remove}).Draw(r, "limited")
		c.gate.Limits = map[identity.Verb]plan.Limit{verb: {Max: rapid.IntRange(0, 5).Draw(r, "max"), Share: -1, PerDay: -1, PerWeek: -1}}
	}
}

// One protection more, of whatever kind, takes actions away and adds none. (Several do not always: protecting one of the
// last administrators is to say which of them stays, and lets the others go.)
func TestPropertyMoreProtectionNeverMeansMoreActions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := world(r)
		before := deeds(c.pass(t, now).Plan.Runnable())
		protection(r, c)
		after := c.pass(t, now).Plan.Runnable()
		for _, d := range deeds(after) {
			if _, was := slices.BinarySearch(before, d); !was {
				r.Fatalf("%s is done with a protection more, and was not without it", d)
			}
		}
	})
}

func TestPropertyUndoOfAllRestoresAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := world(r)
		c.rules = slices.DeleteFunc(c.rules, func(rule assess.Rule) bool { return rule.Verb == identity.Delete })
		before := c.everything(t)
		captured, _ := c.carryOut(t, c.pass(t, now).Plan)
		if apart := c.bringBack(t, captured); apart > 0 {
			r.Fatalf("%d accounts are not seen to be back", apart)
		}
		if after := c.everything(t); !maps.Equal(before, after) {
			r.Fatalf("not all of it came back")
		}
	})
}
