package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// WhatIf is what other rules, or another day, would change.
type WhatIf struct {
	At       time.Time     // the instant that was looked at
	Ahead    time.Duration // how far ahead of it
	Changes  []Change      // by person, system and verb
	People   int           // whom the changes touch
	Accounts int
	Held     []plan.Hold // what the limits would hold at that instant
}

// Change is one verb on one account that would happen otherwise than by the rules of today.
type Change struct {
	Person        identity.PersonID
	System        string
	Login         string
	Verb          identity.Verb
	Before, After Fate
}

// Fate is when something is done; zero: it is not, as far ahead as plans look.
type Fate struct {
	Due time.Time
	Now bool // it is due at the instant for which the plan was made
}

// WhatIf answers: what if the rules were others, or it were another day? Everything is read as it is now; nothing is kept and nothing is
// written. Today's rules at this moment are compared with the given ones at an instant; zero: now.
func (a *App) WhatIf(ctx context.Context, rules config.Policies, at time.Time) (*WhatIf, error) {
	if !a.common.imagining.TryLock() {
		return nil, conflict("somebody is working out another what if: try again in a moment")
	}
	defer a.common.imagining.Unlock()
	now := a.now()
	if at.IsZero() {
		at = now
	}
	before, err := a.imagine(ctx, a.Settings.Policies, now)
	if err != nil {
		return nil, err
	}
	after, err := a.imagine(ctx, rules, at)
	if err != nil {
		return nil, err
	}
	w := &WhatIf{At: at, Ahead: a.Settings.Plan.Upcoming, Held: after.Held, Changes: changed(before, after)}
	w.count()
	return w, nil
}

// imagine returns the plan that would be made by rules at an instant.
func (a *App) imagine(ctx context.Context, rules config.Policies, at time.Time) (*plan.Plan, error) {
	in, err := a.input(ctx, at, plan.ForWhatIf, forget)
	if err != nil {
		return nil, err
	}
	settings := *a.Settings
	settings.Policies = rules
	in.Policies = policies(&settings)
	result, err := reconcile.Pass(ctx, in)
	if err != nil {
		return nil, err
	}
	if result.Plan.Blind() {
		return nil, &BlindError{result.Plan.Gaps}
	}
	return result.Plan, nil
}

// changed returns what two plans do at other times, or only one of them does.
func changed(before, after *plan.Plan) []Change {
	changes := map[doneDeed]*Change{}
	take := func(list []plan.Action, now bool, side func(*Change) *Fate) {
		for i := range list {
			x := &list[i]
			key := doneDeed{x.Ref(), x.Verb}
			if changes[key] == nil {
				changes[key] = &Change{Person: x.Person, System: x.System, Login: x.Login, Verb: x.Verb}
			}
			*side(changes[key]) = Fate{Due: x.Due, Now: now}
		}
	}
	was, would := func(c *Change) *Fate { return &c.Before }, func(c *Change) *Fate { return &c.After }
	take(before.Upcoming, false, was)
	take(before.Actions, true, was)
	take(after.Upcoming, false, would)
	take(after.Actions, true, would)
	var list []Change
	for _, c := range changes {
		if !c.Before.Due.Equal(c.After.Due) || c.Before.Now != c.After.Now {
			list = append(list, *c)
		}
	}
	slices.SortFunc(list, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Person, y.Person), cmp.Compare(x.System, y.System), cmp.Compare(x.Login, y.Login), cmp.Compare(x.Verb, y.Verb))
	})
	return list
}

func (w *WhatIf) count() {
	people, accounts := map[identity.PersonID]bool{}, map[[2]string]bool{}
	for i := range w.Changes {
		c := &w.Changes[i]
		accounts[[2]string{c.System, c.Login}] = true
		if c.Person != "" {
			people[c.Person] = true
		}
	}
	w.People, w.Accounts = len(people), len(accounts)
}
