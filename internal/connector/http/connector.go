// Package http is a connector (the floor): any application that has a JSON API, by a description of it.
//
//   - name: queue
//     kind: http
//     url: https://queue.example.com/api
//     sign-in: {user: exeunt, password: env:QUEUE_PASSWORD}
//     description: rabbitmq
//
// The description says in YAML what the requests are, and in expressions (CEL) what the answers mean; see package api.
// This package is what is the same for all of them: pages, looking before writing, what an error means, nothing done
// twice. See docs/connectors/connect-your-own.md.
package http

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Config is one application, as the settings describe it.
type Config struct {
	Name string     // of the system in the settings; required
	Web  web.Config // where it is, and how we sign in
	API  api.API    // what it is; required
	With map[string]string

	User     string // for the API's own login; empty: Web.SignIn signs us in
	Password web.Secret

	Self  []string // logins or keys of the accounts that are ours
	Owner string   // whom to ask about this application: a mail address
}

// Connector is one application. It keeps connections open between calls; Close ends them.
type Connector struct {
	cfg  Config
	api  *api.API
	expr *api.Expressions
	web  *web.Client
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings. It does no I/O. The error names every problem at once, one a line.
func New(cfg Config) (*Connector, error) {
	c := &Connector{cfg: cfg, api: &cfg.API, expr: &api.Expressions{}}
	if cfg.API.Login != nil && cfg.Web.SignIn == nil {
		cfg.Web.SignIn = &login{c: c}
	}
	client, err := web.New(cfg.Web)
	if err = errors.Join(cfg.check(), err); err != nil {
		return nil, err
	}
	c.web = client
	return c, nil
}

func (c *Config) check() error {
	var err error
	if c.Name == "" {
		err = errors.New("name is missing: name the system in the settings")
	}
	if c.API.Accounts.Key == "" {
		err = errors.Join(err, errors.New("the description of the application does not say what an account is"))
	}
	for _, need := range c.API.Needs {
		if c.With[need] == "" {
			err = errors.Join(err, fmt.Errorf("with: %s is missing, which the description of the application needs", need))
		}
	}
	if c.API.Login != nil && (c.User == "" || c.Password == nil) && c.Web.SignIn == nil {
		err = errors.Join(err, errors.New("user or password is missing from sign-in: the application has a login of its own"))
	}
	return err
}

// Close ends the idle connections; those in use end when their call returns.
func (c *Connector) Close() error { return c.web.Close() }

// Lookup returns one account as it is now, with what else lets somebody in by it.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	seen, err := c.find(ctx, key)
	return seen.account, err
}

// seen is an account together with what the application gave of it.
type seen struct {
	account identity.Account
	item    any
	detail  map[string]any
	shared  map[string]any
	kept    map[string]string // of its rights, by their keys
}

// vars is what expressions see of it.
func (s *seen) vars(c *Connector) map[string]any {
	return c.with("item", s.item, "detail", s.detail, "shared", s.shared)
}

// find looks at one account.
func (c *Connector) find(ctx context.Context, key string) (seen, error) {
	item, err := c.item(ctx, key)
	if err != nil {
		return seen{}, err
	}
	shared, err := c.shared(ctx)
	if err != nil {
		return seen{}, err
	}
	s, err := c.seen(ctx, item, shared)
	if err != nil {
		return seen{}, err
	}
	if s.account.Ref.Key != key {
		return seen{}, fmt.Errorf("the application was asked for the account %q, and gave %q: that is not the same one", key, s.account.Ref.Key)
	}
	held, err := c.rightsOf(ctx, &s)
	if err != nil {
		return seen{}, err
	}
	c.hold(&s, held)
	s.account.Residual, err = c.openOf(ctx, &s)
	return s, err
}

