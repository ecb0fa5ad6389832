package connectortest

import (
	"context"
	"fmt"
	"io"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Read hands the system as it is when Read is called to the sink: what changes meanwhile is seen by the next reading.
func (m *Memory) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	var reading connector.Reading
	err := m.answer(ctx, Call{Method: Read}, func(trouble Trouble) (err error) {
		reading, err = m.listing().hand(ctx, sink, trouble)
		return err
	})
	return reading, err
}

// listing is what one reading shows: the accounts, or the people.
type listing struct {
	system   string
	batch    int
	accounts []*identity.Account
	people   []identity.Person
}

func (m *Memory) listing() *listing {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := &listing{system: m.system, batch: max(1, m.batch), people: m.people}
	l.accounts = make([]*identity.Account, len(m.order))
	for i, key := range m.order {
		l.accounts[i] = m.accounts[key]
	}
	return l
}

func (l *listing) size() int { return len(l.accounts) + len(l.people) }

func (l *listing) hand(ctx context.Context, sink connector.Sink, trouble Trouble) (connector.Reading, error) {
	size, announced := l.size(), l.size()
	if trouble.Fault == Overstate {
		announced += 7
	}
	if trouble.Fault == DropListing {
		size = trouble.dropsAt(size)
	}
	reading := connector.Reading{Expected: announced}
	for reading.Seen < size {
		if err := ctx.Err(); err != nil {
			return reading, err
		}
		to := min(size, reading.Seen+l.batch)
		if err := l.give(sink, reading.Seen, to); err != nil {
			return reading, err
		}
		reading.Seen = to
	}
	return reading, l.whole(reading, trouble)
}

func (l *listing) whole(r connector.Reading, trouble Trouble) error {
	switch {
	case trouble.Fault == DropListing:
		return fmt.Errorf("read %s: the connection dropped after %d records: %w", l.system, r.Seen, io.ErrUnexpectedEOF)
	case r.Seen != r.Expected:
		return fmt.Errorf("read %s: it announced %d records and gave %d", l.system, r.Expected, r.Seen)
	}
	return nil
}

// give hands copies of some records to the sink, which may then do with them what it likes.
func (l *listing) give(sink connector.Sink, from, to int) error {
	if l.people != nil {
		batch := make([]identity.Person, 0, to-from)
		for _, p := range l.people[from:to] {
			batch = append(batch, clonePerson(p))
		}
		return sink.People(batch)
	}
	batch := make([]identity.Account, 0, to-from)
	for _, a := range l.accounts[from:to] {
		batch = append(batch, a.Clone())
	}
	return sink.Accounts(batch)
}
