// Package postgres is a connector (the floor): the roles of a PostgreSQL server, 14 or later, done on PostgreSQL 15.
//
//   - name: warehouse
//     kind: postgres
//     url: postgres://db.example.com
//     ca: ca.crt
//     user: exeunt
//     password: env:WAREHOUSE_PASSWORD
//
// An account is a role that may log in, or one that Exeunt has suspended, addressed by its oid. Suspended is NOLOGIN,
// and a mark in the role's comment by which it is told from a group. See docs/connectors/postgres.md.
package postgres

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one server. It keeps up to Config.Concurrency connections open to each database that it had to look
// into; Close ends them.
type Connector struct {
	cfg     Config
	address dial.Address

	mu     sync.Mutex
	pools  map[string]*pgxpool.Pool // by database
	closed bool
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
	if address.Database == "" {
		address.Database = "postgres"
	}
	return &Connector{cfg: cfg, address: address, pools: map[string]*pgxpool.Pool{}}, nil
}

// Close ends the connections, as soon as nobody uses them. A call after Close is an error.
func (c *Connector) Close() error {
	c.mu.Lock()
	pools := c.pools
	c.pools, c.closed = nil, true
	c.mu.Unlock()
	for _, p := range pools {
		p.Close()
	}
	return nil
}

// Lookup returns one role as it is now, with its open sessions and with what it owns in every database. A role that may
// not log in is shown too, as suspended: it is looked for by its oid alone.
func (c *Connector) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var found identity.Account
	err := c.use(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error {
		r, err := find(ctx, conn, key)
		if err != nil {
			return err
		}
		owned, err := c.owned(ctx, conn, r.oid)
		if err != nil {
			return err
		}
		found = c.account(&r, owned[r.oid])
		found.Residual, err = sessions(ctx, conn, r.oid)
		return err
	})
	return found, err
}

// find returns the role of a key, or connector.ErrGone when there is none.
func find(ctx context.Context, q querier, key string) (role, error) {
	oid, err := strconv.ParseUint(key, 10, 32)
	if err != nil || oid == 0 {
		return role{}, gone(key)
	}
	found := role{}
	err = eachRole(ctx, q, rolesByOID, []any{uint32(oid)}, func(r *role) error { found = *r; return nil })
	switch {
	case err != nil:
		return role{}, fmt.Errorf("look at role %s: %w", key, explain(err))
	case found.oid == 0:
		return role{}, gone(key)
	}
	return found, nil
}

func gone(key string) error {
	return fmt.Errorf("no role has the oid %s: %w", key, connector.ErrGone)
}
