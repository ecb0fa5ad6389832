package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// oldest is the oldest server that has what we use: pg_terminate_backend that waits.
const oldest = 140000

// idleLimit is how long a connection may lie unused: firewalls forget connections without a word.
const idleLimit = time.Minute

var errClosed = errors.New("the connector is closed")

// querier asks: a connection, or a transaction on one.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// use runs f on a connection to a database, for no longer than the time of the settings.
func (c *Connector) use(ctx context.Context, database string, f func(context.Context, *pgx.Conn) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, dial.TimeoutError{After: c.cfg.Timeout})
	defer cancel()
	return c.on(limited, database, f)
}

// on runs f on a connection to a database. What it returns when ctx has ended is why.
func (c *Connector) on(ctx context.Context, database string, f func(context.Context, *pgx.Conn) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	pool, err := c.pool(ctx, database)
	if err != nil {
		return err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return ended(ctx, c.explainConnect(database, err))
	}
	defer conn.Release()
	return ended(ctx, f(ctx, conn.Conn()))
}

// ended puts the end of ctx in the place of an error that came of it.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func (c *Connector) pool(ctx context.Context, database string) (*pgxpool.Pool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errClosed
	}
	if p := c.pools[database]; p != nil {
		return p, nil
	}
	cfg, err := c.poolConfig(database)
	if err != nil {
		return nil, err
	}
	p, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	c.pools[database] = p
	return p, nil
}

func (c *Connector) poolConfig(database string) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig("host=localhost sslmode=disable")
	if err != nil {
		return nil, errors.New("the PG... variables of the environment of this process cannot be read: take them away")
	}
	server := dial.Server{Address: c.address, CA: c.cfg.CA, Insecure: c.cfg.Insecure, User: c.cfg.User, Password: c.cfg.Password, Timeout: c.cfg.Timeout}
	if cfg.ConnConfig, err = server.Postgres(database); err != nil {
		return nil, err
	}
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec // nothing is prepared, so that it works through a pooler too
	cfg.MaxConns = int32(c.cfg.Concurrency)                     // at most 64: see check
	cfg.MaxConnIdleTime = idleLimit
	cfg.BeforeConnect = server.Unlock
	cfg.AfterConnect = prepare
	return cfg, nil
}

// prepare sees to it that a name in our queries means what the server itself calls so, whatever others have made in the
// database.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	version, err := serverVersion(ctx, conn)
	if err == nil && version < oldest {
		err = connector.Permanent(fmt.Errorf("the server is PostgreSQL %d: 14 or later is needed", version/10000))
	}
	return err
}

func serverVersion(ctx context.Context, q querier) (version int, err error) {
	err = q.QueryRow(ctx, `SELECT current_setting('server_version_num')::int4
		FROM pg_catalog.set_config('search_path', 'pg_catalog', false)`).Scan(&version)
	return version, err
}

// write runs f in a transaction. Where f returns an error, nothing was changed; where the commit does, nobody knows.
func (c *Connector) write(ctx context.Context, database string, f func(context.Context, pgx.Tx) error) error {
	return c.use(ctx, database, func(ctx context.Context, conn *pgx.Conn) error {
		tx, err := conn.Begin(ctx)
		if err != nil {
			return explain(err)
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after a commit it does nothing
		wait := strconv.FormatInt(c.cfg.Timeout.Milliseconds()/2+1, 10)
		if _, err := tx.Exec(ctx, `SELECT set_config('lock_timeout', $1, true)`, wait); err != nil {
			return explain(err)
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		return explainCommit(tx.Commit(ctx))
	})
}

// sqlState returns the code of the server's own answer; empty when the error is none of it.
func sqlState(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}
