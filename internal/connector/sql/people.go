package sql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/sql/dial"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const batchSize = 500

// People is a table of people: who works here, and until when.
type People struct {
	*client
	cfg    PeopleConfig
	read   statement
	count  *statement
	status vocabulary[identity.Status]
}

var _ connector.Connector = (*People)(nil)

// NewPeople checks the settings. It does no I/O. The error names every problem at once, one a line.
func NewPeople(cfg PeopleConfig) (*People, error) {
	if cfg.EndsAt.IsZero() {
		cfg.EndsAt = identity.EndOfDay
	}
	p := &People{cfg: cfg}
	problems := make([]error, 4)
	p.read, problems[0] = cfg.query("read", cfg.Read)
	p.count, problems[1] = cfg.counting()
	p.status, problems[2] = newVocabulary("status-values", cfg.StatusWords)
	if cfg.Zone == nil {
		problems[3] = errors.New("zone is missing: name it in the settings")
	}
	var err error
	if p.client, err = open(cfg.Database, false, problems...); err != nil {
		return nil, err
	}
	return p, nil
}

// counting takes the query of the count apart; nil when there is none.
func (d *Database) counting() (*statement, error) {
	if d.Count == "" {
		return nil, nil
	}
	s, err := d.query("count", d.Count)
	return &s, err
}

// Describe says that this is a source of people, and that nothing can be done to it.
func (p *People) Describe() connector.Description {
	return connector.Description{Kind: kind, Authoritative: true, Concurrency: p.Concurrency}
}

// Lookup finds no account: a table of people has none.
func (p *People) Lookup(ctx context.Context, key string) (identity.Account, error) {
	if err := ctx.Err(); err != nil {
		return identity.Account{}, err
	}
	return identity.Account{}, fmt.Errorf("%s is a source of people, account %q: %w", p.Name, key, connector.ErrGone)
}

// Do refuses every verb.
func (p *People) Do(context.Context, identity.Operation) error {
	return connector.Permanent(errors.New(p.Name + " is a source of people: there is nothing to do to it"))
}

// Probe has the database explain the queries, and runs none of them.
func (p *People) Probe(ctx context.Context) ([]connector.Right, error) {
	return p.tell(ctx, []question{{"", "read people", &p.read}, {"", "count people", p.count}})
}

// Read reads the whole table before it hands the first person over: a second engagement of a person, or a problem, can
// stand at its end.
func (p *People) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	watch, ctx, cancel := dial.NewWatch(ctx, p.Timeout)
	defer cancel()
	r := newRoster(&p.cfg, p.status)
	unread := connector.Reading{Expected: -1}
	err := p.until(ctx, func(ctx context.Context) error {
		return p.look(ctx, func(ctx context.Context, tx *sql.Tx) error { return p.gather(ctx, tx, r, watch) })
	})
	if err != nil {
		return unread, err
	}
	watch.Pause()
	people := r.people()
	for from := 0; from < len(people); from += batchSize {
		if err := ctx.Err(); err != nil {
			return unread, context.Cause(ctx)
		}
		if err := sink.People(people[from:min(from+batchSize, len(people))]); err != nil {
			return unread, err
		}
	}
	return connector.Reading{Seen: len(people), Expected: -1}, nil
}

func (p *People) gather(ctx context.Context, tx *sql.Tx, r *roster, watch *dial.Watch) error {
	expected, err := p.expect(ctx, tx, p.count)
	if err != nil {
		return err
	}
	rows := 0
	err = p.records(ctx, tx, &p.read, nil, personColumns, []string{"id"}, func(row *record) error {
		rows++
		if rows%batchSize == 0 {
			watch.Moved()
		}
		return r.take(row)
	})
	if err == nil && expected >= 0 && rows != expected {
		err = fmt.Errorf("read gives %d rows, and count says %d: both must speak of the same rows", rows, expected)
	}
	return err
}

// expect asks how many records there are; -1 when nothing counts them.
func (c *client) expect(ctx context.Context, tx *sql.Tx, count *statement) (int, error) {
	if count == nil {
		return -1, nil
	}
	n, got := 0, 0
	text, _ := count.text(c.kind, nil)
	rows, err := tx.QueryContext(ctx, text)
	if err != nil {
		return 0, c.explain(count.where, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says how they ended
	for rows.Next() {
		got++
		if err := rows.Scan(&n); err != nil {
			return 0, fmt.Errorf("count gives something else than one number: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return 0, c.explain(count.where, err)
	}
	if got != 1 {
		return 0, fmt.Errorf("count gives %d rows: one number is expected", got)
	}
	return n, nil
}
