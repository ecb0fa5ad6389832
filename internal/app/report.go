package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Report is what became of a plan.
type Report struct {
	Plan *plan.Plan

	Verified     int // seen to be so
	Contradicted int // seen not to be so
	Unseen       int // the system said yes, or nothing, and we could not look
	Failed       int // the system refused
	Stopped      int // not tried: the account is not as the plan says
	Asked        int // tasks with a human
	Waiting      int // may not run alone: they wait for a human to apply the plan

	Held    []plan.Hold    // classes that the gate holds
	Refused []plan.Refusal // refused since the plan was made

	Troubles   []prove.Receipt // everything that is neither verified nor asked
	Checkpoint string          // the signed state of the ledger after the run
}

// AllVerified reports whether everything that was tried was seen to be so.
func (r *Report) AllVerified() bool { return r.Contradicted+r.Unseen+r.Failed+r.Stopped == 0 }

func (r *Report) take(receipt *prove.Receipt) {
	r.count(receipt.Outcome.State, receipt.Verdict)
	if receipt.Verdict != prove.Verified {
		r.Troubles = append(r.Troubles, *receipt)
	}
}

func (r *Report) count(state apply.State, verdict prove.Verdict) {
	switch {
	case state == apply.Asked:
		r.Asked++
	case verdict == prove.Verified:
		r.Verified++
	case verdict == prove.Contradicted:
		r.Contradicted++
	case state == apply.Failed:
		r.Failed++
	case state == apply.Stopped:
		r.Stopped++
	default:
		r.Unseen++
	}
}

func (r *Report) seen() int { return r.Verified + r.Contradicted + r.Unseen + r.Failed + r.Stopped }

// finish closes the run and signs the ledger.
func (r *run) finish(ctx context.Context) (*Report, error) {
	if len(r.actions) > 0 {
		if err := r.app.store.FinishRun(ctx, r.plan.ID, r.app.now()); err != nil {
			return nil, err
		}
	}
	note, err := r.app.sign(ctx)
	r.report.Checkpoint = string(note)
	return r.report, err
}
