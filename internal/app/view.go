package app

import (
	"context"
	"errors"
	"iter"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// What the edges show of the store. They never import it.
type (
	// AccountRow is one account as the last complete reading saw it.
	AccountRow = store.AccountRow
	// AccountFilter says which accounts are wanted.
	AccountFilter = store.AccountFilter
	// PersonFilter says which people are wanted.
	PersonFilter = store.PersonFilter
	// Task is a piece of work that no connector can do.
	Task = store.Task
	// Exception is a decision to leave something as it is, with its history.
	Exception = store.Exception
	// AppliedRun is one plan that was, or is being, applied.
	AppliedRun = store.Run
)

// Accounts returns accounts as the last complete readings saw them.
func (a *App) Accounts(ctx context.Context, f AccountFilter) iter.Seq2[AccountRow, error] {
	return a.store.Accounts(ctx, f)
}

// Account returns one account as the last complete reading saw it; there is false when it was not in it.
func (a *App) Account(ctx context.Context, ref identity.AccountRef) (row AccountRow, there bool, err error) {
	return a.store.Account(ctx, ref)
}

// People returns people as the last complete readings saw them.
func (a *App) People(ctx context.Context, f PersonFilter) iter.Seq2[identity.Person, error] {
	return a.store.People(ctx, f)
}

// LatestPlan returns the newest plan of a pass: what should be true now. Offboards and undos are named by their ids.
func (a *App) LatestPlan(ctx context.Context) (*plan.Plan, error) {
	p, err := a.store.LatestPlan(ctx, plan.ForPass)
	return p, misnamed(err)
}

// SavedPlan returns the plan with the id, or the only one whose id begins so.
func (a *App) SavedPlan(ctx context.Context, id string) (*plan.Plan, error) {
	p, err := a.store.Plan(ctx, id)
	return p, misnamed(err)
}

// misnamed turns a name that is nothing into what is missing.
func misnamed(err error) error {
	var noPlan *store.NoPlanError
	var noTask *store.NoTaskError
	var noException *store.NoExceptionError
	if errors.As(err, &noPlan) || errors.As(err, &noTask) || errors.As(err, &noException) {
		return missing("%s", err)
	}
	return err
}

// Runs returns the plans that were applied, newest last.
func (a *App) Runs(ctx context.Context) ([]AppliedRun, error) { return a.store.Runs(ctx) }
