// Package mysql is a connector (the floor): the accounts of a MariaDB or MySQL server, done on MariaDB 10.11.
//
//   - name: shop
//     kind: mysql
//     url: mysql://db.example.com
//     ca: ca.crt
//     user: exeunt
//     password: env:SHOP_PASSWORD
//
// An account is a user at a host, addressed by user@host, which is all that the server knows it by. Suspended is ACCOUNT
// LOCK. See docs/connectors/mysql.md.
package mysql

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one server. It keeps up to Config.Concurrency connections open; Close ends them.
type Connector struct {
	cfg     Config
	address dial.Address
	db      *sql.DB
}

var _ connector.Connector = (*Connector)(nil)

// New checks the settings and fills in what they leave open. It does no I/O. The error names every problem at once,
// one a line.
func New(cfg Config) (*Connector, error) {
	cfg.fill()
	address, err := cfg.check()
	if err != nil {
		return nil, err
	}
	db, err := open(cfg, address)
	if err != nil {
		return nil, err
	}
	return &Connector{cfg: cfg, address: address, db: db}, nil
}

// Close ends the connections. A call after Close is an error.
func (c *Connector) Close() error { return c.db.Close() }

// Lookup returns one account as it is now, with its open sessions, its timed jobs, and the programs in the databases that
// run as it.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var found identity.Account
	err := c.use(ctx, func(ctx context.Context, s *session) (err error) {
		if found, err = s.find(ctx, key); err != nil {
			return err
		}
		found.Residual, err = s.residual(ctx, found.Ref.Key)
		return err
	})
	return found, err
}

// find returns the account of a key without its sessions, or connector.ErrGone when there is none.
func (s *session) find(ctx context.Context, key string) (identity.Account, error) {
	who, ok := parseName(key)
	if !ok {
		return identity.Account{}, gone(key)
	}
	rows, err := s.rows(ctx, one, who)
	switch {
	case err != nil:
		return identity.Account{}, err
	case len(rows) == 0:
		return identity.Account{}, gone(key)
	}
	owns, err := s.belongings(ctx, &who)
	if err != nil {
		return identity.Account{}, err
	}
	return s.account(ctx, rows[0], owns[who.String()])
}

func gone(key string) error { return fmt.Errorf("there is no account %s: %w", key, connector.ErrGone) }
