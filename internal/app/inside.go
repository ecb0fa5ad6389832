package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Inside is somebody who has left and can still come in.
type Inside struct {
	PersonRow
	Accounts []OpenAccount
}

// OpenAccount is an account by which somebody who has left can still come in, and why it is still open.
type OpenAccount struct {
	Ref   identity.AccountRef
	Login string
	Why   Why
	Words string // further words of the reason: a guard's, a system's, a task's number
}

// Why says why something that is due has not happened.
type Why string

// The reasons.
const (
	WhyDue     Why = "due"     // the next run does it
	WhyWaits   Why = "waits"   // it waits until somebody agrees
	WhyHeld    Why = "held"    // the gate holds its class
	WhyRefused Why = "refused" // a guard refused it
	WhyTask    Why = "task"    // somebody has been asked to do it
	WhyFailed  Why = "failed"  // it was tried, and not seen to be done
)

// inside lists who has left and is still inside.
func (a *App) inside(ctx context.Context, o *Overview) error {
	byPerson, err := a.openOf(ctx, o.Plan)
	if err != nil {
		return err
	}
	ids := make([]identity.PersonID, 0, len(byPerson))
	for id, accounts := range byPerson {
		ids = append(ids, id)
		o.Open += len(accounts)
	}
	slices.Sort(ids)
	people, err := a.store.Persons(ctx, ids)
	for i := range people {
		o.Inside = append(o.Inside, Inside{people[i], byPerson[people[i].ID]})
	}
	slices.SortStableFunc(o.Inside, func(x, y Inside) int { return x.Ends.Compare(y.Ends) })
	return err
}

// openOf returns the accounts that leavers have open: what the newest pass asked to suspend, and what was not closed since.
func (a *App) openOf(ctx context.Context, p *plan.Plan) (map[identity.PersonID][]OpenAccount, error) {
	closed, err := a.store.Closed(ctx, p.At)
	if err != nil {
		return nil, err
	}
	missed, err := a.store.Missed(ctx, p.ID)
	byPerson := map[identity.PersonID][]OpenAccount{}
	for person, account := range open(p, missed) {
		if !closed[account.Ref] {
			byPerson[person] = append(byPerson[person], account)
		}
	}
	return byPerson, err
}

// open yields the accounts that leavers have open by a plan, by person, in the plan's order.
func open(p *plan.Plan, missed map[string]string) func(yield func(identity.PersonID, OpenAccount) bool) {
	leavers := leaverAccounts(p)
	return func(yield func(identity.PersonID, OpenAccount) bool) {
		for i := range p.Actions {
			if x := &p.Actions[i]; x.Verb == identity.Suspend && leavers[x.Ref()] && !yield(x.Person, whyOpen(p, x, missed[x.ID])) {
				return
			}
		}
		for _, w := range p.Waiting {
			ref := identity.AccountRef{System: w.System, Key: w.Account}
			if w.Verb == identity.Suspend && leavers[ref] && !yield(w.Person, OpenAccount{ref, w.Login, WhyTask, w.Task}) {
				return
			}
		}
		for _, r := range p.Refusals {
			ref := identity.AccountRef{System: r.System, Key: r.Account}
			if r.Verb == identity.Suspend && leavers[ref] && !yield(r.Person, OpenAccount{ref, r.Login, WhyRefused, r.Why}) {
				return
			}
		}
	}
}

// leaverAccounts returns the accounts of people who have left.
func leaverAccounts(p *plan.Plan) map[identity.AccountRef]bool {
	accounts := map[identity.AccountRef]bool{}
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Kind == string(assess.Leaver) {
			accounts[identity.AccountRef{System: f.System, Key: f.Account}] = true
		}
	}
	return accounts
}

func whyOpen(p *plan.Plan, a *plan.Action, missed string) OpenAccount {
	account := OpenAccount{Ref: a.Ref(), Login: a.Login, Why: WhyDue}
	switch {
	case missed != "":
		account.Why, account.Words = WhyFailed, missed
	case len(a.Held) > 0:
		account.Why, account.Words = WhyHeld, holdWords(p, a)
	case a.By == connector.ByTask:
		account.Why, account.Words = WhyTask, a.Owner
	case !a.Alone:
		account.Why = WhyWaits
	}
	return account
}

// holdWords returns why the class of an action is held.
func holdWords(p *plan.Plan, a *plan.Action) string {
	for _, h := range p.Held {
		if h.Verb == a.Verb && h.System == a.System {
			return h.Why
		}
	}
	return cmp.Or(strings.Join(a.Held, ", "), "")
}
