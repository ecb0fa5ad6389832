package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ErrNoChallenge says that there is no such challenge, or that it was answered, or is over.
var ErrNoChallenge = errors.New("no such challenge")

// KeepChallenge keeps what a browser was asked until it answers, under the digest of a secret that it is given. What is over
// is forgotten.
func (s *Store) KeepChallenge(ctx context.Context, digest, doc string, expires, at time.Time) error {
	return s.write(ctx, "a challenge", func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM challenge WHERE expires_at <= ?`, micros(at)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO challenge (digest, doc, expires_at) VALUES (?, ?, ?)`, digest, doc, micros(expires))
		return err
	})
}

// TakeChallenge returns what was asked, once: of two who answer, one finds nothing.
func (s *Store) TakeChallenge(ctx context.Context, digest string, at time.Time) (doc string, err error) {
	err = s.write(ctx, "an answer", func(t *tx) error {
		err := t.row(ctx, `DELETE FROM challenge WHERE digest = ? AND expires_at > ? RETURNING doc`, digest, micros(at)).Scan(&doc)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoChallenge
		}
		return err
	})
	return doc, err
}
