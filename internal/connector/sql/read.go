package sql

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands over the account of every row, in the order of the query. Accounts, their rights and the count are read in
// one transaction, as they were at one moment.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	watch, ctx, cancel := dial.NewWatch(ctx, c.Timeout)
	defer cancel()
	r := reading{Connector: c, sink: sink, watch: watch, seen: map[string]bool{}}
	err := c.until(ctx, func(ctx context.Context) error { return c.look(ctx, r.all) })
	if r.refused != nil {
		err = r.refused
	}
	return connector.Reading{Seen: len(r.seen) - len(r.batch), Expected: r.expected}, err
}

// reading is one reading under way.
type reading struct {
	*Connector
	sink  connector.Sink
	watch *dial.Watch

	batch    []identity.Account
	seen     map[string]bool // the ids
	expected int
	refused  error // by the sink
}

func (r *reading) all(ctx context.Context, tx *sql.Tx) (err error) {
	if r.expected, err = r.expect(ctx, tx, r.count); err != nil {
		return err
	}
	rights, err := r.rights(ctx, tx, r.entitlements, nil)
	if err != nil {
		return err
	}
	r.watch.Moved()
	err = r.accounts(ctx, tx, &r.read, nil, rights, func(a identity.Account) error {
		if r.seen[a.Ref.Key] {
			return fmt.Errorf("read gives the id %q twice: each account must have an id of its own", a.Ref.Key)
		}
		r.seen[a.Ref.Key] = true
		r.batch = append(r.batch, a)
		if len(r.batch) < batchSize {
			return nil
		}
		return r.flush(ctx)
	})
	switch {
	case err != nil:
		return err
	case r.expected >= 0 && len(r.seen) != r.expected:
		return fmt.Errorf("read gives %d rows, and count says %d: both must speak of the same rows", len(r.seen), r.expected)
	}
	return r.flush(ctx)
}

// flush hands the batch to the sink, whose time is not the database's.
func (r *reading) flush(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r.watch.Pause()
	r.refused = r.sink.Accounts(r.batch)
	r.batch = r.batch[:0]
	r.watch.Moved()
	return r.refused
}
