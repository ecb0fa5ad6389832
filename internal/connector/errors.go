package connector

import (
	"errors"
	"fmt"
	"time"
)

// The error classes. An error of none of them is plain: the outcome of a write is unknown until it is read back, and
// the same call may be tried again.

// ErrGone says that the account is not there (any more). For apply that is success with a note.
var ErrGone = errors.New("the account is not there")

// PermanentError says that the system refused: nothing was changed, and the same call will be refused again.
type PermanentError struct{ Err error }

// Error returns the text of the refusal.
func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap returns the refusal.
func (e *PermanentError) Unwrap() error { return e.Err }

// ThrottledError says that the system asked us to wait: nothing was changed.
type ThrottledError struct {
	After time.Duration // how long the system asked us to wait; zero: it did not say
	Err   error
}

// Error returns what the system said and for how long to wait.
func (e *ThrottledError) Error() string { return fmt.Sprintf("%v (wait %s)", e.Err, e.After) }

// Unwrap returns what the system said.
func (e *ThrottledError) Unwrap() error { return e.Err }

// Permanent wraps err as a refusal by the system.
func Permanent(err error) error { return &PermanentError{err} }

// IsPermanent reports whether the system refused, so that nothing was changed.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[*PermanentError](err)
	return ok
}

// IsThrottled reports whether the system asked us to wait, and for how long.
func IsThrottled(err error) (time.Duration, bool) {
	throttled, ok := errors.AsType[*ThrottledError](err)
	if !ok {
		return 0, false
	}
	return throttled.After, true
}
