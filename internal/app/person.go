package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Deed is an action that was begun, with what became of it.
type Deed = store.Deed

// PersonView is everything that is remembered of one person.
type PersonView struct {
	PersonRow
	At       time.Time
	Manager  string // the name
	Order    *store.Order
	Accounts []AccountRow // linked to the person, or that may be theirs
	Deeds    []Deed       // newest first, at most deedsShown
	Residual []Residual

	Plan     *plan.Plan // the newest pass; nil: there was none
	Findings []plan.Finding
	Due      []plan.Action // of the newest plan, and not seen to be done since
	Upcoming []plan.Action
	Waiting  []plan.Waiting
	Refusals []plan.Refusal

	missed map[string]string // why an action of the plan was tried and not seen to be done

	Exceptions []Exception // that run, on the person or on one of the accounts
	CanUndo    bool        // something was changed that can be brought back
	Under      string      // the id of the plan for the person that is being applied at this moment; empty: none is
}

// NoPersonError says that nobody has an id.
type NoPersonError struct{ ID identity.PersonID }

// Error says what to do.
func (e *NoPersonError) Error() string {
	return fmt.Sprintf("nobody is known by the number %q: look for parts of the name", string(e.ID))
}

const deedsShown = 100

// Person returns everything that is remembered of one person. It asks no system.
func (a *App) Person(ctx context.Context, id identity.PersonID) (*PersonView, error) {
	people, err := a.store.Persons(ctx, []identity.PersonID{id})
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, &NoPersonError{id}
	}
	v := &PersonView{PersonRow: people[0], At: a.now(), Under: a.common.concerns(id)}
	for _, fill := range []func(context.Context, *PersonView) error{a.fillAround, a.fillAccounts, a.fillDeeds, a.fillPlan, a.fillExceptions} {
		if err := fill(ctx, v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (a *App) fillAround(ctx context.Context, v *PersonView) (err error) {
	if v.Person.Manager != "" {
		names, err := a.Names(ctx, []identity.PersonID{v.Person.Manager})
		if err != nil {
			return err
		}
		v.Manager = names[v.Person.Manager]
	}
	v.Order, err = a.store.Order(ctx, v.ID)
	return err
}

func (a *App) fillAccounts(ctx context.Context, v *PersonView) error {
	for row, err := range a.store.Accounts(ctx, store.AccountFilter{Person: v.ID}) {
		if err != nil {
			return err
		}
		v.Accounts = append(v.Accounts, row)
	}
	all, err := a.residual(ctx)
	v.Residual = slices.DeleteFunc(all, func(r Residual) bool { return r.Person != v.ID })
	return err
}

func (a *App) fillDeeds(ctx context.Context, v *PersonView) (err error) {
	if v.Deeds, err = a.store.Deeds(ctx, store.DeedFilter{Person: v.ID, Limit: deedsShown}); err != nil {
		return err
	}
	touched, err := a.store.Touched(ctx, store.TouchedFilter{Person: string(v.ID)})
	v.CanUndo = len(touched) > 0
	return err
}

// fillPlan takes what the newest plan says of the person. What was seen to be done since is due no more.
func (a *App) fillPlan(ctx context.Context, v *PersonView) (err error) {
	if v.Plan, err = a.Newest(ctx); err != nil || v.Plan == nil {
		return err
	}
	done := map[doneDeed]bool{}
	for i := range v.Deeds {
		if d := &v.Deeds[i]; d.Settled() && !d.At.Before(v.Plan.At) {
			done[doneDeed{d.Ref, d.Action.Verb}] = true
		}
	}
	if v.missed, err = a.store.Missed(ctx, v.Plan.ID); err != nil {
		return err
	}
	v.renew()
	theirs := func(id identity.PersonID) bool { return id == v.ID }
	v.Findings = only(v.Plan.Findings, func(f *plan.Finding) bool { return theirs(f.Person) })
	v.Due = only(v.Plan.Actions, func(x *plan.Action) bool { return theirs(x.Person) && !done[doneDeed{x.Ref(), x.Verb}] })
	v.Upcoming = only(v.Plan.Upcoming, func(x *plan.Action) bool { return theirs(x.Person) && !done[doneDeed{x.Ref(), x.Verb}] })
	v.Waiting = only(v.Plan.Waiting, func(w *plan.Waiting) bool { return theirs(w.Person) })
	v.Refusals = only(v.Plan.Refusals, func(r *plan.Refusal) bool { return theirs(r.Person) })
	slices.SortStableFunc(v.Upcoming, func(x, y plan.Action) int { return x.Due.Compare(y.Due) })
	return nil
}

// renew gives the accounts the states in which they were seen after the newest pass had read them. What was brought back
// is open again when what was undone began no later than the suspension.
func (v *PersonView) renew() {
	type run struct {
		plan string
		ref  identity.AccountRef
	}
	first, suspended, state := map[run]int{}, map[identity.AccountRef]int{}, map[identity.AccountRef]identity.AccountState{}
	for i := len(v.Deeds) - 1; i >= 0; i-- { // oldest first: the newest one stays
		d := &v.Deeds[i]
		of := run{d.Plan, d.Ref}
		if _, known := first[of]; !known {
			first[of] = len(v.Deeds) - i
		}
		switch {
		case d.Verdict != prove.Verified:
		case d.Action.Verb == identity.Suspend:
			suspended[d.Ref] = first[of]
			state[d.Ref] = identity.Suspended
		case d.Action.Verb == identity.Restore && first[run{d.Action.Restores, d.Ref}] <= suspended[d.Ref]:
			state[d.Ref] = identity.Enabled
		}
		if !d.At.After(v.Plan.At) {
			delete(state, d.Ref)
		}
	}
	for i := range v.Accounts {
		v.Accounts[i].State = cmp.Or(state[v.Accounts[i].Ref], v.Accounts[i].State)
	}
}

// WhyOpen says why an action that is due has not been done.
func (v *PersonView) WhyOpen(x plan.Action) OpenAccount { return whyOpen(v.Plan, &x, v.missed[x.ID]) }

type doneDeed struct {
	ref  identity.AccountRef
	verb identity.Verb
}

func only[T any](list []T, wanted func(*T) bool) []T {
	var some []T
	for i := range list {
		if wanted(&list[i]) {
			some = append(some, list[i])
		}
	}
	return some
}

func (a *App) fillExceptions(ctx context.Context, v *PersonView) error {
	all, err := a.store.AllExceptions(ctx)
	theirs := map[identity.AccountRef]bool{}
	for i := range v.Accounts {
		theirs[v.Accounts[i].Ref] = v.Accounts[i].Link == correlate.Linked
	}
	for _, e := range all {
		if e.Ended.IsZero() && e.Expires.After(v.At) && (e.Person == v.ID || theirs[e.Account]) {
			v.Exceptions = append(v.Exceptions, e)
		}
	}
	return err
}
