// Package work is ground under the way: what runs, when, how often. It is the only place that tries again.
//
// Work is durable: it is kept in the store by River before it is begun, and what a killed process had begun is begun
// again. What must happen at an instant is not a job set long ago: the alarm asks, at every start and after every pass,
// when something is due next, and wakes then.
package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/exeunt-iam/exeunt/internal/store/queue"
)

// Deeds are what work does. Each may be done twice.
type Deeds interface {
	// Pass reads everything, plans, and applies what may run alone.
	Pass(ctx context.Context, why string) error
	// Apply applies what enough people have agreed to of a plan.
	Apply(ctx context.Context, plan string) error
	// Tell tells a webhook what is new in the ledger.
	Tell(ctx context.Context, webhook string) error
	// NextDue returns when something is due next, by what is known now; zero: nothing is.
	NextDue(ctx context.Context) (time.Time, error)
	// Hopeless reports whether trying again cannot help: a human must do something first.
	Hopeless(err error) bool
}

// Options are how work is done.
type Options struct {
	Store    string // the path of an SQLite file, or a postgres:// URL
	Password string // of a postgres:// URL
	Every    time.Duration
	Log      *slog.Logger
	Now      func() time.Time
}

// Work does deeds in the background.
type Work struct {
	deeds Deeds
	o     Options
	queue queue.Queue
	close func() error

	mu      sync.Mutex
	waiting map[string]bool // work of this process that has not begun, by key
	running map[string]int  // work that is under way here, by key

	wake   chan struct{} // the next due instant may have changed
	alarms sync.WaitGroup
	stop   context.CancelFunc
}

// Start begins to work. The first pass is asked for at once.
func Start(ctx context.Context, deeds Deeds, o Options) (*Work, error) {
	w := &Work{deeds: deeds, o: o, wake: make(chan struct{}, 1), waiting: map[string]bool{}, running: map[string]int{}}
	var err error
	if w.queue, w.close, err = queue.Open(ctx, o.Store, o.Password, w.config()); err != nil {
		return nil, fmt.Errorf("open the queue of the work: %w", err)
	}
	lasting := context.WithoutCancel(ctx) // Stop ends it, in good order
	if err := w.queue.Start(lasting); err != nil {
		return nil, errors.Join(fmt.Errorf("begin to work: %w", err), w.close())
	}
	watching, cancel := context.WithCancel(lasting)
	w.stop = cancel
	w.alarms.Go(func() { w.watch(watching) })
	return w, w.Pass(ctx, "start")
}

// Pass asks for a pass as soon as one can be made. Asking while one waits asks once; asking while one is under way asks for
// another, for what that one read may be older than what it is asked for now.
func (w *Work) Pass(ctx context.Context, why string) error { return w.ask(ctx, passArgs{Why: why}) }

// Apply asks for what is ready of a plan to be applied.
func (w *Work) Apply(ctx context.Context, plan string) error {
	return w.ask(ctx, applyArgs{Plan: plan})
}

// Tell asks for a webhook to be told what is new in the ledger.
func (w *Work) Tell(ctx context.Context, webhook string) error {
	return w.ask(ctx, tellArgs{Webhook: webhook})
}

// ask puts work into the queue, unless the same waits there already. Two processes may both ask: everything may be done
// twice.
func (w *Work) ask(ctx context.Context, args river.JobArgs) error {
	key := keyOf(args)
	if w.waits(key) {
		return nil
	}
	if _, err := w.queue.Insert(ctx, args, nil); err != nil {
		w.forget(key)
		return fmt.Errorf("queue the work %s: %w", args.Kind(), err)
	}
	return nil
}

// keyOf returns what two pieces of work have in common that are the same.
func keyOf(args river.JobArgs) string {
	switch a := args.(type) {
	case applyArgs:
		return a.Kind() + " " + a.Plan
	case tellArgs:
		return a.Kind() + " " + a.Webhook
	}
	return args.Kind()
}

// waits notes that work waits, and reports whether it did so before.
func (w *Work) waits(key string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	was := w.waiting[key]
	w.waiting[key] = true
	return was
}

func (w *Work) forget(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, key)
}

// begun notes that work waits no longer, and returns what says that it is over.
func (w *Work) begun(args river.JobArgs) (over func()) {
	key := keyOf(args)
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, key)
	w.running[key]++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.running[key]--; w.running[key] == 0 {
			delete(w.running, key)
		}
	}
}

// Applying reports whether a plan waits to be applied in this process, or is.
func (w *Work) Applying(plan string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := keyOf(applyArgs{Plan: plan})
	return w.waiting[key] || w.running[key] > 0
}

// Stop ends in good order: what is under way may end until ctx does, and is then cut short, to be finished by the next
// start.
func (w *Work) Stop(ctx context.Context) error {
	w.stop()
	w.alarms.Wait()
	err := w.queue.Stop(ctx)
	if ctx.Err() != nil {
		cutting, cancel := context.WithTimeout(context.WithoutCancel(ctx), cutShort)
		defer cancel()
		err = w.queue.StopAndCancel(cutting)
	}
	return errors.Join(err, w.close())
}

// cutShort is how long work that was cut short may take to leave everything in order.
const cutShort = 40 * time.Second
