package work

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// passArgs ask for a pass.
type passArgs struct {
	Why string `json:"why"`
}

// Kind names the work in the queue.
func (passArgs) Kind() string { return "pass" }

// InsertOpts says where it waits.
func (passArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: passes} }

type passWorker struct {
	river.WorkerDefaults[passArgs]
	w *Work
}

// Work makes a pass, and looks when the next one is due.
func (p *passWorker) Work(ctx context.Context, job *river.Job[passArgs]) error {
	defer p.w.begun(job.Args)()
	err := p.w.deeds.Pass(ctx, job.Args.Why)
	p.w.nudge()
	return p.w.verdict(err)
}

// NextRetry says when to try again.
func (p *passWorker) NextRetry(job *river.Job[passArgs]) time.Time {
	return p.w.o.Now().Add(again(job.Attempt))
}

// applyArgs ask for what is ready of a plan to be applied.
type applyArgs struct {
	Plan string `json:"plan"`
}

// Kind names the work in the queue.
func (applyArgs) Kind() string { return "apply" }

// InsertOpts says where it waits.
func (applyArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: plans} }

type applyWorker struct {
	river.WorkerDefaults[applyArgs]
	w *Work
}

// Work applies what is ready of the plan.
func (a *applyWorker) Work(ctx context.Context, job *river.Job[applyArgs]) error {
	defer a.w.begun(job.Args)()
	return a.w.verdict(a.w.deeds.Apply(ctx, job.Args.Plan))
}

// NextRetry says when to try again.
func (a *applyWorker) NextRetry(job *river.Job[applyArgs]) time.Time {
	return a.w.o.Now().Add(again(job.Attempt))
}

// tellArgs ask for a webhook to be told what is new in the ledger.
type tellArgs struct {
	Webhook string `json:"webhook"`
}

// Kind names the work in the queue.
func (tellArgs) Kind() string { return "tell" }

// InsertOpts says where it waits.
func (tellArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: tells} }

type tellWorker struct {
	river.WorkerDefaults[tellArgs]
	w *Work
}

// Work tells the webhook.
func (t *tellWorker) Work(ctx context.Context, job *river.Job[tellArgs]) error {
	defer t.w.begun(job.Args)()
	err := t.w.deeds.Tell(ctx, job.Args.Webhook)
	if err != nil && !t.w.deeds.Hopeless(err) && job.Attempt < job.MaxAttempts {
		t.w.waits(keyOf(job.Args)) // it is tried again: what is new meanwhile needs no work of its own
	}
	return t.w.verdict(err)
}

// NextRetry says when to try again.
func (t *tellWorker) NextRetry(job *river.Job[tellArgs]) time.Time {
	return t.w.o.Now().Add(again(job.Attempt))
}

// verdict keeps River from trying again what only a human can mend.
func (w *Work) verdict(err error) error {
	if err != nil && w.deeds.Hopeless(err) {
		return river.JobCancel(err)
	}
	return err
}

// again is how long to wait after so many tries: soon at first, since access may be open meanwhile, then less often.
func again(tries int) time.Duration {
	d := 5 * time.Second
	for range tries - 1 {
		if d *= 2; d > 15*time.Minute {
			return 15 * time.Minute
		}
	}
	return d
}
