package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// SavePlan keeps a plan and notes it in the ledger. The same plan is kept once.
func (s *Store) SavePlan(ctx context.Context, p *plan.Plan, actor string) error {
	doc, err := packPlan(p)
	if err != nil {
		return err
	}
	return s.write(ctx, "plan "+p.ID, func(t *tx) error {
		added, err := t.exec(ctx, `INSERT INTO plan (id, purpose, subject, made_at, place, doc, maker, actions, refusals, held, gaps)
			SELECT ?, ?, ?, ?, COALESCE(MAX(place), 0) + 1, ?, ?, ?, ?, ?, ? FROM plan WHERE true ON CONFLICT (id) DO NOTHING`,
			p.ID, string(p.Purpose), p.Subject, micros(p.At), doc, actor,
			len(p.Actions), len(p.Refusals), len(p.Held), len(p.Gaps))
		if err != nil || added == 0 {
			return err
		}
		if err := t.keepFindings(ctx, p); err != nil {
			return err
		}
		return t.note(ctx, p.At, "plan", actor, map[string]any{
			"plan": p.ID, "digest": p.Digest, "purpose": p.Purpose, "subject": p.Subject, "sources": p.Sources, "gaps": len(p.Gaps),
			"findings": len(p.Findings), "actions": len(p.Actions), "refusals": len(p.Refusals), "held": p.Held,
		})
	})
}

// ForgetPlans removes the plans of passes, and those that only asked what would be, that were made before an instant, of
// which nothing was decided or done; the newest plan stays. What the ledger says of them stays.
func (s *Store) ForgetPlans(ctx context.Context, before, at time.Time) error {
	const forgotten = ` FROM plan WHERE purpose IN ('pass', 'what-if') AND made_at < ? AND place < (SELECT MAX(place) FROM plan)
		AND NOT EXISTS (SELECT 1 FROM run WHERE run.plan = plan.id) AND NOT EXISTS (SELECT 1 FROM action WHERE action.plan = plan.id)
		AND NOT EXISTS (SELECT 1 FROM approval WHERE approval.plan = plan.id) AND NOT EXISTS (SELECT 1 FROM allowance WHERE allowance.plan = plan.id)`
	var some int
	if err := s.row(ctx, `SELECT COUNT(*)`+forgotten, micros(before)).Scan(&some); err != nil || some == 0 {
		return err
	}
	return s.write(ctx, "that old plans are removed", func(t *tx) error {
		n, err := t.exec(ctx, `DELETE`+forgotten, micros(before))
		if err != nil || n == 0 {
			return err
		}
		return t.note(ctx, at, "plans-forgotten", "exeunt", map[string]any{"plans": n, "made_before": before.UTC()})
	})
}

// NoPlanError says that no plan is called that.
type NoPlanError struct{ ID string }

// Error says what to do.
func (e *NoPlanError) Error() string {
	if e.ID == "" {
		return "there is no plan yet: run `exeunt plan`"
	}
	return fmt.Sprintf("no plan is called %q: run `exeunt plan` to make one", e.ID)
}

// Plan returns the plan with the id, or the only one whose id begins so.
func (s *Store) Plan(ctx context.Context, id string) (*plan.Plan, error) {
	return s.findPlan(ctx, id, `SELECT doc FROM plan WHERE id LIKE ? ESCAPE '\' ORDER BY id LIMIT 2`, like(id)+"%")
}

// Maker returns who made the plan with the id; empty where that was not kept.
func (s *Store) Maker(ctx context.Context, id string) (maker string, err error) {
	err = s.row(ctx, `SELECT maker FROM plan WHERE id = ?`, id).Scan(&maker)
	if errors.Is(err, sql.ErrNoRows) {
		return "", &NoPlanError{id}
	}
	return maker, err
}

