package http

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// grip is one right that an account holds, and what must be kept to give it back.
type grip struct {
	identity.Entitlement
	kept string // JSON; empty: nothing
}

// keptPrefix stands before the attributes of an account that hold what must be kept of its rights.
const keptPrefix = "kept "

// hold puts rights on an account, with what must be kept of them among its attributes.
func (c *Connector) hold(s *seen, held []grip) {
	slices.SortFunc(held, func(a, b grip) int { return strings.Compare(a.Key, b.Key) })
	held = slices.CompactFunc(held, func(a, b grip) bool { return a.Key == b.Key })
	for _, g := range held {
		s.account.Entitlements = append(s.account.Entitlements, g.Entitlement)
		if g.kept != "" {
			s.kept[g.Key] = g.kept
			s.account.Attributes = append(s.account.Attributes, identity.Attribute{Name: keptPrefix + g.Key, Values: []string{g.kept}})
		}
	}
	slices.SortFunc(s.account.Attributes, func(a, b identity.Attribute) int { return strings.Compare(a.Name, b.Name) })
}

// everybody returns who holds which rights by the lists of them, by the keys of the accounts.
func (c *Connector) everybody(ctx context.Context) (map[string][]grip, error) {
	by := map[string][]grip{}
	for i := range c.api.Rights {
		r := &c.api.Rights[i]
		if r.List == nil {
			continue
		}
		err := c.all(ctx, api.ScopePage, r.List, c.with(), func(items []any) error {
			return c.members(ctx, r, items, func(member string, g grip) { by[member] = append(by[member], g) })
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", c.sort(r), hide(err))
		}
	}
	return by, nil
}

func (c *Connector) sort(r *api.Right) string {
	if r.Name != "" {
		return r.Name
	}
	return string(r.Kind) + "s"
}

// members hands over every member of the rights in a page.
func (c *Connector) members(ctx context.Context, r *api.Right, items []any, each func(member string, g grip)) error {
	for _, item := range items {
		g, err := c.grip(ctx, r, c.with("item", item))
		if err != nil {
			return err
		}
		rows := func(rows []any) error { return c.rows(ctx, r, rows, func(member string) { each(member, g) }) }
		if r.Holders == nil {
			err = rows([]any{item})
		} else if err = c.all(ctx, api.ScopeHolders, r.Holders, c.with("item", item), rows); err != nil {
			err = fmt.Errorf("the holders of %s: %w", g.Name, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Connector) rows(ctx context.Context, r *api.Right, rows []any, each func(member string)) error {
	for _, row := range rows {
		v, err := c.expr.Eval(ctx, api.ScopeRow, r.Members, c.with("item", row))
		if err != nil {
			return err
		}
		for _, member := range valuesOf(v) {
			each(member)
		}
	}
	return nil
}

// held hands over the rights in a page of those of one account.
func (c *Connector) held(ctx context.Context, r *api.Right, items []any, each func(grip)) error {
	for _, item := range items {
		g, err := c.grip(ctx, r, c.with("item", item))
		if err != nil {
			return err
		}
		each(g)
	}
	return nil
}

// grip makes a right of an item of its list.
func (c *Connector) grip(ctx context.Context, r *api.Right, vars map[string]any) (g grip, err error) {
	if g.Key, err = c.text(ctx, api.ScopeRow, r.Key, vars); err != nil {
		return g, err
	}
	if g.Key == "" {
		return g, fmt.Errorf("the expression %q: %w", r.Key, errNoKey)
	}
	if g.Name, err = c.text(ctx, api.ScopeRow, r.Title, vars); err != nil {
		return g, err
	}
	if r.Keep != "" {
		v, err := c.expr.Eval(ctx, api.ScopeRow, r.Keep, vars)
		if err != nil {
			return g, err
		}
		g.kept = api.TextOf(v)
	}
	return c.named(r, g), nil
}

// named gives a right its kind, its name, and a key that no other sort of right has.
func (c *Connector) named(r *api.Right, g grip) grip {
	if g.Name == "" {
		g.Name = g.Key
	}
	g.Kind = r.Kind
	if len(c.api.Rights) > 1 {
		g.Key = r.Name + ":" + g.Key
	}
	return g
}

// inItem returns the rights that stand in the account itself.
func (c *Connector) inItem(ctx context.Context, s *seen) (held []grip, err error) {
	for i := range c.api.Rights {
		r := &c.api.Rights[i]
		if r.Of == "" {
			continue
		}
		list, err := c.list(ctx, api.ScopeItem, r.Of, s.vars(c))
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			g := grip{Entitlement: identity.Entitlement{Key: api.TextOf(one)}}
			if object, ok := one.(map[string]any); ok {
				g.Key, g.Name = api.TextOf(object["key"]), api.TextOf(object["name"])
			}
			if g.Key == "" {
				return nil, fmt.Errorf("the expression %q: %w", r.Of, errNoKey)
			}
			held = append(held, c.named(r, g))
		}
	}
	return held, nil
}

// rightsOf returns what one account holds now; the same as a whole reading says.
func (c *Connector) rightsOf(ctx context.Context, s *seen) ([]grip, error) {
	held, err := c.inItem(ctx, s)
	if err != nil {
		return nil, err
	}
	key := s.account.Ref.Key
	for i := range c.api.Rights {
		r := &c.api.Rights[i]
		take := func(items []any) error {
			if r.One != nil && r.Holders != nil {
				return c.held(ctx, r, items, func(g grip) { held = append(held, g) })
			}
			return c.members(ctx, r, items, func(member string, g grip) {
				if member == key {
					held = append(held, g)
				}
			})
		}
		switch {
		case r.One != nil:
			err = c.all(ctx, api.ScopePages, r.One, c.with("key", key, "login", s.account.Login), take)
		case r.List != nil:
			err = c.all(ctx, api.ScopePage, r.List, c.with(), take)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s of the account %q: %w", c.sort(r), key, hide(err))
		}
	}
	return held, nil
}

// sortOf returns the sort of a right, and its key within it.
func (c *Connector) sortOf(e identity.Entitlement) (*api.Right, string) {
	for i := range c.api.Rights {
		r := &c.api.Rights[i]
		if len(c.api.Rights) == 1 {
			return r, e.Key
		}
		if key, ok := strings.CutPrefix(e.Key, r.Name+":"); ok {
			return r, key
		}
	}
	return nil, ""
}
