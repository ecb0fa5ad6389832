package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// settle looks at every action that an earlier process began and did not live to conclude. It writes to no system: it
// only finds out, so that no intent is left without an answer. Actions of systems that do not answer stay open.
func (a *App) settle(ctx context.Context) error {
	open, err := a.store.Unsettled(ctx)
	open = slices.DeleteFunc(open, func(o store.OpenAction) bool { return a.common.underWay(o.Plan) })
	if err != nil || len(open) == 0 {
		return err
	}
	slices.SortStableFunc(open, func(x, y store.OpenAction) int {
		return cmp.Or(cmp.Compare(x.Plan, y.Plan), cmp.Compare(x.Action.System, y.Action.System))
	})
	for len(open) > 0 {
		n := 1
		for n < len(open) && open[n].Plan == open[0].Plan && open[n].Action.System == open[0].Action.System {
			n++
		}
		if err := a.settleGroup(ctx, open[:n]); err != nil {
			return err
		}
		open = open[n:]
	}
	return nil
}

func (a *App) settleGroup(ctx context.Context, open []store.OpenAction) error {
	c, connected := a.systems[open[0].Action.System]
	if !connected {
		return nil
	}
	outcomes := make([]apply.Outcome, len(open))
	for i, o := range open {
		outcomes[i] = apply.Outcome{Action: o.Action, State: apply.Unknown, Note: "the process ended before the answer was kept", At: a.now().UTC(), Gone: o.Gone}
	}
	before, err := a.restoring(ctx, open)
	if err != nil {
		return err
	}
	receipts := prove.Wave(ctx, c, outcomes, before, a.now)
	var news []prove.Receipt
	for i := range receipts {
		if receipts[i].Verdict != prove.Unseen || receipts[i].Gone && !open[i].Gone {
			news = append(news, receipts[i])
		}
	}
	if err := a.store.Conclude(ctx, open[0].Plan, news); err != nil {
		return fmt.Errorf("settle what plan %s left open: %w", open[0].Plan, err)
	}
	return nil
}

// restoring returns, by action id, the states that the undo actions among the open ones were to bring back.
func (a *App) restoring(ctx context.Context, open []store.OpenAction) (map[string]*identity.Account, error) {
	before := map[string]*identity.Account{}
	for _, o := range open {
		if o.Action.Restores == "" {
			continue
		}
		captured, err := a.store.Capture(ctx, o.Action.Restores, o.Action.Ref())
		if err != nil {
			return nil, err
		}
		before[o.Action.ID] = captured
	}
	return before, nil
}
