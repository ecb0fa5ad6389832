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
	"slices"
	"time"
)

// Store is one open memory.
type Store struct {
	asker
	db      *sql.DB
	writer  beginner
	now     func() time.Time
	hold    hold
	writing chan struct{} // one token: SQLite has one writer, and the ledger has one end
	from    string        // the address that what is kept comes from; empty: this machine
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
	d := dialectOf(url)
	s := &Store{asker: asker{dialect: d}, now: o.Now, writing: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	if o.Hold != "" {
		var err error
		if s.hold, err = d.take(ctx, url, o); err != nil {
			return nil, err
		}
	}
	if err := s.open(ctx, url, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store %s: %w", d.name(url), err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, url string, o Options) (err error) {
	if s.db, err = s.dialect.open(ctx, url, o); err != nil {
		return err
	}
	s.conn, s.writer = s.db, s.db
	if s.hold != nil {
		s.writer = s.hold.writer(s.db)
	}
	return s.migrate(ctx)
}

// Close lets go of the store. What was lost with a connection was let go of by its server.
func (s *Store) Close() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.hold != nil {
		errs = append(errs, s.hold.release())
	}
	errs = slices.DeleteFunc(errs, s.dialect.lost)
	return errors.Join(errs...)
}

// From returns the same store for somebody who acts from the address of another machine: the ledger is told so. It is closed
// with the one it came from.
func (s *Store) From(address string) *Store {
	from := *s
	from.from = address
	return &from
}

// beginner begins transactions: the database, or the one connection that holds it.
type beginner interface {
	BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
}

// tx is a transaction of the one writer.
type tx struct {
	asker
	whole *sql.Tx
	from  string
}

// write runs f in one transaction, as the only writer of this process. What says what is being kept, for the error.
func (s *Store) write(ctx context.Context, what string, f func(t *tx) error) error {
	t, err := s.begin(ctx)
	if err != nil {
		return fmt.Errorf("keep %s: %w", what, err)
	}
	if err := f(t); err != nil {
		return errors.Join(fmt.Errorf("keep %s: %w", what, err), s.rollback(t))
	}
	if err := s.commit(t); err != nil {
		return fmt.Errorf("keep %s: %w", what, err)
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
	whole, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		<-s.writing
		return nil, s.dialect.explain(err)
	}
	t := &tx{asker{s.dialect, whole}, whole, s.from}
	if err := s.dialect.sole(ctx, whole); err != nil {
		return nil, errors.Join(s.dialect.explain(err), s.rollback(t))
	}
	return t, nil
}

func (s *Store) commit(t *tx) error {
	defer func() { <-s.writing }()
	return s.dialect.explain(t.whole.Commit())
}

// rollback gives up a transaction. One that the database has given up already, or whose connection is gone, is given up.
func (s *Store) rollback(t *tx) error {
	defer func() { <-s.writing }()
	err := t.whole.Rollback()
	if errors.Is(err, sql.ErrTxDone) || s.dialect.lost(err) {
		return nil
	}
	return s.dialect.explain(err)
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
