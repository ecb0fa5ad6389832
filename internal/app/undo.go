package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Undo says what to bring back: exactly one of the three is set.
type Undo struct {
	Run     string // the id of a plan that was applied
	Person  string // an id, mail or login
	Account string // SYSTEM/LOGIN or SYSTEM/KEY
}

// PlanUndo plans to bring accounts back to the state that was captured before the first change that was not undone since:
// of the run that is named, or else of the oldest one that touched them.
func (a *App) PlanUndo(ctx context.Context, u Undo) (*plan.Plan, error) {
	if err := a.settle(ctx); err != nil {
		return nil, err
	}
	filter, err := a.touched(ctx, u)
	if err != nil {
		return nil, err
	}
	touched, err := a.store.Touched(ctx, filter)
	if err != nil {
		return nil, err
	}
	u.Person = filter.Person
	ordered, err := a.underOrder(ctx, u)
	if err != nil {
		return nil, err
	}
	if len(touched) == 0 && !ordered {
		return nil, missing("nothing was changed there that could be brought back; `exeunt ledger show` lists what was done")
	}
	at := a.now()
	var findings []assess.Finding
	restores, accounts := map[identity.AccountRef]string{}, map[identity.AccountRef]*identity.Account{}
	in := plan.Input{
		Purpose: plan.ForUndo, Subject: u.subject(), Settings: a.Settings.Digest, Gate: gate(a.Settings),
		Snapshot: &snapshot.Snapshot{At: at}, Systems: a.descriptions(), Accounts: accounts,
	}
	for _, t := range touched {
		f, err := a.undoing(ctx, t, at, accounts)
		if err != nil {
			return nil, err
		}
		restores[t.Ref] = t.Plan
		findings = append(findings, f)
	}
	in.Findings, in.Restores = findings, restores
	p := plan.Build(in)
	if err := a.store.SavePlan(ctx, p, a.actor); err != nil {
		return nil, err
	}
	return p, a.checkpoint(ctx)
}

// underOrder reports whether an undo lifts an order, although it may have led to nothing.
func (a *App) underOrder(ctx context.Context, u Undo) (bool, error) {
	if u.Person == "" {
		return false, nil
	}
	order, err := a.store.Order(ctx, identity.PersonID(u.Person))
	return order != nil, err
}

// Undo applies a plan that brings something back.
func (a *App) Undo(ctx context.Context, p *plan.Plan, o ApplyOptions) (*Report, error) {
	return a.Apply(ctx, p, o)
}

// lift takes back the order to end somebody's access where everything that was done to them is brought back, or the
// run that the order led to. One account alone leaves the order as it is. It is done once the undo is under way and
// before its first write: else a pass in between would end the access again. When a write fails then, the order stays
// lifted, and what is not back yet is brought back by another undo.
func (a *App) lift(ctx context.Context, p *plan.Plan, reason string) error {
	if p.Purpose != plan.ForUndo {
		return nil
	}
	people, err := a.released(ctx, p)
	for i := 0; i < len(people) && err == nil; i++ {
		_, err = a.store.LiftOffboard(ctx, people[i], a.now(), a.actor, reason)
	}
	return err
}

// released returns the people whose order a plan takes back.
func (a *App) released(ctx context.Context, p *plan.Plan) ([]identity.PersonID, error) {
	what, name, _ := strings.Cut(p.Subject, " ")
	var people []identity.PersonID
	switch what {
	case "person":
		people = append(people, identity.PersonID(name))
		for i := range p.Actions {
			people = append(people, p.Actions[i].Person)
		}
	case "run":
		undone, err := a.store.Plan(ctx, name)
		if err != nil {
			return nil, err
		}
		if undone.Purpose == plan.ForOffboard {
			people = []identity.PersonID{identity.PersonID(undone.Subject)}
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

// undoing returns the step that brings one account back.
func (a *App) undoing(ctx context.Context, t store.TouchedAccount, at time.Time, accounts map[identity.AccountRef]*identity.Account) (assess.Finding, error) {
	step := assess.Step{Verb: identity.Restore, Due: at.UTC(), Rule: "undo of " + t.Plan}
	f := assess.Finding{
		Kind: assess.Undone, Account: t.Ref, Login: t.Login, Person: t.Person,
	}
	for _, c := range t.Changes {
		f.Reasons = append(f.Reasons, fmt.Sprintf("plan %s did %s to this account at %s UTC", c.Plan, c.Verbs, c.At.UTC().Format("2006-01-02 15:04")))
	}
	c, connected := a.systems[t.Ref.System]
	if !connected {
		step.Doubt = "the system is no longer in the settings"
		f.Steps = []assess.Step{step}
		return f, nil
	}
	now, err := c.Lookup(ctx, t.Ref.Key)
	switch {
	case errors.Is(err, connector.ErrGone):
		step.Doubt = "the account is not there any more and cannot be made anew"
	case err != nil && t.By == connector.ByConnector:
		return f, fmt.Errorf("look at %s before bringing it back: %w", t.Ref, err)
	case err == nil && t.By == connector.ByConnector:
		before, err := a.store.Capture(ctx, t.Plan, t.Ref)
		if err != nil {
			return f, fmt.Errorf("the captured state of %s: %w", t.Ref, err)
		}
		step.Doubt = apply.Recycled(before, &now)
	}
	accounts[t.Ref] = &now
	f.Steps = []assess.Step{step}
	return f, nil
}

func (u Undo) subject() string {
	switch {
	case u.Run != "":
		return "run " + u.Run
	case u.Person != "":
		return "person " + u.Person
	}
	return "account " + u.Account
}

// touched returns the undo as the store looks for it: a person by id, where the name is one that is known.
func (a *App) touched(ctx context.Context, u Undo) (store.TouchedFilter, error) {
	f := store.TouchedFilter(u)
	if u.Person == "" {
		return f, nil
	}
	var found []*identity.Person
	for p, err := range a.store.People(ctx, store.PersonFilter{Text: longestWord(u.Person)}) {
		if err != nil {
			return f, err
		}
		if called(&p, u.Person) {
			found = append(found, &p)
		}
	}
	if len(found) > 1 {
		return f, &UsageError{fmt.Sprintf("%q is %d people (%s): name one by id", u.Person, len(found), ids(found))}
	}
	if len(found) == 1 {
		f.Person = string(found[0].ID)
	}
	return f, nil
}

// longestWord returns the part of a name by which the store can look for it: it knows the parts apart.
func longestWord(name string) string {
	longest := ""
	for word := range strings.FieldsSeq(name) {
		if len(word) > len(longest) {
			longest = word
		}
	}
	return longest
}
