package work

import (
	"context"
	"time"
)

// nudge says that the next due instant may have changed.
func (w *Work) nudge() {
	select {
	case w.wake <- struct{}{}:
	default: // it was said already
	}
}

// watch asks for a pass at each due instant, once, until ctx ends. A pass that could not see what was due is made again by
// the schedule, not by the alarm.
func (w *Work) watch(ctx context.Context) {
	var rung time.Time
	for {
		due, alarm := w.alarm(ctx, rung)
		select {
		case <-ctx.Done():
			alarm.Stop()
			return
		case <-w.wake:
			alarm.Stop()
		case <-alarm.C:
			if !due.IsZero() && !w.o.Now().Before(due) {
				rung = due
				w.ring(ctx)
			}
		}
	}
}

// ring asks for a pass, and waits until one has been made, so that it is asked for once.
func (w *Work) ring(ctx context.Context) {
	if err := w.Pass(ctx, "due"); err != nil {
		w.o.Log.ErrorContext(ctx, "a pass that is due could not be asked for; it is asked for again in a minute", "error", err)
	}
	patience := time.NewTimer(glance)
	defer patience.Stop()
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-patience.C:
	}
}

// glance is how often the alarm looks at the clock: one that was set, or a machine that was asleep, costs no more.
const glance = time.Minute

// alarm returns the next due instant and a timer for it, or for the next glance. For the instant of the last alarm there is
// no other.
func (w *Work) alarm(ctx context.Context, rung time.Time) (due time.Time, timer *time.Timer) {
	due, err := w.deeds.NextDue(ctx)
	if err != nil {
		w.o.Log.ErrorContext(ctx, "when something is due next is not known; it is asked again in a minute", "error", err)
	}
	if err != nil || due.IsZero() || due.Equal(rung) {
		return time.Time{}, time.NewTimer(glance)
	}
	return due, time.NewTimer(min(glance, max(0, due.Sub(w.o.Now()))))
}
