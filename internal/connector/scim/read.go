package scim

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands over every user, page by page, with the groups that were read before them.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	reading := connector.Reading{Expected: -1}
	s, err := c.discover(ctx)
	if err != nil {
		return reading, err
	}
	held, err := c.everybody(ctx, s)
	if err != nil {
		return reading, fmt.Errorf("read the groups: %w", hide(err))
	}
	query, err := c.filtered(s)
	if err != nil {
		return reading, err
	}
	n, err := c.all(ctx, s, s.users, query, func(page []resource) error {
		batch := make([]identity.Account, 0, len(page))
		for _, user := range page {
			account, err := c.account(user, held(user))
			if err != nil {
				return err
			}
			batch = append(batch, account)
		}
		if len(batch) == 0 {
			return nil
		}
		reading.Seen += len(batch)
		return sink.Accounts(batch)
	})
	reading.Expected = n.total
	return reading, hide(err)
}

// filtered is the query of the settings.
func (c *Connector) filtered(s *service) (url.Values, error) {
	switch {
	case c.cfg.Filter == "":
		return nil, nil
	case !s.filter:
		return nil, fmt.Errorf("filter is in the settings, and the server says that it cannot filter: take it away, or every user would be taken for what %q means", c.cfg.Filter)
	}
	return url.Values{"filter": {c.cfg.Filter}}, nil
}

// everybody returns who holds which groups.
func (c *Connector) everybody(ctx context.Context, s *service) (func(resource) []identity.Entitlement, error) {
	if s.groups == "" || c.cfg.GroupsBy == ByUser {
		return func(user resource) []identity.Entitlement { return c.ofUser(s, user) }, nil
	}
	by := map[string][]identity.Entitlement{}
	err := c.eachGroup(ctx, s, func(group resource) error {
		e := membership(group)
		for _, m := range group.list("members") {
			id := strings.Clone(textOf(m["value"]))
			by[id] = append(by[id], e)
		}
		return nil
	})
	return func(user resource) []identity.Entitlement { return by[user.text("id")] }, err
}
