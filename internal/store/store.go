// Package store is ground under the way: it remembers. It holds all the SQL there is, for SQLite and for PostgreSQL.
//
// The database remembers, it does not decide: nothing here knows a policy, a guard or a connector. Every change that an
// auditor may ask about appends its entries to the ledger in the same transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Store is one open memory.
type Store struct {
	db      *sql.DB
	dialect dialect
	now     func() time.Time
	hold    hold
	writing chan struct{} // one token: SQLite has one writer, and the ledger has one end
}

// Options are how a store is opened.
type Options struct {
	// Hold is what the store is held for, such as "apply". Only one process holds a store at a time. Empty: it is only
	// read, or written without touching any system.
	Hold string
	Now  func() time.Time
	// Password of a postgres:// URL; empty: the URL and the environment decide.
	Password string
}

// Open opens the store at the path of a file, or at a postgres:// URL, makes it when it is not there, and brings its
// schema up to this program. A store that a newer program wrote is ErrNewer; one that another process holds is a
// *HeldError.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	s := &Store{dialect: dialectOf(url), now: o.Now, writing: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if o.Hold != "" {
		if s.hold, err = s.dialect.take(ctx, url, o); err != nil {
			return nil, err
		}
	}
	if s.db, err = s.dialect.open(ctx, url, o); err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the store %s: %w", s.dialect.name(url), s.dialect.explain(err)), s.Close())
	}
	return s, nil
}

// Close lets go of the store.
func (s *Store) Close() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.hold != nil {
		errs = append(errs, s.hold.release())
	}
	return errors.Join(errs...)
}

// tx is a transaction with the placeholders of the dialect.
type tx struct {
	*sql.Tx
	s *Store
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := t.ExecContext(ctx, t.s.dialect.rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.QueryContext(ctx, t.s.dialect.rebind(query), args...)
}

func (t *tx) row(ctx context.Context, query string, args ...any) *sql.Row {
	return t.QueryRowContext(ctx, t.s.dialect.rebind(query), args...)
}

func (s *Store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := s.db.QueryContext(ctx, s.dialect.rebind(query), args...)
	return rows, s.dialect.explain(err)
}

func (s *Store) row(ctx context.Context, query string, args ...any) *sql.Row {
	return s.db.QueryRowContext(ctx, s.dialect.rebind(query), args...)
}

// write runs f in one transaction, as the only writer of this process. What says what is being kept, for the error.
func (s *Store) write(ctx context.Context, what string, f func(t *tx) error) error {
	t, err := s.begin(ctx)
	if err != nil {
		return fmt.Errorf("keep %s: %w", what, s.dialect.explain(err))
	}
	if err := f(t); err != nil {
		return errors.Join(fmt.Errorf("keep %s: %w", what, s.dialect.explain(err)), s.rollback(t))
	}
	if err := s.commit(t); err != nil {
		return fmt.Errorf("keep %s: %w", what, s.dialect.explain(err))
	}
	return nil
}

// begin waits to be the only writer, and begins.
func (s *Store) begin(ctx context.Context) (*tx, error) {
	select {
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	t, err := s.db.BeginTx(ctx, nil)
	if err == nil {
		err = s.dialect.sole(ctx, t)
	}
	if err != nil {
		<-s.writing
		return nil, err
	}
	return &tx{t, s}, nil
}

func (s *Store) commit(t *tx) error {
	defer func() { <-s.writing }()
	return t.Commit()
}

func (s *Store) rollback(t *tx) error {
	defer func() { <-s.writing }()
	if err := t.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// micros returns an instant as it is kept: microseconds since 1970, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant returns what micros kept, UTC.
func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
