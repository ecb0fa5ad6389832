package app

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// toward is what one run keeps of one system.
type toward struct {
	system    string
	connector connector.Connector
	patience  *wrap.Patience
	circuit   *wrap.Circuit
}

func (r *run) toward(ctx context.Context, system string) *toward {
	c := r.app.systems[system]
	t := &toward{system: system, patience: r.patience(ctx), circuit: &wrap.Circuit{Parts: c.Describe().Parts}}
	t.connector = wrap.Patient(t.circuit.Guard(c), t.patience)
	return t
}

// within returns the jobs of a wave that are within reach. The others are left as they are: the same command tries them.
func (r *run) within(t *toward, wave []apply.Job) []apply.Job {
	var reached []apply.Job
	for i := range wave {
		if why := t.circuit.Down(wave[i].Action.Account); why != nil {
			r.outOfReach(t, wave[i].Action.Account, why)
			continue
		}
		reached = append(reached, wave[i])
	}
	return reached
}

func (r *run) outOfReach(t *toward, key string, why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.outOfReach(t.system, t.circuit.Part(key), why)
	r.progress()
}

// wave writes one wave, looks again, and keeps what was seen. A run that is cancelled ends between two waves: what has
// begun is finished, so that nothing is left in doubt.
func (r *run) wave(ctx context.Context, t *toward, wave []apply.Job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := finishing(ctx)
	defer cancel()
	target := apply.Target{
		Connector: t.connector, Again: t.patience.Again, Down: t.circuit.Down, Journal: r.app.store.Journal(r.plan.ID), Now: r.app.now,
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
	r.note(t, receipts)
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

// note counts what became of a wave. What was not tried because the system does not answer is that one problem.
func (r *run) note(t *toward, receipts []prove.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range receipts {
		receipt := &receipts[i]
		key := receipt.Outcome.Action.Account
		if why := t.circuit.Down(key); why != nil && receipt.Outcome.Unanswered {
			r.report.outOfReach(t.system, t.circuit.Part(key), why)
			continue
		}
		r.report.take(receipt)
		if receipt.Fingerprint != (identity.Fingerprint{}) {
			r.seen[receipt.Outcome.Action.Ref()] = receipt.Fingerprint
		}
	}
	r.progress()
}

func (r *run) progress() {
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
