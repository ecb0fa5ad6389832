package http

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands over every account, page by page, with the rights that were read before them.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	reading := connector.Reading{Expected: -1}
	held, err := c.everybody(ctx)
	if err != nil {
		return reading, err
	}
	shared, err := c.shared(ctx)
	if err != nil {
		return reading, err
	}
	known := map[string]bool{}
	err = c.all(ctx, api.ScopePage, &c.api.Accounts.List, c.with(), func(items []any) error {
		batch, err := c.batch(ctx, items, held, known, shared)
		if err != nil || len(batch) == 0 {
			return err
		}
		reading.Seen += len(batch)
		return sink.Accounts(batch)
	})
	return reading, hide(err)
}

// batch makes accounts of the items of a page. An account that comes twice has taken the place of another one.
func (c *Connector) batch(ctx context.Context, items []any, held map[string][]grip, known map[string]bool, shared map[string]any) ([]identity.Account, error) {
	batch := make([]identity.Account, 0, len(items))
	for _, item := range items {
		counts, err := c.counts(ctx, item, shared)
		if err != nil {
			return nil, err
		}
		if !counts {
			continue
		}
		s, err := c.seen(ctx, item, shared)
		if err != nil {
			return nil, err
		}
		key := s.account.Ref.Key
		if known[key] {
			return nil, fmt.Errorf("the account %q came twice: the list was changed while it was read, or the key of the description is none; something may have been missed", key)
		}
		known[key] = true
		inside, err := c.inItem(ctx, &s)
		if err != nil {
			return nil, err
		}
		c.hold(&s, append(inside, held[key]...))
		batch = append(batch, s.account)
	}
	return batch, nil
}

// counts reports whether an item is an account.
func (c *Connector) counts(ctx context.Context, item any, shared map[string]any) (bool, error) {
	if c.api.Accounts.Where == "" {
		return true, nil
	}
	return c.truth(ctx, api.ScopeItem, c.api.Accounts.Where, c.with("item", item, "detail", map[string]any{}, "shared", shared))
}
