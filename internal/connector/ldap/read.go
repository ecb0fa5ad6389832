package ldap

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands over every account below people-base, page by page, all on one connection. It asks for the attributes
// that it needs and no others. A directory does not say beforehand how many entries there are.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	reading := connector.Reading{Expected: -1}
	err := c.pool.Use(ctx, func(cn *conn) error {
		all, err := c.groups(ctx, cn)
		if err != nil {
			return err
		}
		j := judge{cfg: &c.cfg, cn: cn}
		if c.cfg.shutsDoor() {
			if err := j.load(ctx); err != nil {
				return err
			}
		}
		request := cn.askUsability(c.below(c.cfg.PeopleBase, c.cfg.Filter, c.wanted()...))
		return cn.pages(ctx, request, c.cfg.PageSize, func(page []entry) error {
			batch := make([]identity.Account, 0, len(page))
			for _, e := range page {
				account, err := c.account(ctx, &j, e, all.held(e, &c.cfg))
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
	})
	return reading, err
}
