package app

import (
	"context"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
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

	Open map[identity.AccountRef]int // accounts that were closed, and of which so many ways in are open still

	Down       []Down          // what did not answer: one problem each
	Troubles   []prove.Receipt // everything else that is neither verified nor asked
	Checkpoint string          // the signed state of the ledger after the run
}

// AllVerified reports whether everything that was tried was seen to be so.
func (r *Report) AllVerified() bool {
	return r.Contradicted+r.Unseen+r.Failed+r.Stopped+len(r.Down) == 0
}

// Down is a system that did not answer, or a part of one.
type Down struct {
	System  string `json:"system"`
	Part    string `json:"part,omitempty"` // such as a host; empty: the whole system
	Actions int    `json:"actions"`        // that were not tried: nothing was written, and the same command tries them again
	Why     string `json:"why"`            // what the first of them met
}

// outOfReach counts one action that was not tried.
func (r *Report) outOfReach(system, part string, why error) {
	i := slices.IndexFunc(r.Down, func(d Down) bool { return d.System == system && d.Part == part })
	if i < 0 {
		r.Down, i = append(r.Down, Down{System: system, Part: part, Why: why.Error()}), len(r.Down)
	}
	r.Down[i].Actions++
}

func (r *Report) take(receipt *prove.Receipt) {
	r.count(receipt.Outcome.State, receipt.Verdict)
	if receipt.Verdict != prove.Verified {
		r.Troubles = append(r.Troubles, *receipt)
	}
	r.takeOpen(receipt)
}

// takeOpen keeps what was last seen open of an account that this plan has closed. A restored one is not closed.
func (r *Report) takeOpen(receipt *prove.Receipt) {
	ref := receipt.Outcome.Action.Ref()
	_, closed := r.Open[ref]
	closes := receipt.Outcome.Action.Verb == identity.Suspend && receipt.Verdict == prove.Verified
	if !closes && (!closed || receipt.Verdict == prove.Unseen && receipt.Fingerprint == (identity.Fingerprint{})) {
		return
	}
	if r.Open == nil {
		r.Open = map[identity.AccountRef]int{}
	}
	r.Open[ref] = len(receipt.Residual)
}

// StillOpen returns how many accounts were closed of which something still lets somebody in.
func (r *Report) StillOpen() (accounts int) {
	for _, ways := range r.Open {
		if ways > 0 {
			accounts++
		}
	}
	return accounts
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

func (r *Report) seen() int {
	seen := r.Verified + r.Contradicted + r.Unseen + r.Failed + r.Stopped
	for _, d := range r.Down {
		seen += d.Actions
	}
	return seen
}

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
