package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const batchSize = 500

// Read hands over every role that is an account, in the order of their oids, as they all were at one moment. The server
// is asked how many roles there are, and has to give as many.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	watch, ctx, cancel := dial.NewWatch(ctx, c.cfg.Timeout)
	defer cancel()
	r := reading{Connector: c, sink: sink, watch: watch}
	err := c.on(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error {
		var err error
		if r.owned, err = c.owned(ctx, conn, 0); err != nil {
			return err
		}
		return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			return r.all(ctx, tx)
		})
	})
	if r.refused != nil {
		err = r.refused
	}
	return connector.Reading{Seen: r.seen, Expected: r.seen}, err
}

// reading is one reading under way.
type reading struct {
	*Connector
	sink  connector.Sink
	watch *dial.Watch
	owned map[uint32][]identity.Possession

	batch   []identity.Account
	seen    int
	refused error // by the sink
}

func (r *reading) all(ctx context.Context, tx pgx.Tx) error {
	var expected, got int
	if err := tx.QueryRow(ctx, countRoles).Scan(&expected); err != nil {
		return fmt.Errorf("count the roles: %w", explain(err))
	}
	err := eachRole(ctx, tx, allRoles, nil, func(role *role) error {
		got++
		if !r.isAccount(role) {
			return nil
		}
		r.batch = append(r.batch, r.account(role, r.owned[role.oid]))
		if len(r.batch) < batchSize {
			return nil
		}
		return r.flush()
	})
	switch {
	case err != nil:
		return fmt.Errorf("read the roles: %w", explain(err))
	case got != expected:
		return fmt.Errorf("the server counts %d roles and gave %d: read again", expected, got)
	}
	return r.flush()
}

// flush hands the batch to the sink, whose time is not the server's.
func (r *reading) flush() error {
	if len(r.batch) == 0 {
		return nil
	}
	r.watch.Pause()
	r.seen += len(r.batch)
	r.refused = r.sink.Accounts(r.batch)
	r.batch = r.batch[:0]
	r.watch.Moved()
	return r.refused
}
