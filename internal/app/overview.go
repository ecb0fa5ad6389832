package app

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Overview is the state of things on one page.
type Overview struct {
	Plan *plan.Plan // the newest pass; nil: there was none yet
	At   time.Time  // now

	Inside   []Inside // who has left and is still inside, the longest gone first
	Open     int      // accounts by which they are
	Residual []Residual
	Orphans  int

	Leaving    []PersonRow // the next who leave within 30 days, at most listed of them
	LeavingAll int

	Tasks, Overdue int // with somebody; past their dates

	Trends *Trends
}

type (
	// PersonRow is a person with where they stood in the newest reading.
	PersonRow = store.PersonRow
	// Residual is a closed account that still lets somebody in.
	Residual = store.Residual
	// Point is one value of a day.
	Point = store.Point
)

// ahead is how far ahead departures are listed.
const ahead = 30 * 24 * time.Hour

// listed is how many lines a list on the overview has.
const listed = 12

// Overview tells what matters of the newest pass and of what was done since.
func (a *App) Overview(ctx context.Context) (*Overview, error) {
	p, err := a.Newest(ctx)
	if err != nil || p == nil {
		return &Overview{}, err
	}
	o := &Overview{Plan: p, At: a.now()}
	for i := range p.Findings {
		if p.Findings[i].Kind == string(assess.Orphan) {
			o.Orphans++
		}
	}
	if err := a.inside(ctx, o); err != nil {
		return nil, err
	}
	if o.Residual, err = a.residual(ctx); err != nil {
		return nil, err
	}
	if err := a.leaving(ctx, o); err != nil {
		return nil, err
	}
	if err := a.tasksOf(ctx, o); err != nil {
		return nil, err
	}
	o.Trends, err = a.trends(ctx)
	return o, err
}

// residual returns the closed accounts of which something is still open now: what has ended by itself since is left out.
func (a *App) residual(ctx context.Context) ([]Residual, error) {
	all, err := a.store.Residuals(ctx)
	now := a.now()
	for i := range all {
		all[i].Open = slices.DeleteFunc(all[i].Open, func(r identity.Residual) bool { return !r.Ends.IsZero() && !r.Ends.After(now) })
	}
	return slices.DeleteFunc(all, func(r Residual) bool { return len(r.Open) == 0 }), err
}

func (a *App) leaving(ctx context.Context, o *Overview) (err error) {
	if o.Leaving, err = a.store.Leaving(ctx, o.At, o.At.Add(ahead), listed); err != nil {
		return err
	}
	counts, err := a.store.Departures(ctx, o.At, o.At.Add(ahead), ahead)
	o.LeavingAll = max(counts[0], len(o.Leaving))
	return err
}

func (a *App) tasksOf(ctx context.Context, o *Overview) error {
	tasks, err := a.store.Tasks(ctx, store.TaskFilter{})
	o.Tasks = len(tasks)
	for i := range tasks {
		if tasks[i].State == store.TaskOpen && tasks[i].Due.Before(o.At) {
			o.Overdue++
		}
	}
	return err
}
