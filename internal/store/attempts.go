package store

import (
	"context"
	"time"
)

// Try keeps a try to sign in under each of these names (an account, an address), as one that failed until Forgive says
// otherwise. Before that, may is told how many there were since an instant and when the last one was; its error keeps
// nothing. All of it is one transaction, so that many who try at once are counted one after the other.
func (s *Store) Try(ctx context.Context, at, since time.Time, who []string, may func(who string, n int, last time.Time) error) error {
	return s.write(ctx, "a try to sign in", func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM attempt WHERE at < ?`, micros(since)); err != nil {
			return err
		}
		for _, w := range who {
			var n int
			var last int64
			if err := t.row(ctx, `SELECT COUNT(*), COALESCE(MAX(at), 0) FROM attempt WHERE who = ?`, w).Scan(&n, &last); err != nil {
				return err
			}
			if err := may(w, n, instant(last)); err != nil {
				return err
			}
			if _, err := t.exec(ctx, `INSERT INTO attempt (who, at) VALUES (?, ?)`, w, micros(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Forgive takes the try of an instant back under each of these names, and under those of all every try there was.
func (s *Store) Forgive(ctx context.Context, at time.Time, who, all []string) error {
	return s.write(ctx, "a sign-in", func(t *tx) error {
		for _, w := range who {
			if _, err := t.exec(ctx, `DELETE FROM attempt WHERE who = ? AND at = ?`, w, micros(at)); err != nil {
				return err
			}
		}
		for _, w := range all {
			if _, err := t.exec(ctx, `DELETE FROM attempt WHERE who = ?`, w); err != nil {
				return err
			}
		}
		return nil
	})
}
