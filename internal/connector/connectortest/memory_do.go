package connectortest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Do does one verb to one account. Suspend sets the attribute "locked" and takes the value of the attribute "shell"
// where the account carries one, so that a capture has something exact to keep.
func (m *Memory) Do(ctx context.Context, op identity.Operation) error {
	call := Call{Method: Do, Verb: op.Verb, Key: op.Account.Key}
	return m.answer(ctx, call, func(trouble Trouble) error {
		switch trouble.Fault {
		case Refuse:
			return refuse(op, "the right to write is missing")
		case Pretend:
			return nil
		default: // the others mean nothing here
		}
		if err := m.write(op); err != nil {
			return err
		}
		return m.aftermath(op, trouble)
	})
}

func (m *Memory) aftermath(op identity.Operation, trouble Trouble) error {
	switch trouble.Fault {
	case LoseAnswer:
		return fmt.Errorf("%s %s: the connection dropped: %w", op.Verb, op.Account, io.ErrUnexpectedEOF)
	case Reopen:
		m.Outside(op.Account.Key, reopen)
	default: // the others mean nothing here
	}
	return nil
}

func (m *Memory) write(op identity.Operation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.about.Capability(op.Verb).By != connector.ByConnector || op.Account.System != m.system {
		return refuse(op, "this connector does not do that")
	}
	before := m.accounts[op.Account.Key]
	if before == nil {
		return gone(m.system, op.Account.Key)
	}
	if op.Verb == identity.Delete {
		m.drop(op.Account.Key, Write{Verb: op.Verb})
		return nil
	}
	after := before.Clone()
	if err := change(&after, op); err != nil {
		return err
	}
	m.replace(before, &after, Write{Verb: op.Verb})
	return nil
}

func change(a *identity.Account, op identity.Operation) error {
	switch op.Verb {
	case identity.Suspend:
		suspend(a)
	case identity.Restore:
		return restore(a, op)
	case identity.SignOut: // the sessions are not the account's
	case identity.Remove, identity.Release:
		a.Entitlements = slices.DeleteFunc(a.Entitlements, func(e identity.Entitlement) bool {
			return slices.ContainsFunc(op.Entitlements, func(taken identity.Entitlement) bool { return taken.Key == e.Key })
		})
	case identity.Add:
		for _, e := range op.Entitlements {
			if !a.Holds(e.Key) {
				a.Entitlements = append(a.Entitlements, e)
			}
		}
	default:
		return refuse(op, "there is no such verb in memory")
	}
	arrange(a)
	return nil
}

func suspend(a *identity.Account) {
	if a.State == identity.Suspended {
		return
	}
	a.State = identity.Suspended
	set(a, "locked", "yes")
	if _, ok := a.Attribute("shell"); ok {
		set(a, "shell", "/sbin/nologin")
	}
}

func reopen(a *identity.Account) {
	a.State = identity.Enabled
	set(a, "locked")
}

func restore(a *identity.Account, op identity.Operation) error {
	if op.Before == nil || op.Before.Ref != a.Ref {
		return refuse(op, "there is no capture of this account to come back to")
	}
	capture := op.Before.Clone()
	a.State, a.Entitlements, a.Attributes = capture.State, capture.Entitlements, capture.Attributes
	return nil
}

func refuse(op identity.Operation, why string) error {
	return connector.Permanent(fmt.Errorf("%s %s: %w", op.Verb, op.Account, errors.New(why)))
}
