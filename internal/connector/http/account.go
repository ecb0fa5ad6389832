package http

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// keyOf returns the key of an item, which must be told without its details.
func (c *Connector) keyOf(ctx context.Context, item any) (string, error) {
	key, err := c.text(ctx, api.ScopeItem, c.api.Accounts.Key, c.bare(item))
	if err == nil && key == "" {
		err = errNoKey
	}
	if err != nil {
		return "", fmt.Errorf("an item of the list of accounts: the expression %q: %w", c.api.Accounts.Key, err)
	}
	return key, nil
}

// bare is what expressions see of an item of which nothing more was asked.
func (c *Connector) bare(item any) map[string]any {
	return c.with("item", item, "detail", map[string]any{}, "shared", map[string]any{})
}

// shared returns the lists that are asked for once a reading.
func (c *Connector) shared(ctx context.Context) (map[string]any, error) {
	lists := map[string]any{}
	for i := range c.api.Accounts.Shared {
		s, whole := &c.api.Accounts.Shared[i], []any{}
		err := c.all(ctx, api.ScopePage, &s.List, c.with(), func(items []any) error {
			whole = append(whole, items...)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", s.Name, hide(err))
		}
		lists[s.Name] = whole
	}
	return lists, nil
}

// seen makes an account of an item, and asks for its details. Its rights are not looked at.
func (c *Connector) seen(ctx context.Context, item any, shared map[string]any) (seen, error) {
	key, err := c.keyOf(ctx, item)
	if err != nil {
		return seen{}, err
	}
	s := seen{item: item, detail: map[string]any{}, shared: shared, kept: map[string]string{}}
	for _, d := range c.api.Accounts.Details {
		answer, err := c.ask(ctx, api.ScopeOne, &d.Request, c.with("key", key))
		if err != nil {
			return seen{}, fmt.Errorf("%s of the account %q: %w", d.Name, key, hide(err))
		}
		s.detail[d.Name] = answer.vars["body"]
	}
	vars := s.vars(c)
	if err := c.facts(ctx, &s.account, vars); err != nil {
		return seen{}, fmt.Errorf("the account %q: %w", key, err)
	}
	s.account.Ref = identity.AccountRef{System: c.cfg.Name, Key: key}
	return s, nil
}

func (c *Connector) facts(ctx context.Context, a *identity.Account, vars map[string]any) error {
	d := &c.api.Accounts
	kind := ""
	for _, f := range []struct {
		into *string
		expr string
	}{
		{&a.Login, d.Login},
		{&a.Email, d.Email},
		{&a.Employee, d.Employee},
		{&a.Given, d.Given},
		{&a.Family, d.Family},
		{&a.Display, d.Display},
		{&a.Owner, d.Owner},
		{&kind, d.Kind},
	} {
		text, err := c.text(ctx, api.ScopeItem, f.expr, vars)
		if err != nil {
			return err
		}
		*f.into = strings.TrimSpace(text)
	}
	if a.Login == "" {
		return fmt.Errorf("the expression %q gives no login", d.Login)
	}
	a.Kind = identity.AccountKind(kind)
	if !slices.Contains([]identity.AccountKind{"", identity.Personal, identity.Service, identity.Shared, identity.Guest}, a.Kind) {
		return fmt.Errorf("the expression %q gives the kind %q; personal, service, shared or guest is expected", d.Kind, kind)
	}
	return c.state(ctx, a, vars)
}

func (c *Connector) state(ctx context.Context, a *identity.Account, vars map[string]any) (err error) {
	d := &c.api.Accounts
	a.State = identity.Enabled
	if d.Suspended != "" {
		shut, err := c.truth(ctx, api.ScopeItem, d.Suspended, vars)
		if err != nil {
			return err
		}
		if shut {
			a.State = identity.Suspended
		}
	}
	if a.Created, err = c.when(ctx, d.Created, vars); err != nil {
		return err
	}
	if a.LastSeen, err = c.when(ctx, d.LastSeen, vars); err != nil {
		return err
	}
	for _, name := range sortedKeys(d.Attributes) {
		v, err := c.expr.Eval(ctx, api.ScopeItem, d.Attributes[name], vars)
		if err != nil {
			return err
		}
		a.Attributes = append(a.Attributes, identity.Attribute{Name: name, Values: valuesOf(v)})
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// valuesOf keeps a value exactly: a list has its texts, nothing has none.
func valuesOf(v any) []string {
	list, several := v.([]any)
	switch {
	case v == nil:
		return nil
	case !several:
		return []string{api.TextOf(v)}
	}
	values := make([]string, 0, len(list))
	for _, one := range list {
		values = append(values, api.TextOf(one))
	}
	return values
}

// when reads a time: RFC 3339, a number of seconds since 1970, or nothing.
func (c *Connector) when(ctx context.Context, text string, vars map[string]any) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	v, err := c.expr.Eval(ctx, api.ScopeItem, text, vars)
	if err != nil {
		return time.Time{}, err
	}
	switch v := v.(type) {
	case nil:
		return time.Time{}, nil
	case int64:
		return unix(float64(v)), nil
	case float64:
		return unix(v), nil
	case string:
		if v == "" {
			return time.Time{}, nil
		}
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", time.DateOnly} {
			if at, err := time.Parse(layout, v); err == nil {
				return at.UTC(), nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("the expression %q gives %q, which is no time", text, api.TextOf(v))
}

func unix(seconds float64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9)).UTC()
}
