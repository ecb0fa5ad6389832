package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// Order is what a human wants to be done with one account, whatever the policies say.
type Order struct {
	Account string // SYSTEM/LOGIN or SYSTEM/KEY
	Reason  string
}

// PlanSuspend plans to suspend one account because a human says so. The plan goes through the gate like every other, and
// is never one that may run alone.
func (a *App) PlanSuspend(ctx context.Context, o Order) (*plan.Plan, error) {
	p, err := a.order(ctx, o, identity.Suspend, func(_ *plan.Input, c *assess.Case) error {
		if c.Account.State == identity.Suspended {
			return &UsageError{fmt.Sprintf("%s is suspended already", c.Account.Ref)}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, a.checkpoint(ctx)
}

// Asking is a task that a human gives to another one.
type Asking struct {
	Order
	Owner string        // a mail address
	Time  time.Duration // how long they have
}

// AskTask asks somebody to look at an account, and opens the task.
func (a *App) AskTask(ctx context.Context, ask Asking) (*Report, error) {
	if ask.Owner == "" || ask.Time <= 0 {
		return nil, &UsageError{"a task needs somebody who does it, by mail address, and a day by which it is done"}
	}
	p, err := a.order(ctx, ask.Order, identity.Task, func(in *plan.Input, c *assess.Case) error {
		system := in.Systems[c.Account.Ref.System]
		system.Owner, system.TaskTime = ask.Owner, ask.Time
		in.Systems[c.Account.Ref.System] = system
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a.Apply(ctx, p, ApplyOptions{Reason: ask.Reason})
}

// order makes the plan of one verb on one account, as a full reading of its system sees it, and keeps it.
func (a *App) order(ctx context.Context, o Order, verb identity.Verb, prepare func(*plan.Input, *assess.Case) error) (*plan.Plan, error) {
	if o.Reason == "" {
		return nil, &UsageError{"this needs a reason: say why, for whoever must agree and for the ledger"}
	}
	ref, err := a.findAccount(ctx, o.Account)
	if err != nil {
		return nil, err
	}
	if err := a.settle(ctx); err != nil {
		return nil, err
	}
	in, err := a.input(ctx, a.now(), plan.ForOrder, forget)
	if err != nil {
		return nil, err
	}
	if task, open := in.Memory.Tasks[assess.Deed{Account: ref, Verb: verb}]; open {
		return nil, &UsageError{fmt.Sprintf("task %s is about this already: it is still with somebody", task.ID)}
	}
	in.Focus = &reconcile.Focus{Name: ref.Key, System: ref.System}
	in.Systems = slices.DeleteFunc(in.Systems, func(s reconcile.System) bool { return s.Name != ref.System })
	result, err := reconcile.Pass(ctx, in)
	if err != nil {
		return nil, err
	}
	c, err := caseOf(result, ref)
	if err != nil {
		return nil, err
	}
	p, err := a.ordered(&in, result, c, verb, o.Reason, prepare)
	if err != nil {
		return nil, err
	}
	return p, a.store.SavePlan(ctx, p, a.actor)
}

// caseOf returns the account as it was just read.
func caseOf(result *reconcile.Result, ref identity.AccountRef) (*assess.Case, error) {
	if len(result.Plan.Gaps) > 0 {
		return nil, &BlindError{result.Plan.Gaps}
	}
	i := slices.IndexFunc(result.Cases, func(c assess.Case) bool { return c.Account.Ref == ref })
	if i < 0 {
		return nil, &UsageError{fmt.Sprintf("%s is not there any more", ref)}
	}
	return &result.Cases[i], nil
}

// ordered builds the plan of an order.
func (a *App) ordered(in *reconcile.Input, result *reconcile.Result, c *assess.Case, verb identity.Verb, reason string, prepare func(*plan.Input, *assess.Case) error) (*plan.Plan, error) {
	var person identity.PersonID
	if c.Link.Person >= 0 {
		person = result.Snapshot.People[c.Link.Person].ID
	}
	input := plan.Input{
		Purpose: plan.ForOrder, Subject: c.Account.Ref.String(), Settings: in.Settings, Snapshot: result.Snapshot, Gate: in.Gate, Upcoming: in.Policies.Upcoming,
		Spent: in.Spent, Exceptions: in.Exceptions, Systems: a.descriptions(),
		Findings: []assess.Finding{assess.Order(c, person, verb, a.actor, reason, result.Snapshot.At)},
		Accounts: map[identity.AccountRef]*identity.Account{c.Account.Ref: &c.Account},
	}
	if err := prepare(&input, c); err != nil {
		return nil, err
	}
	return plan.Build(input), nil
}