// item returns what the application gives of one account.
func (c *Connector) item(ctx context.Context, key string) (any, error) {
	if c.api.Accounts.One == nil {
		return c.search(ctx, key)
	}
	item, gone, err := c.one(ctx, key)
	if err != nil || !gone {
		return item, err
	}
	if err := c.seesOthers(ctx, key); err != nil {
		return nil, err
	}
	if item, gone, err = c.one(ctx, key); err != nil || !gone {
		return item, err
	}
	return nil, fmt.Errorf("%w: the application does not know %q", connector.ErrGone, key)
}

// one asks for one account, and says whether the application does not know it.
func (c *Connector) one(ctx context.Context, key string) (item any, gone bool, err error) {
	one := c.api.Accounts.One
	answer, err := c.send(ctx, api.ScopeOne, &one.Request, c.with("key", key))
	if err != nil {
		return nil, false, err
	}
	answer.vars["key"] = key
	gone = answer.Status == 404 || answer.Status == 410
	if one.Gone != "" {
		if gone, err = c.truth(ctx, api.ScopeFound, one.Gone, answer.vars); err != nil {
			return nil, false, err
		}
	}
	if gone {
		return nil, true, nil
	}
	if err := c.fault(ctx, &one.Request, answer); err != nil {
		return nil, false, hide(err)
	}
	item, err = c.expr.Eval(ctx, api.ScopeFound, or(one.Item, "body"), answer.vars)
	return item, false, err
}

var errFound = errors.New("found")

// search looks for an account in the list of all.
func (c *Connector) search(ctx context.Context, key string) (any, error) {
	var found any
	some := false
	err := c.all(ctx, api.ScopePage, &c.api.Accounts.List, c.with(), func(items []any) error {
		for _, item := range items {
			some = true
			is, err := c.keyOf(ctx, item)
			if err != nil {
				return err
			}
			if is == key {
				found = item
				return errFound
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errFound):
		return found, nil
	case err != nil:
		return nil, hide(err)
	case !some:
		return nil, c.nobody(key, nil)
	}
	return nil, fmt.Errorf("%w: %q is not in the list of accounts", connector.ErrGone, key)
}

// seesOthers makes sure that it is not we who see nothing any more, before an account counts as gone: an address that has
// moved, a right that was lost and a sign-in that is over are answered with 404 too. The account is asked for again after
// it, because this may have signed us in anew.
func (c *Connector) seesOthers(ctx context.Context, key string) error {
	err := c.all(ctx, api.ScopePage, &c.api.Accounts.List, c.with(), func(items []any) error {
		if len(items) > 0 {
			return errFound
		}
		return nil
	})
	if errors.Is(err, errFound) {
		return nil
	}
	return c.nobody(key, err)
}

func (c *Connector) nobody(key string, err error) error {
	if err != nil {
		return fmt.Errorf("the account %q was not found, and neither can others be seen: %w", key, hide(err))
	}
	return fmt.Errorf("the account %q was not found, and neither can any other be seen: may the account of the settings (sign-in) read accounts?", key)
}

// hide takes the class of something that is gone from an error.
func hide(err error) error {
	if errors.Is(err, connector.ErrGone) {
		return errors.New(err.Error())
	}
	return err
}

// with returns the variables of a request: names and values in turn, beside what the settings give.
func (c *Connector) with(pairs ...any) map[string]any {
	given := c.cfg.With
	if given == nil {
		given = map[string]string{}
	}
	vars := map[string]any{"with": given}
	for i := 0; i+1 < len(pairs); i += 2 {
		vars[pairs[i].(string)] = pairs[i+1]
	}
	return vars
}

// ours reports whether an account is one that we use ourselves.
func (c *Connector) ours(a *identity.Account) bool {
	return slices.ContainsFunc(c.self(), func(s string) bool { return strings.EqualFold(s, a.Login) || s == a.Ref.Key })
}

func (c *Connector) self() []string {
	self := slices.Clone(c.cfg.Self)
	if c.cfg.User != "" && !slices.Contains(self, c.cfg.User) {
		self = append(self, c.cfg.User)
	}
	return self
}
