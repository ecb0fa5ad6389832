package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Took is how long one suspension took: from the instant when it was due to the one when it was seen.
type Took struct{ Due, Verified time.Time }

// Took returns the suspensions that were seen since an instant, oldest first.
func (s *Store) Took(ctx context.Context, since time.Time) ([]Took, error) {
	rows := s.query(ctx, `SELECT due, concluded_at FROM action WHERE concluded_at >= ? AND verb = 'suspend' AND verdict = 'verified' AND due > 0
		ORDER BY concluded_at`, micros(since))
	return list(rows, func(t *Took) error {
		var due, verified int64
		err := rows.Scan(&due, &verified)
		t.Due, t.Verified = instant(due), instant(verified)
		return err
	})
}

// Closed returns the accounts that were closed, and seen to be, at an instant or later.
func (s *Store) Closed(ctx context.Context, since time.Time) (map[identity.AccountRef]bool, error) {
	rows := s.query(ctx, `SELECT system, key FROM closed WHERE since >= ?`, micros(since))
	closed := map[identity.AccountRef]bool{}
	err := each(rows, func() error {
		var ref identity.AccountRef
		err := rows.Scan(&ref.System, &ref.Key)
		closed[ref] = true
		return err
	})
	return closed, err
}

// Residual is a closed account that still lets somebody in.
type Residual struct {
	Ref    identity.AccountRef
	Login  string
	Person identity.PersonID
	Since  time.Time // it was closed, and this was seen
	Open   []identity.Residual
}

// Residuals returns the closed accounts that still let somebody in as far as was seen, the longest closed first.
func (s *Store) Residuals(ctx context.Context) ([]Residual, error) {
	rows := s.query(ctx, `SELECT c.system, c.key, a.login, a.person, c.since, c.residual FROM closed c
		JOIN action a ON a.plan = c.plan AND a.system = c.system AND a.key = c.key AND a.verb = 'suspend'
		WHERE c.residual <> '[]' ORDER BY c.since, c.system, c.key`)
	return list(rows, func(r *Residual) error {
		var since int64
		var open string
		if err := rows.Scan(&r.Ref.System, &r.Ref.Key, &r.Login, &r.Person, &since, &open); err != nil {
			return err
		}
		r.Since = instant(since)
		return json.Unmarshal([]byte(open), &r.Open)
	})
}

// Point is one value of a day.
type Point struct {
	Day   time.Time // its beginning, UTC
	Value int
}

// NoteTrend keeps values of the day of an instant, UTC, in the place of earlier ones of that day.
func (s *Store) NoteTrend(ctx context.Context, at time.Time, values map[string]int) error {
	var rows [][]any
	for name, value := range values {
		rows = append(rows, []any{at.Unix() / daySeconds, name, value})
	}
	return s.write(ctx, "the figures of a day", func(t *tx) error {
		return t.insert(ctx, `INSERT INTO trend (day, name, value) VALUES`, ` ON CONFLICT (day, name) DO UPDATE SET value = excluded.value`, rows)
	})
}

const daySeconds = 24 * 60 * 60

// Trend returns the values of a name since an instant, a day's each.
func (s *Store) Trend(ctx context.Context, name string, since time.Time) ([]Point, error) {
	rows := s.query(ctx, `SELECT day, value FROM trend WHERE name = ? AND day >= ? ORDER BY day`, name, since.Unix()/daySeconds)
	return list(rows, func(p *Point) error {
		var day int64
		err := rows.Scan(&day, &p.Value)
		p.Day = time.Unix(day*daySeconds, 0).UTC()
		return err
	})
}
