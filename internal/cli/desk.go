package cli

import (
	"context"
	"iter"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// desk is what commands ask for: of the installation on this machine (here), or of a server (client.Client).
type desk interface {
	looker
	planner
	applier
	decider
	keeper
}

// looker tells what is known.
type looker interface {
	People(ctx context.Context, f app.PersonFilter) iter.Seq2[api.PersonInList, error]
	Accounts(ctx context.Context, f app.AccountFilter) iter.Seq2[app.AccountRow, error]
	Names(ctx context.Context, ids []identity.PersonID) (map[identity.PersonID]string, error)
	// Knows reports whether the settings name a system.
	Knows(ctx context.Context, system string) (bool, error)
	// Explain returns an explanation, or the plan that says why nothing can be told.
	Explain(ctx context.Context, name string) (e *api.Explanation, blind *plan.Plan, err error)
}

// planner makes plans, and remembers them.
type planner interface {
	LatestPlan(ctx context.Context) (*plan.Plan, error)
	SavedPlan(ctx context.Context, id string) (*plan.Plan, error)
	Plan(ctx context.Context, o app.PlanOptions) (*plan.Plan, error)
	PlanOffboard(ctx context.Context, name string) (*plan.Plan, error)
	PlanUndo(ctx context.Context, u app.Undo) (*plan.Plan, error)
}

// applier does what plans say.
type applier interface {
	Run(ctx context.Context, progress func(done, all int)) (*plan.Plan, *app.Report, error)
	Apply(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error)
	Offboard(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error)
	Undo(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error)
}

// decider keeps what humans decide.
type decider interface {
	linker
	Tasks(ctx context.Context, all bool) ([]app.Task, error)
	AttestTask(ctx context.Context, id, proof string) (app.Task, error)
	Exceptions(ctx context.Context) ([]app.Exception, error)
	AddException(ctx context.Context, n app.NewException) (plan.Exception, error)
	EndException(ctx context.Context, id, reason string) error
}

// linker keeps what humans know of links.
type linker interface {
	ConfirmLink(ctx context.Context, account, person, reason string) error
	DenyLink(ctx context.Context, account, person, reason string) error
}

// keeper keeps the ledger.
type keeper interface {
	LedgerEntries(ctx context.Context, newest int64, f func(ledger.Entry) error) error
	PublicKey(ctx context.Context) (ledger.Verifier, error)
	VerifyLedger(ctx context.Context, key ledger.Verifier) (ledger.Report, error)
	ExportLedger(ctx context.Context, path string) (ledger.Checkpoint, error)
}

// here is the installation on this machine.
type here struct{ *app.App }

// People returns people by source and id, with where they stand now.
func (h here) People(ctx context.Context, f app.PersonFilter) iter.Seq2[api.PersonInList, error] {
	return func(yield func(api.PersonInList, error) bool) {
		for p, err := range h.App.People(ctx, f) {
			if err != nil {
				yield(api.PersonInList{}, err)
				return
			}
			t := p.At(h.Now(), h.grace(p.Source))
			if !yield(api.PersonInList{Person: api.PersonOf(&p), State: t.State, Begins: t.Start, Ends: t.End}, nil) {
				return
			}
		}
	}
}

// Knows reports whether the settings name a system.
func (h here) Knows(_ context.Context, system string) (bool, error) {
	_, known := h.Settings.System(system)
	return known, nil
}

// Explain tells what is true of one person or account.
func (h here) Explain(ctx context.Context, name string) (*api.Explanation, *plan.Plan, error) {
	e, err := h.App.Explain(ctx, name)
	switch {
	case err != nil:
		return nil, nil, err
	case e.Result.Plan.Blind():
		return nil, e.Result.Plan, nil
	}
	out := api.ExplanationOf(e)
	return &out, nil, nil
}

// Plan reads everything, and plans what is due.
func (h here) Plan(ctx context.Context, o app.PlanOptions) (*plan.Plan, error) {
	result, err := h.App.Plan(ctx, o)
	if err != nil {
		return nil, err
	}
	return result.Plan, nil
}

// PlanOffboard plans the end of one person's access.
func (h here) PlanOffboard(ctx context.Context, name string) (*plan.Plan, error) {
	result, _, err := h.App.PlanOffboard(ctx, name)
	if err != nil {
		return nil, err
	}
	return result.Plan, nil
}

// Run plans, and applies what may run alone.
func (h here) Run(ctx context.Context, progress func(done, all int)) (*plan.Plan, *app.Report, error) {
	result, report, err := h.App.Run(ctx, progress)
	if err != nil {
		return nil, nil, err
	}
	return result.Plan, report, nil
}

// PublicKey returns the public half of the key of the ledger.
func (h here) PublicKey(ctx context.Context) (ledger.Verifier, error) { return h.LedgerKey(ctx) }
