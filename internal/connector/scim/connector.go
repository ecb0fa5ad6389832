// Package scim is a connector (the floor): applications that speak SCIM 2.0 (RFC 7643, RFC 7644, paging by cursor of RFC
// 9865).
//
//   - name: wiki
//     kind: scim
//     url: https://wiki.example.com/scim/v2
//     sign-in: {token: env:WIKI_TOKEN}
//     attributes: {employee: externalId}
//
// An account is a User, addressed by its id; suspended is active: false. What the server says of itself decides what is
// tried (service.go), and what it answers decides in which words it is asked (active.go). See docs/connectors/scim.md.
package scim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one application. It keeps connections open between calls, and what it has learnt of how the server wants
// to be spoken to; Close ends the connections.
type Connector struct {
	cfg Config
	web *web.Client

	mu      sync.Mutex
	service *service   // nil: not asked yet
	form    Form       // of active that has worked; empty: none yet
	byValue filterable // whether groups can be found by a member

	groups keyed // one change of a group at a time
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once, one
// a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	client, err := web.New(cfg.Web)
	if err = errors.Join(cfg.check(), err); err != nil {
		return nil, err
	}
	return &Connector{cfg: cfg, web: client}, nil
}

// Close ends the idle connections; those in use end when their call returns.
func (c *Connector) Close() error { return c.web.Close() }

// Lookup returns one account as it is now. It is found by its id alone, whatever Config.Filter says.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	account, _, err := c.find(ctx, key)
	return account, err
}

// find returns the account of a key together with its resource.
func (c *Connector) find(ctx context.Context, key string) (identity.Account, resource, error) {
	s, err := c.offers(ctx)
	if err != nil {
		return identity.Account{}, resource{}, err
	}
	user, err := c.get(ctx, s.users, key)
	if errors.Is(err, connector.ErrGone) {
		return identity.Account{}, resource{}, c.gone(ctx, s, key, err)
	}
	if err != nil {
		return identity.Account{}, resource{}, err
	}
	held, err := c.held(ctx, s, user)
	if err != nil {
		return identity.Account{}, resource{}, err
	}
	account, err := c.account(user, held)
	return account, user, err
}

// get returns one resource by its id, with the version that the server gives it.
func (c *Connector) get(ctx context.Context, endpoint, id string) (resource, error) {
	answer, err := c.ask(ctx, web.Request{Method: http.MethodGet, Path: endpoint + "/" + url.PathEscape(id)})
	if err != nil {
		return resource{}, err
	}
	r, err := decode(answer)
	switch {
	case err != nil:
		return resource{}, err
	case r.text("id") != id:
		return resource{}, fmt.Errorf("the server was asked for %s/%s, and gave %q: that is not the same one", endpoint, id, r.text("id"))
	}
	return r, nil
}

// gone makes sure that an account is gone, and that it is not we who see nothing any more: an endpoint that has moved and
// a right that was lost are answered with 404 too.
func (c *Connector) gone(ctx context.Context, s *service, key string, was error) error {
	some, err := c.page(ctx, s.users, url.Values{"startIndex": {"1"}, "count": {"1"}})
	switch {
	case err != nil:
		return fmt.Errorf("the account %s was not found, and neither can others be seen: %w", key, hide(err))
	case len(some.resources) == 0:
		return fmt.Errorf("the account %s was not found, and neither can any other be seen: may the account of the settings (sign-in) read users?", key)
	}
	return was
}

// hide takes the class of something that is gone from an error.
func hide(err error) error {
	if errors.Is(err, connector.ErrGone) {
		return errors.New(err.Error())
	}
	return err
}
