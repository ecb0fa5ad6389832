package app

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// wave writes one wave, looks again, and keeps what was seen. A run that is cancelled ends between two waves: what has
// begun is finished, so that nothing is left in doubt.
func (r *run) wave(ctx context.Context, system string, patience *wrap.Patience, wave []apply.Job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := finishing(ctx)
	defer cancel()
	target := apply.Target{
		Connector: wrap.Patient(r.app.systems[system], patience), Again: patience.Again, Journal: r.app.store.Journal(r.plan.ID), Now: r.app.now,
		Owner: r.owner(), Seen: r.leftAs(wave),
	}
	outcomes, err := target.Wave(ctx, wave)
	if err != nil {
		return err
	}
	receipts := prove.Wave(ctx, target.Connector, outcomes, captures(wave), r.app.now)
	if err := r.app.store.Conclude(ctx, r.plan.ID, receipts); err != nil {
		return err
	}
	for i := range receipts {
		r.app.observe.Proved(receipts[i])
	}
	r.note(receipts)
	return nil
}

// finishing returns a context that outlives the cancelling of ctx by a while.
func finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		time.AfterFunc(grace, cancel)
	})
	return lasting, func() { stop(); cancel() }
}

// owner returns whose account an account is by the newest reading, or nil where that does not matter.
func (r *run) owner() func(*identity.Account) identity.PersonID {
	if r.index == nil {
		return nil
	}
	return func(account *identity.Account) identity.PersonID { return r.index.ID(r.index.Link(account).Person) }
}

// leftAs returns the states in which this run left the accounts of a wave.
func (r *run) leftAs(wave []apply.Job) map[identity.AccountRef]identity.Fingerprint {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := map[identity.AccountRef]identity.Fingerprint{}
	for i := range wave {
		if f, ok := r.seen[wave[i].Action.Ref()]; ok {
			left[wave[i].Action.Ref()] = f
		}
	}
	return left
}

func (r *run) note(receipts []prove.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range receipts {
		receipt := &receipts[i]
		r.report.take(receipt)
		if receipt.Fingerprint != (identity.Fingerprint{}) {
			r.seen[receipt.Outcome.Action.Ref()] = receipt.Fingerprint
		}
	}
	if r.options.Progress != nil {
		r.options.Progress(r.report.seen(), len(r.actions))
	}
}

func captures(wave []apply.Job) map[string]*identity.Account {
	before := map[string]*identity.Account{}
	for i := range wave {
		if wave[i].Before != nil {
			before[wave[i].Action.ID] = wave[i].Before
		}
	}
	return before
}