// LatestPlan returns the newest plan of one of the purposes; without any, of all that can be applied.
func (s *Store) LatestPlan(ctx context.Context, purposes ...plan.Purpose) (*plan.Plan, error) {
	if len(purposes) == 0 {
		purposes = []plan.Purpose{plan.ForPass, plan.ForOffboard, plan.ForOrder, plan.ForUndo}
	}
	words := make([]any, len(purposes))
	for i, purpose := range purposes {
		words[i] = string(purpose)
	}
	return s.findPlan(ctx, "", `SELECT doc FROM plan WHERE purpose IN (`+marks(len(words))+`) ORDER BY place DESC LIMIT 1`, words...)
}

// NewestPlan returns the id of the newest plan of a purpose; empty: there is none yet.
func (s *Store) NewestPlan(ctx context.Context, purpose plan.Purpose) (id string, err error) {
	err = s.row(ctx, `SELECT id FROM plan WHERE purpose = ? ORDER BY place DESC LIMIT 1`, string(purpose)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

func (s *Store) findPlan(ctx context.Context, id, query string, args ...any) (*plan.Plan, error) {
	rows := s.query(ctx, query, args...)
	docs, err := list(rows, func(doc *[]byte) error { return rows.Scan(doc) })
	if err != nil {
		return nil, err
	}
	if len(docs) != 1 {
		return nil, &NoPlanError{id}
	}
	return unpackPlan(docs[0])
}

// Run is one plan being applied.
type Run struct {
	Plan     string
	Actor    string
	Reason   string
	At       time.Time // it began
	Finished time.Time // zero: not yet

	Allow []plan.Class // held classes that a human let pass
}

// StartRun keeps that a plan is being applied, by whom, and what was allowed. Beginning again is another entry in the
// ledger and the same run.
func (s *Store) StartRun(ctx context.Context, r Run) error {
	return s.write(ctx, "the start of run "+r.Plan, func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO run (plan, actor, reason, started, finished) VALUES (?, ?, ?, ?, 0) ON CONFLICT (plan) DO UPDATE SET finished = 0`,
			r.Plan, r.Actor, r.Reason, micros(r.At))
		if err != nil {
			return err
		}
		for _, class := range r.Allow {
			_, err := t.exec(ctx, `INSERT INTO allowance (plan, verb, system, actor, reason, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (plan, verb, system) DO NOTHING`,
				r.Plan, string(class.Verb), class.System, r.Actor, r.Reason, micros(r.At))
			if err != nil {
				return err
			}
			err = t.note(ctx, r.At, "allowance", r.Actor, map[string]string{"plan": r.Plan, "class": class.String(), "reason": r.Reason})
			if err != nil {
				return err
			}
		}
		return t.note(ctx, r.At, "run", r.Actor, map[string]string{"plan": r.Plan, "reason": r.Reason})
	})
}

// Allowances returns the held classes that a human let pass in a plan.
func (s *Store) Allowances(ctx context.Context, planID string) ([]plan.Class, error) {
	rows := s.query(ctx, `SELECT verb, system FROM allowance WHERE plan = ? ORDER BY system, verb`, planID)
	return list(rows, func(c *plan.Class) error { return rows.Scan(&c.Verb, &c.System) })
}

// FinishRun keeps that everything of a plan was tried.
func (s *Store) FinishRun(ctx context.Context, planID string, at time.Time) error {
	return s.write(ctx, "the end of run "+planID, func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE run SET finished = ? WHERE plan = ?`, micros(at), planID)
		return err
	})
}

// Runs returns the runs, newest last.
func (s *Store) Runs(ctx context.Context) ([]Run, error) {
	rows := s.query(ctx, `SELECT plan, actor, reason, started, finished FROM run ORDER BY started, plan`)
	return list(rows, func(r *Run) error {
		var started, finished int64
		err := rows.Scan(&r.Plan, &r.Actor, &r.Reason, &started, &finished)
		r.At, r.Finished = instant(started), instant(finished)
		return err
	})
}
