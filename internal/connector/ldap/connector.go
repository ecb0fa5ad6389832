// Package ldap is a connector (the floor): directories that speak LDAP (RFC 4511), done on OpenLDAP and 389 Directory
// Server.
//
//   - name: directory
//     kind: ldap
//     url: ldaps://ldap.example.com
//     ca: ca.crt
//     bind: cn=exeunt,ou=services,dc=example,dc=com
//     password: env:DIRECTORY_PASSWORD
//     people-base: ou=people,dc=example,dc=com
//     groups-base: ou=groups,dc=example,dc=com
//     suspend-by: [ppolicy, shell]
//
// An account is an entry below people-base, addressed by its entryUUID. What "suspended" means is chosen by the
// settings and judged, where the directory can say it, by the directory itself (usability.go). See
// docs/connectors/ldap.md.
package ldap

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one directory. It keeps up to Config.Concurrency connections open between calls; Close ends them.
type Connector struct {
	cfg  Config
	pool *wire.Pool[*conn]
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once,
// one a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	d := dialer{cfg: cfg}
	return &Connector{cfg: cfg, pool: wire.NewPool(cfg.Concurrency, d.dial, connector.IsPermanent)}, nil
}

// Close ends the idle connections; those in use end when their call returns. A call after Close is an error.
func (c *Connector) Close() error {
	c.pool.Close()
	return nil
}

// Lookup returns one account as it is now. It is found by its key alone, whatever Config.Filter says, so that an entry
// that no longer matches the filter is not taken for one that is gone.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var account identity.Account
	err := c.pool.Use(ctx, func(cn *conn) (err error) {
		account, _, err = c.find(ctx, cn, key)
		return err
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
	j := judge{cfg: &c.cfg, cn: cn}
	account, err := c.account(ctx, &j, e, held)
	return account, e, err
}
