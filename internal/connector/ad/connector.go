// Package ad is a connector (the floor): Active Directory domains, done on Samba.
//
//   - name: ad
//     kind: ad
//     url: ldaps://dc1.corp.example.com
//     ca: ca.crt
//     bind: svc-exeunt@corp.example.com
//     password: env:AD_PASSWORD
//     move-to: OU=Leavers,DC=corp,DC=example,DC=com
//
// An account is a user below the base, addressed by its objectGUID. It is suspended while userAccountControl says
// ACCOUNTDISABLE, or accountExpires is past. See docs/connectors/ad.md.
package ad

import (
	"context"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one domain. It keeps up to Config.Concurrency connections open between calls; Close ends them.
type Connector struct {
	cfg  Config
	pool *wire.Pool[*conn]

	// admins is held by whoever cuts an administrator: two at once could each believe that the other one stays.
	admins sync.Mutex
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once,
// one a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Connector{cfg: cfg}
	c.pool = wire.NewPool(cfg.Concurrency, c.dial, connector.IsPermanent)
	return c, nil
}

// Close ends the idle connections; those in use end when their call returns. A call after Close is an error.
func (c *Connector) Close() error {
	c.pool.Close()
	return nil
}

// Lookup returns one account as it is now, wherever in the domain it stands, so that one that was moved out of the base
// is not taken for one that is gone.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var account identity.Account
	err := c.pool.Use(ctx, func(cn *conn) error {
		found, e, err := c.find(ctx, cn, key)
		if err != nil {
			return err
		}
		account = found
		account.Residual = c.tickets(e)
		return nil
	})
	return account, err
}

// find returns the account of a key together with its entry.
func (c *Connector) find(ctx context.Context, cn *conn, key string) (identity.Account, entry, error) {
	e, err := c.entry(ctx, cn, key)
	if err != nil {
		return identity.Account{}, entry{}, err
	}
	held, err := c.held(ctx, cn, e)
	if err != nil {
		return identity.Account{}, entry{}, err
	}
	account, err := c.account(e, held)
	return account, e, err
}
