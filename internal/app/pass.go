package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// PlanOptions are what a plan is made for.
type PlanOptions struct {
	// At is the instant to plan for; zero: now, and the plan can be applied.
	At time.Time
	// Accept are sources whose reading is taken as complete whatever it lacks, because of Reason.
	Accept []string
	Reason string
}

// farthest is how far away an instant may be that is planned for. It catches what was mistyped.
const farthest = 100 * 365 * 24 * time.Hour

// Plan reads everything once, plans what is due, and keeps the plan.
func (a *App) Plan(ctx context.Context, o PlanOptions) (*reconcile.Result, error) {
	purpose, mode, at := plan.ForPass, remember, a.now()
	if !o.At.IsZero() {
		purpose, mode, at = plan.ForWhatIf, forget, o.At
	}
	if away := at.Sub(a.now()).Abs(); away > farthest {
		return nil, &UsageError{fmt.Sprintf("%s is too far away to plan for: a hundred years at most", at.Format(time.DateOnly))}
	}
	if mode == remember {
		end, err := a.common.beginPass(ctx)
		if err != nil {
			return nil, err
		}
		defer end()
	}
	if err := a.settle(ctx); err != nil {
		return nil, err
	}
	in, err := a.input(ctx, at, purpose, mode)
	if err != nil {
		return nil, err
	}
	if err := a.accept(ctx, &in, o); err != nil {
		return nil, err
	}
	began := a.now()
	result, err := reconcile.Pass(ctx, in)
	if err != nil {
		return nil, err
	}
	if purpose == plan.ForPass {
		defer func() { a.observe.Passed(result.Plan, a.now().Sub(began)) }()
	}
	return result, a.keep(ctx, result, mode)
}

// accept takes the next reading of the named sources as complete, and writes down who said so and why.
func (a *App) accept(ctx context.Context, in *reconcile.Input, o PlanOptions) error {
	if len(o.Accept) == 0 {
		return nil
	}
	if o.Reason == "" {
		return &UsageError{"accepting a reading that is smaller than the last one needs a reason: add --reason TEXT"}
	}
	for _, name := range o.Accept {
		if !acceptSource(in, name) {
			return missing("no source or system is called %q", name)
		}
	}
	return a.store.NoteAcceptance(ctx, o.Accept, a.actor, o.Reason, a.now())
}

func acceptSource(in *reconcile.Input, name string) bool {
	people := slices.IndexFunc(in.Sources, func(s snapshot.PeopleSource) bool { return s.Name == name })
	if people >= 0 {
		in.Sources[people].Expect.Accept = true
		return true
	}
	system := slices.IndexFunc(in.Systems, func(s reconcile.System) bool { return s.Name == name })
	if system >= 0 {
		in.Systems[system].Expect.Accept = true
	}
	return system >= 0
}

// keep remembers who works here and the plan. A blind pass teaches nothing of people.
func (a *App) keep(ctx context.Context, result *reconcile.Result, mode memoryMode) error {
	if mode == remember && !result.Snapshot.BlindToPeople() {
		if err := a.keepPeople(ctx, result); err != nil {
			return err
		}
	}
	if mode == remember {
		if err := a.store.NoteTook(ctx, a.common.times()); err != nil {
			return err
		}
	}
	if err := a.store.SavePlan(ctx, result.Plan, a.actor); err != nil {
		return err
	}
	if err := a.store.ForgetPlans(ctx, a.now().Add(-a.Settings.Plan.Expires-a.Settings.Plan.Keep), a.now()); err != nil {
		return err
	}
	if result.Plan.Purpose == plan.ForPass && !result.Plan.Blind() {
		a.common.planned(result.Plan)
		a.common.keepNewest(result.Plan)
		if err := a.noteTrend(ctx, result.Plan); err != nil {
			return err
		}
	}
	return a.checkpoint(ctx)
}

func (a *App) keepPeople(ctx context.Context, result *reconcile.Result) error {
	at := result.Snapshot.At
	for _, source := range result.Snapshot.Sources {
		if err := a.store.SavePeople(ctx, source, source.People, result.View.Standing, at); err != nil {
			return err
		}
	}
	if err := a.store.ForgetDepartures(ctx, result.View.Withdrawn()); err != nil {
		return err
	}
	if err := a.store.NoteDepartures(ctx, result.View.Undated(), at); err != nil {
		return err
	}
	return a.settleTasks(ctx, result)
}
