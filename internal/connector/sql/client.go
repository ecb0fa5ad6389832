package sql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
)

// idleLimit is how long a connection may lie unused: servers and firewalls forget connections without a word.
const idleLimit = time.Minute

// client is the way to one database.
type client struct {
	Database
	server dial.Server
	kind   Dialect
	db     *sql.DB
	writes bool
}

// open makes a pool of connections, of which none is opened yet, when there are no problems with the settings.
func open(d Database, writes bool, problems ...error) (*client, error) {
	d.fill()
	server, err := d.check()
	if err := errors.Join(append(problems, err)...); err != nil {
		return nil, err
	}
	c := &client{Database: d, server: server, kind: d.dialect(), writes: writes}
	if c.db, err = c.pool(); err != nil {
		return nil, err
	}
	c.db.SetMaxOpenConns(d.Concurrency)
	c.db.SetMaxIdleConns(d.Concurrency)
	c.db.SetConnMaxIdleTime(idleLimit)
	return c, nil
}

func (c *client) pool() (*sql.DB, error) {
	switch c.kind {
	case Postgres:
		to, err := c.server.Postgres(c.server.Database)
		if err != nil {
			return nil, err
		}
		to.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // the server says of what type each parameter is
		return stdlib.OpenDB(*to, stdlib.OptionBeforeConnect(c.server.Unlock)), nil
	case MySQL:
		to, err := c.server.MySQL(map[string]string{"time_zone": "'+00:00'", "sql_mode": "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"})
		if err != nil {
			return nil, err
		}
		to.ClientFoundRows = true // rows that were found, not those that came to be otherwise: as the others count
		dialer, err := mysql.NewConnector(to)
		if err != nil {
			return nil, err
		}
		return sql.OpenDB(dialer), nil
	case SQLite:
	}
	return sql.Open("sqlite", c.file())
}

// file names a file that must be there: a mistyped path must not make an empty one.
func (c *client) file() string {
	path := strings.TrimPrefix(c.URL, "sqlite:")
	options := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(" + strconv.FormatInt(c.Timeout.Milliseconds()/2, 10) + ")", "foreign_keys(1)"}}
	if c.writes {
		options.Set("mode", "rw")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

// Close ends the connections. A call after Close is an error.
func (c *client) Close() error { return c.db.Close() }

// limited runs f for no longer than the time of the settings.
func (c *client) limited(ctx context.Context, f func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.Timeout, dial.TimeoutError{After: c.Timeout})
	defer cancel()
	return c.until(limited, f)
}

// until runs f. What it returns when ctx has ended is why.
func (c *client) until(ctx context.Context, f func(context.Context) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	err := f(ctx)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// look runs f in a transaction that sees the database as it was at one moment, and is rolled back.
func (c *client) look(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	if c.kind == SQLite {
		options = &sql.TxOptions{ReadOnly: true} // the snapshot is what it has anyway
	}
	tx, err := c.db.BeginTx(ctx, options)
	if err != nil {
		return c.explainConnect(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return f(ctx, tx)
}

// change runs f in a transaction, and commits it when f returns nil. An error of the commit says nothing of the outcome.
func (c *client) change(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return c.explainConnect(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := f(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("the end of the transaction was not confirmed: %w", err)
	}
	return nil
}

// explainConnect says why there is no connection, and what to do next.
func (c *client) explainConnect(err error) error {
	if ours, ok := errors.AsType[dial.SettingsError](err); ok {
		return ours
	}
	doing := "connect as " + c.User
	if c.kind == SQLite {
		doing = "open " + strings.TrimPrefix(c.URL, "sqlite:")
	}
	if said, ok := saidBy(err); ok {
		return c.explain(doing, said)
	}
	return fmt.Errorf("connect to %s: %s: %w", c.server.Listens(), c.server.Hint(err), err)
}
