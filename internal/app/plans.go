package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// What the edges show of plans. They never import the store.
type (
	// PlanHead is what a list says of a plan.
	PlanHead = store.PlanHead
	// PlanFilter says which plans are wanted.
	PlanFilter = store.PlanFilter
	// RunState says whether a plan was applied.
	RunState = store.RunState
	// ActionRow is what is recorded of an action of a plan.
	ActionRow = store.ActionRow
)

// The states of a plan's run.
const (
	NotRun   = store.NotRun
	Running  = store.Running
	Finished = store.Finished
)

// Plans returns the heads of plans, newest first.
func (a *App) Plans(ctx context.Context, f PlanFilter) ([]PlanHead, error) {
	return a.store.Plans(ctx, f)
}

// Actions returns what is recorded of the actions of a plan, by their ids.
func (a *App) Actions(ctx context.Context, planID string) (map[string]ActionRow, error) {
	rows, err := a.store.Actions(ctx, planID)
	byID := make(map[string]ActionRow, len(rows))
	for i := range rows {
		byID[rows[i].ID] = rows[i]
	}
	return byID, err
}
