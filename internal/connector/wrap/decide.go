package wrap

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Decision is what a human said that one account is for.
type Decision struct {
	Kind  identity.AccountKind
	Owner string // empty: whom the system names
}

// Decisions returns what humans said of accounts, by key: of the one with the key, or of all when it is empty.
type Decisions func(ctx context.Context, key string) (map[string]Decision, error)

// Decided returns a connector whose accounts are for what humans said that they are for. They are asked at the start of
// each Read, and at each Lookup.
func Decided(c connector.Connector, ask Decisions) connector.Connector {
	return &decided{c, ask}
}

type decided struct {
	connector.Connector
	ask Decisions
}

// Read reads, and says of each account of which a human spoke what it is for.
func (d *decided) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	said, err := d.ask(ctx, "")
	if err != nil {
		return connector.Reading{}, fmt.Errorf("ask what humans said of the accounts: %w", err)
	}
	if len(said) == 0 {
		return d.Connector.Read(ctx, sink)
	}
	return d.Connector.Read(ctx, deciding{sink, said})
}

// Lookup looks the account up, and says what it is for.
func (d *decided) Lookup(ctx context.Context, key string) (identity.Account, error) {
	a, err := d.Connector.Lookup(ctx, key)
	if err != nil {
		return a, err
	}
	said, err := d.ask(ctx, key)
	if err != nil {
		return a, fmt.Errorf("ask what humans said of %s: %w", a.Ref, err)
	}
	if one, ok := said[key]; ok {
		one.apply(&a)
	}
	return a, nil
}

func (d Decision) apply(a *identity.Account) {
	a.Kind = d.Kind
	if d.Owner != "" {
		a.Owner = d.Owner
	}
}

type deciding struct {
	connector.Sink
	said map[string]Decision
}

// Accounts says of each account what it is for, and hands the batch on.
func (d deciding) Accounts(batch []identity.Account) error {
	for i := range batch {
		if one, ok := d.said[batch[i].Ref.Key]; ok {
			one.apply(&batch[i])
		}
	}
	return d.Sink.Accounts(batch)
}
