package app

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// UsageError says that a command was asked for something that makes no sense.
type UsageError struct{ What string }

// Error returns what was wrong and what to do.
func (e *UsageError) Error() string { return e.What }

// MissingError is a UsageError: what was named is not there.
type MissingError struct{ UsageError }

// Unwrap returns the error of usage that it is.
func (e *MissingError) Unwrap() error { return &e.UsageError }

func missing(format string, args ...any) error {
	return &MissingError{UsageError{fmt.Sprintf(format, args...)}}
}

// ConflictError is a UsageError: what was asked for makes sense, but not as things stand.
type ConflictError struct{ UsageError }

// Unwrap returns the error of usage that it is.
func (e *ConflictError) Unwrap() error { return &e.UsageError }

func conflict(format string, args ...any) error {
	return &ConflictError{UsageError{fmt.Sprintf(format, args...)}}
}

// BlindError says that it is not known who works here, so that nothing was written.
type BlindError struct{ Gaps []snapshot.Gap }

// Error says which sources could not be read whole, and why.
func (e *BlindError) Error() string {
	lines := make([]string, len(e.Gaps))
	for i, g := range e.Gaps {
		lines[i] = fmt.Sprintf("%s: %s", g.System, g.Why)
	}
	return "it is not known who works here, so nothing was written: " + strings.Join(lines, "; ")
}
