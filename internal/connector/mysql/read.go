package mysql

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const batchSize = 200

// Read hands over every account, ordered by user and host. All names are read at once, then the rights of each.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	watch, ctx, cancel := dial.NewWatch(ctx, c.cfg.Timeout)
	defer cancel()
	r := reading{sink: sink, watch: watch}
	err := c.on(ctx, r.all)
	if r.refused != nil {
		err = r.refused
	}
	return connector.Reading{Seen: r.seen, Expected: r.seen}, err
}

// reading is one reading under way.
type reading struct {
	sink  connector.Sink
	watch *dial.Watch

	batch   []identity.Account
	seen    int
	refused error // by the sink
}

func (r *reading) all(ctx context.Context, s *session) error {
	owns, err := s.belongings(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := s.rows(ctx, everybody, name{})
	if err != nil {
		return err
	}
	for _, row := range rows {
		a, err := s.account(ctx, row, owns[row.String()])
		if err == nil {
			r.batch = append(r.batch, a)
			err = r.flush(batchSize)
		}
		if err != nil {
			return err
		}
		r.watch.Moved()
	}
	return r.flush(1)
}

// flush hands the batch to the sink, whose time is not the server's, when it holds at least so many.
func (r *reading) flush(least int) error {
	if len(r.batch) < least {
		return nil
	}
	r.watch.Pause()
	r.seen += len(r.batch)
	r.refused = r.sink.Accounts(r.batch)
	r.batch = r.batch[:0]
	r.watch.Moved()
	return r.refused
}
