package csv

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands the accounts over while it reads the file. Lines that follow each other, have one id and differ only in
// their roles are one account. The error is a *table.Problems, with up to 20 problems, the sink's, or the context's.
func (a *Accounts) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	unread := connector.Reading{Expected: -1}
	s, err := a.cfg.open(ctx, a.names)
	if err != nil {
		return unread, err
	}
	defer s.close()
	e := a.export(ctx, s, sink.Accounts)
	if err := e.read(ctx, s); err != nil {
		return unread, err
	}
	summary, whole := s.Summary()
	if !whole || e.account.calendar.other(summary.Digest) {
		return unread, changed(a.cfg.Path)
	}
	return readingOf(&summary, e.seen), nil
}

// Lookup reads the file again up to the account. It is ErrGone only when the file was read whole, and has no problem.
func (a *Accounts) Lookup(ctx context.Context, key string) (identity.Account, error) {
	gone := fmt.Errorf("account %q in %s: %w", key, a.cfg.Path, connector.ErrGone)
	if key == "" {
		return identity.Account{}, gone
	}
	s, err := a.cfg.open(ctx, a.names)
	if err != nil {
		return identity.Account{}, err
	}
	defer s.close()
	var found identity.Account
	e := a.export(ctx, s, func(batch []identity.Account) error {
		found = batch[0].Clone()
		return nil
	})
	e.only = key
	if err := e.read(ctx, s); err != nil {
		return identity.Account{}, err
	}
	if found.Ref.Key == "" {
		return identity.Account{}, gone
	}
	return found, nil
}

// export is one reading of an export.
type export struct {
	account accountReader
	only    string // the one account that is looked for; empty: all
	hand    func([]identity.Account) error

	batch []identity.Account
	line  int // of the last account
	seen  int
}

func (a *Accounts) export(ctx context.Context, s *sheet, hand func([]identity.Account) error) *export {
	return &export{account: a.reader(ctx, s), hand: hand, batch: make([]identity.Account, 0, batchSize)}
}

func (e *export) read(ctx context.Context, s *sheet) error {
	for rows, err := range s.Batches(ctx) {
		if err != nil {
			return err
		}
		done, err := e.take(ctx, rows)
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	if err := errors.Join(s.Err(), e.account.calendar.failed); err != nil {
		return err
	}
	return e.flush(ctx)
}

// take turns rows into accounts. Done says that the one account that is looked for is complete.
func (e *export) take(ctx context.Context, rows []table.Row) (done bool, err error) {
	for i := range rows {
		row := &rows[i]
		if e.only != "" && e.account.sheet.cell(row, accountID) != e.only {
			if len(e.batch) > 0 {
				return true, nil
			}
			continue
		}
		if len(e.batch) == cap(e.batch) && !e.follows(row) {
			if err := e.flush(ctx); err != nil {
				return false, err
			}
		}
		e.add(row)
	}
	return false, nil
}

// follows reports whether a row has the id of the row before it.
func (e *export) follows(row *table.Row) bool {
	n := len(e.batch)
	return n > 0 && e.batch[n-1].Ref.Key == e.account.sheet.cell(row, accountID)
}

func (e *export) add(row *table.Row) {
	n := len(e.batch)
	if e.follows(row) {
		e.account.join(&e.batch[n-1], e.line, row)
		return
	}
	e.batch = e.batch[:n+1]
	e.account.read(&e.batch[n], row)
	e.line = row.Line
}

// flush hands over what is gathered, unless something is wrong: then the rest is read for what else is wrong.
func (e *export) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hand over the accounts of %s: %w", e.account.system, context.Cause(ctx))
	}
	batch := e.batch
	e.batch = e.batch[:0]
	e.account.rights.reset()
	if len(batch) == 0 || e.account.sheet.Err() != nil {
		return nil //nolint:nilerr // told elsewhere
	}
	e.seen += len(batch)
	return e.hand(batch)
}
