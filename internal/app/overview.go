package app

import (
	"context"
	"errors"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Overview is the state of things on one page.
type Overview struct {
	Plan    *plan.Plan // the newest pass; nil: there was none yet
	StillIn int        // accounts of people who have left that are open and should not be
	Orphans int
	Leaving int // people who leave within 30 days
	Tasks   int // with somebody
}

// Overview counts what matters of the newest pass and of what was done since.
func (a *App) Overview(ctx context.Context) (*Overview, error) {
	o := &Overview{}
	var none *store.NoPlanError
	p, err := a.store.LatestPlan(ctx, plan.ForPass)
	if errors.As(err, &none) {
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := a.store.Actions(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	tasks, err := a.store.Tasks(ctx, store.TaskFilter{})
	if err != nil {
		return nil, err
	}
	o.Plan, o.Tasks = p, len(tasks)
	o.count(rows, a.now())
	return o, nil
}

func (o *Overview) count(rows []store.ActionRow, at time.Time) {
	closed := map[string]bool{}
	for _, row := range rows {
		closed[row.ID] = row.Verdict == prove.Verified
	}
	for i := range o.Plan.Actions {
		if a := &o.Plan.Actions[i]; a.Verb == identity.Suspend && !closed[a.ID] {
			o.StillIn++
		}
	}
	for i := range o.Plan.Findings {
		if o.Plan.Findings[i].Kind == string(assess.Orphan) {
			o.Orphans++
		}
	}
	leaving := map[identity.PersonID]bool{}
	for i := range o.Plan.Upcoming {
		if u := &o.Plan.Upcoming[i]; u.Verb == identity.Suspend && u.Due.Before(at.AddDate(0, 0, 30)) {
			leaving[u.Person] = true
		}
	}
	o.Leaving = len(leaving)
}
