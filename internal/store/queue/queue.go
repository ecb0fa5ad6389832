// Package queue is ground: River's queue of durable work in the database of the store.
//
// It is beside the store, and not in it, because River brings tables and migrations of its own. Work decides what is
// queued; here is only where.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
	_ "modernc.org/sqlite" // the driver of the embedded store
)

// Queue is a client of River, whatever its database.
type Queue interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	Insert(ctx context.Context, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
}

// Open opens the queue in the database of the store, which is the path of a file or a postgres:// URL, and brings its
// tables up to this program. Done lets go of the database, after the queue was stopped.
func Open(ctx context.Context, store, password string, c *river.Config) (q Queue, done func() error, err error) {
	if strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://") {
		return onPostgres(ctx, store, password, c)
	}
	return onSQLite(ctx, store, c)
}

// onSQLite uses one connection of its own to the file: the driver does not take it well when two of its statements meet.
func onSQLite(ctx context.Context, path string, c *river.Config) (Queue, func() error, error) {
	pragmas := url.Values{"_pragma": {"busy_timeout(30000)", "journal_mode(wal)", "synchronous(full)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	client, err := client(ctx, riversqlite.New(db), c)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return client, db.Close, nil
}

func onPostgres(ctx context.Context, address, password string, c *river.Config) (Queue, func() error, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, nil, errors.New("the postgres:// URL of the store cannot be read")
	}
	if password != "" {
		config.ConnConfig.Password = password
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	done := func() error { pool.Close(); return nil }
	client, err := client(ctx, riverpgxv5.New(pool), c)
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return client, done, nil
}

func client[T any](ctx context.Context, driver riverdriver.Driver[T], c *river.Config) (*river.Client[T], error) {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: c.Logger})
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	return river.NewClient(driver, c)
}
