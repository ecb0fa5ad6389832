package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// AddOwnerLink keeps the digest of a link by which the owner of an application sees their tasks, and forgets those that
// are over.
func (s *Store) AddOwnerLink(ctx context.Context, digest, owner string, at, expires time.Time) error {
	return s.write(ctx, "a link for "+owner, func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM owner_link WHERE expires_at <= ?`, micros(at)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO owner_link (digest, owner, created_at, expires_at) VALUES (?, ?, ?, ?)`, digest, owner, micros(at), micros(expires))
		if err != nil {
			return err
		}
		return t.note(ctx, at, "owner-link", program, map[string]string{"owner": owner, "expires": expires.UTC().Format(time.RFC3339)})
	})
}

// OwnerOfLink returns whose tasks a link shows; empty when there is no such link, or it is over.
func (s *Store) OwnerOfLink(ctx context.Context, digest string, at time.Time) (owner string, err error) {
	err = s.row(ctx, `SELECT owner FROM owner_link WHERE digest = ? AND expires_at > ?`, digest, micros(at)).Scan(&owner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return owner, err
}
