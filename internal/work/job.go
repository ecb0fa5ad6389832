package work

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// waiting are the states of a piece of work that has not begun: asking again asks for the same one. One that is under
// way is not among them, for what it read may be older than what it is asked for now.
var waiting = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled}

// passArgs ask for a pass.
type passArgs struct {
	Why string `json:"why"`
}

// Kind names the work in the queue.
func (passArgs) Kind() string { return "pass" }

// InsertOpts says that one pass waits at a time, whatever for.
func (passArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: passes, UniqueOpts: river.UniqueOpts{ByQueue: true, ByState: waiting, ExcludeKind: true}}
}

type passWorker struct {
	river.WorkerDefaults[passArgs]
	w *Work
}

// Work makes a pass, and looks when the next one is due.
func (p *passWorker) Work(ctx context.Context, job *river.Job[passArgs]) error {
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
	Plan string `json:"plan" river:"unique"`
}

// Kind names the work in the queue.
func (applyArgs) Kind() string { return "apply" }

// InsertOpts says that one plan waits once.
func (applyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: plans, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
}

type applyWorker struct {
	river.WorkerDefaults[applyArgs]
	w *Work
}

// Work applies what is ready of the plan.
func (a *applyWorker) Work(ctx context.Context, job *river.Job[applyArgs]) error {
	return a.w.verdict(a.w.deeds.Apply(ctx, job.Args.Plan))
}

// NextRetry says when to try again.
func (a *applyWorker) NextRetry(job *river.Job[applyArgs]) time.Time {
	return a.w.o.Now().Add(again(job.Attempt))
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
