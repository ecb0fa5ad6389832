package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// PlanHead is what a list says of a plan.
type PlanHead struct {
	Place    int64 // grows with each plan: where the next page begins
	ID       string
	Purpose  plan.Purpose
	Subject  string
	Maker    string
	At       time.Time
	Actions  int
	Refusals int
	Held     int
	Gaps     int
	Run      RunState
}

// RunState says whether a plan was applied.
type RunState string

// The states of a plan's run.
const (
	NotRun   RunState = "not run"
	Running  RunState = "running" // begun, and not everything was tried yet
	Finished RunState = "finished"
)

// PlanFilter says which plans are wanted.
type PlanFilter struct {
	Before  int64 // plans older than the one of that place; 0: from the newest
	ToDo    bool  // only plans with actions
	Applied bool  // only plans of which a run was begun
	Limit   int   // at least 1
}

// Plans returns the heads of plans, newest first.
func (s *Store) Plans(ctx context.Context, f PlanFilter) ([]PlanHead, error) {
	query := `SELECT place, id, purpose, subject, maker, made_at, actions, refusals, held, gaps,
		CASE WHEN run.plan IS NULL THEN 'not run' WHEN run.finished = 0 THEN 'running' ELSE 'finished' END
		FROM plan LEFT JOIN run ON run.plan = plan.id WHERE (? = 0 OR place < ?) AND (? = 0 OR actions > 0) AND (? = 0 OR run.plan IS NOT NULL)
		ORDER BY place DESC LIMIT ?`
	rows := s.query(ctx, query, f.Before, f.Before, flag(f.ToDo), flag(f.Applied), f.Limit)
	return list(rows, func(p *PlanHead) error {
		var at int64
		err := rows.Scan(&p.Place, &p.ID, &p.Purpose, &p.Subject, &p.Maker, &at, &p.Actions, &p.Refusals, &p.Held, &p.Gaps, &p.Run)
		p.At = instant(at)
		return err
	})
}
