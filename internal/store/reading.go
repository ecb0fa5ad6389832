package store

import (
	"context"
	"time"
)

// Reading is the last complete reading of a source or system, beside the one before it.
type Reading struct {
	Name     string
	Seen     int
	At       time.Time
	Written  time.Time     // when the input itself was made; zero: live
	Took     time.Duration // zero: not known
	Before   int           // how many were seen the time before; -1: there was none
	BeforeAt time.Time
}

// Readings returns the last complete reading of every source and system, by name.
func (s *Store) Readings(ctx context.Context) (map[string]Reading, error) {
	rows := s.query(ctx, `SELECT name, seen, read_at, written, took, before_seen, before_at FROM source`)
	readings := map[string]Reading{}
	err := each(rows, func() error {
		var r Reading
		var at, written, took, before int64
		err := rows.Scan(&r.Name, &r.Seen, &at, &written, &took, &r.Before, &before)
		r.At, r.Written, r.Took, r.BeforeAt = instant(at), instant(written), time.Duration(took)*time.Microsecond, instant(before)
		readings[r.Name] = r
		return err
	})
	return readings, err
}

// NoteTook keeps how long the last readings took.
func (s *Store) NoteTook(ctx context.Context, took map[string]time.Duration) error {
	return s.write(ctx, "how long readings took", func(t *tx) error {
		for name, d := range took {
			if _, err := t.exec(ctx, `UPDATE source SET took = ? WHERE name = ?`, d.Microseconds(), name); err != nil {
				return err
			}
		}
		return nil
	})
}
