package http

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// openOf returns what lets somebody in by an account whatever its state.
func (c *Connector) openOf(ctx context.Context, s *seen) (all []identity.Residual, err error) {
	key := s.account.Ref.Key
	for i := range c.api.Open {
		o := &c.api.Open[i]
		list, scope, vars := o.List, api.ScopePage, c.with()
		if o.One != nil {
			list, scope, vars = o.One, api.ScopePages, c.with("key", key, "login", s.account.Login)
		}
		err := c.all(ctx, scope, list, vars, func(items []any) error {
			for _, item := range items {
				r, of, err := c.wayIn(ctx, o, item)
				if err != nil {
					return err
				}
				if of == key || o.Account == "" {
					all = append(all, r)
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look for every %s of the account %q: %w", o.Kind, key, hide(err))
		}
	}
	return all, nil
}

func (c *Connector) wayIn(ctx context.Context, o *api.Open, item any) (r identity.Residual, of string, err error) {
	r.Kind = o.Kind
	vars := c.with("item", item)
	for _, f := range []struct {
		into *string
		expr string
	}{{&of, o.Account}, {&r.Name, o.Name}, {&r.From, o.From}} {
		if *f.into, err = c.text(ctx, api.ScopeRow, f.expr, vars); err != nil {
			return r, "", err
		}
	}
	return r, of, nil
}
