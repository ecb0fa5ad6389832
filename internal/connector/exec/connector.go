// Package exec is a connector (the floor): any program that answers in lines of JSON, one run of it for each call.
//
//   - name: crm
//     kind: exec
//     command: [./crm.py]
//     env:
//   - {name: CRM_URL, value: "https://crm.example.com"}
//   - {name: CRM_TOKEN, secret: "env:CRM_TOKEN"}
//     verbs: [suspend, restore, remove, add]
//
// The program is started without a shell, with nothing of our environment but what the settings pass, and with all that
// it started it is killed when its time is over. What it says counts only when it is whole. The protocol is on one
// page: docs/connectors/exec.md.
package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one program.
type Connector struct{ cfg Config }

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once,
// one a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	return &Connector{cfg}, cfg.check()
}

// Read hands over every account that the program prints, while it prints. It is whole only when the program says how many
// there were.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	reading := connector.Reading{Expected: -1}
	seen := map[string]bool{}
	var batch []identity.Account
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if ctx.Err() != nil {
			return &sinkError{context.Cause(ctx)}
		}
		reading.Seen += len(batch)
		err := sink.Accounts(batch)
		batch = nil
		if err != nil {
			return &sinkError{err}
		}
		return nil
	}
	end, err := c.run(ctx, &request{Call: "read"}, func(m *message) error {
		account, err := c.account(m.Account)
		switch {
		case err != nil:
			return err
		case seen[account.Ref.Key]:
			return fmt.Errorf("the account %q is printed twice", account.Ref.Key)
		}
		seen[account.Ref.Key] = true
		if batch = append(batch, account); len(batch) < c.cfg.Batch {
			return nil
		}
		return flush()
	})
	if err == nil && end.Count == nil {
		err = errors.New("its last line does not say how many accounts there are (count)")
	}
	if err == nil && *end.Count != len(seen) {
		err = fmt.Errorf("it announces %d accounts and printed %d", *end.Count, len(seen))
	}
	if err == nil {
		reading.Expected = len(seen)
		err = flush()
	}
	return reading, c.told("read", err)
}

// Lookup asks the program for one account.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var found []identity.Account
	_, err := c.run(ctx, &request{Call: "lookup", Account: &reference{Key: key}}, func(m *message) error {
		account, err := c.account(m.Account)
		found = append(found, account)
		return err
	})
	switch {
	case err != nil:
	case len(found) != 1:
		err = fmt.Errorf("it prints %d accounts; one is expected, or an error of class gone", len(found))
	case found[0].Ref.Key != key:
		err = fmt.Errorf("it was asked for the account %q and prints %q", key, found[0].Ref.Key)
	default:
		return found[0], nil
	}
	return identity.Account{}, c.told("lookup of "+key, err)
}

// Do asks the program to do one verb.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	if !slices.Contains(c.cfg.Verbs, op.Verb) {
		return connector.Permanent(fmt.Errorf("%s %s: the settings do not give this verb to the program (verbs)", op.Verb, op.Account))
	}
	r := &request{
		Call: "do", Verb: op.Verb, Account: &reference{op.Account.Key, op.Login},
		Entitlements: entitlementsOut(op.Entitlements), Reason: op.Reason,
	}
	if op.Before != nil {
		r.Before = accountOut(op.Before)
	}
	if op.Heir.Key != "" {
		r.Heir = &reference{Key: op.Heir.Key}
	}
	_, err := c.run(ctx, r, unexpected)
	return c.told(fmt.Sprintf("%s %s", op.Verb, op.Account), err)
}

// unexpected refuses every line but the last.
func unexpected(*message) error { return errors.New("it prints an account where none was asked for") }

// told says by whom an error is. An error of the sink stays what it is.
func (c *Connector) told(what string, err error) error {
	if sink, ok := errors.AsType[*sinkError](err); ok {
		return sink.err
	}
	if err != nil {
		return fmt.Errorf("%s by %s: %w", what, c.cfg.Command[0], err)
	}
	return nil
}

// sinkError is an error of whoever takes the accounts.
type sinkError struct{ err error }

func (e *sinkError) Error() string { return e.err.Error() }
