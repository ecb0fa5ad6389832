package dial

import (
	"context"
	"fmt"
	"time"
)

// TimeoutError says that a database did not answer in time. What was asked may have been done.
type TimeoutError struct{ After time.Duration }

// Error says what to do next.
func (e TimeoutError) Error() string {
	return fmt.Sprintf("the database did not answer within %s: see whether it is overloaded or somebody holds a lock there, or give it more time with timeout in the settings", e.After)
}

// Watch ends what it watches over when nothing has moved for a while.
type Watch struct {
	after time.Duration
	timer *time.Timer
}

// NewWatch returns a context that ends with a TimeoutError as its cause unless Moved is called at least every after, and
// the cancel function, which must be called.
func NewWatch(ctx context.Context, after time.Duration) (*Watch, context.Context, context.CancelFunc) {
	watched, cancel := context.WithCancelCause(ctx)
	w := &Watch{after: after}
	w.timer = time.AfterFunc(after, func() { cancel(TimeoutError{after}) })
	return w, watched, func() { w.timer.Stop(); cancel(nil) }
}

// Moved begins the time anew.
func (w *Watch) Moved() { w.timer.Reset(w.after) }

// Pause stops the time until Moved.
func (w *Watch) Pause() { w.timer.Stop() }
