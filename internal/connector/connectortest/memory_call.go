package connectortest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Method is a method of a connector that meets its system.
type Method string

// The methods.
const (
	Read   Method = "read"
	Lookup Method = "lookup"
	Do     Method = "do"
	Probe  Method = "probe"
)

// Call is one call of a Memory as a connector.
type Call struct {
	Number int // from 1, in the order in which the calls arrived
	Method Method
	Verb   identity.Verb // of Do
	Key    string        // of Lookup and Do
}

// Hooks are called around every call. They hold no lock: they may call the Memory, wait, or panic.
type Hooks struct {
	// Before is called before anything is done. Its error is the answer to the call, and nothing is done.
	Before func(ctx context.Context, c Call) error

	// After is called with the answer, and returns the answer that the caller is given.
	After func(c Call, answer error) error
}

// Hook sets the hooks, in the place of those before.
func (m *Memory) Hook(h Hooks) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hooks = h
}

// answer runs one call: hooks and troubles around the work.
func (m *Memory) answer(ctx context.Context, c Call, work func(Trouble) error) error {
	m.mu.Lock()
	m.calls++
	c.Number = m.calls
	hooks := m.hooks
	m.mu.Unlock()
	if hooks.Before != nil {
		if err := hooks.Before(ctx, c); err != nil {
			return err
		}
	}
	err := m.meet(ctx, c, work)
	if hooks.After != nil {
		return hooks.After(c, err)
	}
	return err
}

func (m *Memory) meet(ctx context.Context, c Call, work func(Trouble) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	trouble, healed := m.strike(c)
	switch trouble.Fault {
	case Hang:
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-healed:
		}
	case Throttle:
		return &connector.ThrottledError{After: ThrottleWait, Err: errors.New("too many requests")}
	case Busy:
		return &connector.ThrottledError{Err: errors.New("the system is busy")}
	case Fail:
		return fmt.Errorf("%s %s: the connection dropped: %w", c.Method, m.system, io.ErrUnexpectedEOF)
	default: // the others mean nothing here
	}
	return work(trouble)
}
