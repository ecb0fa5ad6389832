package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// Run plans, and applies what may run without a human. What must wait for one is in the report.
func (a *App) Run(ctx context.Context, progress func(done, all int)) (*reconcile.Result, *Report, error) {
	result, err := a.Plan(ctx, PlanOptions{})
	if err != nil || result.Plan.Blind() {
		return result, nil, err
	}
	report, err := a.Apply(ctx, result.Plan, ApplyOptions{Alone: true, Progress: progress})
	return result, report, err
}
