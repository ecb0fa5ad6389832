package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// KnowBrowser keeps the digest of the secret by which a browser is known again in which an operator has signed in, and
// forgets those that were not seen since an instant.
func (s *Store) KnowBrowser(ctx context.Context, digest string, operator int64, at, forget time.Time) error {
	return s.write(ctx, "a browser", func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM known_browser WHERE seen_at < ?`, micros(forget)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO known_browser (digest, operator, seen_at) VALUES (?, ?, ?)
			ON CONFLICT (digest) DO UPDATE SET operator = excluded.operator, seen_at = excluded.seen_at`, digest, operator, micros(at))
		return err
	})
}

// KnownBrowser returns whose browser it is; 0 when it is not known.
func (s *Store) KnownBrowser(ctx context.Context, digest string, since time.Time) (operator int64, err error) {
	err = s.row(ctx, `SELECT operator FROM known_browser WHERE digest = ? AND seen_at >= ?`, digest, micros(since)).Scan(&operator)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return operator, err
}

// forgetBrowsers makes every browser of an operator a stranger.
func (t *tx) forgetBrowsers(ctx context.Context, operator int64) error {
	_, err := t.exec(ctx, `DELETE FROM known_browser WHERE operator = ?`, operator)
	return err
}
