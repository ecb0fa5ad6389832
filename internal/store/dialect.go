package store

import (
	"context"
	"database/sql"
	"strings"
)

// dialect is everything in which the two databases differ.
type dialect interface {
	// name returns the store's address without a secret.
	name(url string) string
	open(ctx context.Context, url string, o Options) (*sql.DB, error)
	// found prepares an empty database for its first tables.
	found(ctx context.Context, db *sql.DB) error
	// take makes this process the only holder.
	take(ctx context.Context, url string, o Options) (hold, error)
	// sole makes a transaction the only writing one of all processes.
	sole(ctx context.Context, t *sql.Tx) error
	// snapshot is the isolation in which a reading transaction sees one moment.
	snapshot() sql.IsolationLevel
	rebind(query string) string
	// tables asks for the names of the tables that are there.
	tables() string
	// migrations is the folder of the dialect's migrations.
	migrations() string
	// lower is a column with every letter in lower case, as far as the database knows letters.
	lower(column string) string
	// lost reports whether a connection ended under us.
	lost(err error) bool
	// explain adds to an error of the database what a person can do.
	explain(err error) error
}

// hold is held until it is released.
type hold interface {
	// writer is what only the holder can write through, if there is such a thing, else db.
	writer(db *sql.DB) beginner
	release() error
}

func dialectOf(url string) dialect {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return postgres{}
	}
	return sqliteFile{}
}

// HeldError says that another process holds the store, and which.
type HeldError struct{ By string }

// Error says who holds the store and what to do.
func (e *HeldError) Error() string {
	return "the store is held by another exeunt (" + e.By + "): wait until it is done, nothing was written"
}
