package apply_test

import (
	"errors"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

func ada() identity.Person {
	end := identity.On(identity.Date{Year: 2026, Month: 11, Day: 20})
	return identity.Person{ID: "E001", Source: "hr", Given: "Ada", Family: "Byron", Zone: time.UTC, Engagements: []identity.Engagement{{End: end}}}
}

// leaving is a plan that suspends Ada's account.
func leaving(person identity.Person) *plan.Plan {
	account := staff(1)[0]
	return plan.Build(plan.Input{
		Purpose: plan.ForPass, Settings: "s1", Gate: plan.Gate{Expires: 24 * time.Hour},
		Snapshot: &snapshot.Snapshot{At: now, People: []identity.Person{person}},
		Findings: []assess.Finding{{Kind: assess.Leaver, Account: account.Ref, Person: "E001", Steps: []assess.Step{{Verb: identity.Suspend, Due: now}}}},
		Accounts: map[identity.AccountRef]*identity.Account{account.Ref: &account},
		Systems:  map[string]connector.Description{"app": {Capabilities: []connector.Capability{{Verb: identity.Suspend, By: connector.ByConnector}}}},
	})
}

func TestAPlanIsAppliedOnlyWhileItIsTrue(t *testing.T) {
	t.Parallel()
	vanished := ada()
	vanished.Vanished = identity.Vanished{Since: now, Feeds: 3}
	for _, c := range []struct {
		name     string
		person   identity.Person
		plan     func(*plan.Plan)
		people   func(*identity.Person) []identity.Person
		settings string
		at       time.Time
		why      string // "": it may be applied
	}{
		{"nothing happened", ada(), nil, nil, "s1", now, ""},
		{"its last instant", ada(), nil, nil, "s1", now.Add(24 * time.Hour), ""},
		{"it expired", ada(), nil, nil, "s1", now.Add(24*time.Hour + 1), "it expired at 2026-11-24 17:00 UTC"},
		{"the settings changed", ada(), nil, nil, "s2", now, "the settings were changed since"},
		{"somebody edited it", ada(), func(p *plan.Plan) { p.Actions[0].Login = "ceo" }, nil, "s1", now, "its content is not what its digest says"},
		{"it shows another instant", ada(), func(p *plan.Plan) { p.Purpose = plan.ForWhatIf }, nil, "s1", now, "it shows another instant than now and can never be applied"},
		{"HR took the date back", ada(), nil, func(p *identity.Person) []identity.Person {
			p.Engagements = []identity.Engagement{{}}
			return []identity.Person{*p}
		}, "s1", now, "the record of Ada Byron (E001) was changed since the plan"},
		{"HR no longer knows the person", ada(), nil, func(*identity.Person) []identity.Person { return nil }, "s1", now, "E001 is no longer known to any people source"},
		{"the person stopped being named", ada(), nil, func(p *identity.Person) []identity.Person {
			p.Vanished = identity.Vanished{Since: now, Feeds: 1}
			return []identity.Person{*p}
		}, "s1", now, "the record of Ada Byron (E001) was changed since the plan"},
		{"one more feed lacks who vanished", vanished, nil, func(p *identity.Person) []identity.Person {
			p.Vanished.Feeds++
			return []identity.Person{*p}
		}, "s1", now, ""},
		{"who vanished is back", vanished, nil, func(p *identity.Person) []identity.Person {
			p.Vanished = identity.Vanished{}
			return []identity.Person{*p}
		}, "s1", now, "the record of Ada Byron (E001) was changed since the plan"},
		{"somebody else's record changed", ada(), nil, func(p *identity.Person) []identity.Person {
			return []identity.Person{*p, {ID: "E002", Zone: time.UTC}}
		}, "s1", now, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, people := leaving(c.person), []identity.Person{c.person}
			if c.plan != nil {
				c.plan(p)
			}
			if c.people != nil {
				person := c.person
				people = c.people(&person)
			}
			err := apply.Fresh(p, &snapshot.Snapshot{At: c.at, People: people}, c.settings, c.at)
			var stale *apply.StaleError
			switch {
			case c.why == "" && err != nil:
				t.Errorf("it is stale: %v", err)
			case c.why != "" && !errors.As(err, &stale):
				t.Errorf("%v, want a StaleError", err)
			case c.why != "" && (stale.Why != c.why || stale.Plan != p.ID):
				t.Errorf("%q, want %q", stale.Why, c.why)
			}
		})
	}
}
