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

	"github.com/exeunt-iam/exeunt/internal/store/queue"
)

// Deeds are what work does. Each may be done twice.
type Deeds interface {
	// Pass reads everything, plans, and applies what may run alone.
	Pass(ctx context.Context, why string) error
	// Apply applies what enough people have agreed to of a plan.
	Apply(ctx context.Context, plan string) error
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

	wake   chan struct{} // the next due instant may have changed
	alarms sync.WaitGroup
	stop   context.CancelFunc
}

// Start begins to work. The first pass is asked for at once.
func Start(ctx context.Context, deeds Deeds, o Options) (*Work, error) {
	w := &Work{deeds: deeds, o: o, wake: make(chan struct{}, 1)}
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

// Pass asks for a pass as soon as one can be made. Asking while one is waiting asks once.
func (w *Work) Pass(ctx context.Context, why string) error {
	_, err := w.queue.Insert(ctx, passArgs{Why: why}, nil)
	return err
}

// Apply asks for what is ready of a plan to be applied.
func (w *Work) Apply(ctx context.Context, plan string) error {
	_, err := w.queue.Insert(ctx, applyArgs{Plan: plan}, nil)
	return err
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
