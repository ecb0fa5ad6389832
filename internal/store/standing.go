package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// PersonRow is a person with where they stood in the newest reading.
type PersonRow struct {
	identity.Person
	assess.Standing
}

const personColumns = `doc, vanished_since, vanished_feeds, state, begins_at, ends_at`

func scanPersonRow(rows *rows, p *PersonRow) error {
	var begins, ends int64
	err := scanPerson(func(into ...any) error { return rows.Scan(append(into, &p.State, &begins, &ends)...) }, &p.Person)
	p.Begins, p.Ends = instant(begins), instant(ends)
	return err
}

// Persons returns people by their ids, from whatever source, by id. Who is not known is left out.
func (s *Store) Persons(ctx context.Context, ids []identity.PersonID) ([]PersonRow, error) {
	var all []PersonRow
	for len(ids) > 0 {
		n := min(500, len(ids))
		rows := s.query(ctx, `SELECT `+personColumns+` FROM person WHERE id IN (`+marks(n)+`) ORDER BY id`, anys(ids[:n])...)
		some, err := list(rows, func(p *PersonRow) error { return scanPersonRow(rows, p) })
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		ids = ids[n:]
	}
	return all, nil
}

// Leaving returns people who work here and whose access ends after from and not after to, the next ones first.
func (s *Store) Leaving(ctx context.Context, from, to time.Time, limit int) ([]PersonRow, error) {
	rows := s.query(ctx, `SELECT `+personColumns+` FROM person WHERE ends_at > 0 AND ends_at > ? AND ends_at <= ? AND state <> 'left'
		ORDER BY ends_at, id LIMIT ?`, micros(from), micros(to), limit)
	return list(rows, func(p *PersonRow) error { return scanPersonRow(rows, p) })
}

// Departures returns how many people leave, or left, in each period of a length since from, until to, by its number.
func (s *Store) Departures(ctx context.Context, from, to time.Time, length time.Duration) (map[int]int, error) {
	rows := s.query(ctx, `SELECT (ends_at - ?) / ?, COUNT(*) FROM person WHERE ends_at > 0 AND ends_at >= ? AND ends_at < ? GROUP BY 1`,
		micros(from), length.Microseconds(), micros(from), micros(to))
	counts := map[int]int{}
	err := each(rows, func() error {
		var period, n int
		err := rows.Scan(&period, &n)
		counts[period] = n
		return err
	})
	return counts, err
}
