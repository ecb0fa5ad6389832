package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Session is one sign-in of an operator. Its token is never kept, only the digest of it.
type Session struct {
	Digest   string
	Operator int64
	Created  time.Time
	Seen     time.Time
	Address  string
	Agent    string
}

// ErrNoSession says that there is no such session, or that it has ended.
var ErrNoSession = errors.New("the session has ended")

// StartSession keeps a session and notes the sign-in.
func (s *Store) StartSession(ctx context.Context, n Session, login, how string) error {
	return s.write(ctx, "the session of "+login, func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO web_session (digest, operator, created_at, seen_at, address, agent) VALUES (?, ?, ?, ?, ?, ?)`,
			n.Digest, n.Operator, micros(n.Created), micros(n.Seen), n.Address, n.Agent)
		if err != nil {
			return err
		}
		return t.note(ctx, n.Created, "sign-in", login, map[string]string{"from": n.Address, "how": how})
	})
}

// Session returns the session with the digest.
func (s *Store) Session(ctx context.Context, digest string) (n Session, err error) {
	var created, seen int64
	row := s.row(ctx, `SELECT digest, operator, created_at, seen_at, address, agent FROM web_session WHERE digest = ?`, digest)
	err = row.Scan(&n.Digest, &n.Operator, &created, &seen, &n.Address, &n.Agent)
	if errors.Is(err, sql.ErrNoRows) {
		return n, ErrNoSession
	}
	n.Created, n.Seen = instant(created), instant(seen)
	return n, err
}

// Sessions returns the sessions of an operator, the one last seen first.
func (s *Store) Sessions(ctx context.Context, operator int64) ([]Session, error) {
	rows := s.query(ctx, `SELECT digest, operator, created_at, seen_at, address, agent FROM web_session WHERE operator = ? ORDER BY seen_at DESC`, operator)
	return list(rows, func(n *Session) error {
		var created, seen int64
		err := rows.Scan(&n.Digest, &n.Operator, &created, &seen, &n.Address, &n.Agent)
		n.Created, n.Seen = instant(created), instant(seen)
		return err
	})
}

// TouchSession keeps when a session was last seen.
func (s *Store) TouchSession(ctx context.Context, digest string, at time.Time) error {
	return s.write(ctx, "a session", func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE web_session SET seen_at = ? WHERE digest = ?`, micros(at), digest)
		return err
	})
}

// EndSession ends one session; one that has ended already is no error.
func (s *Store) EndSession(ctx context.Context, digest, login string, at time.Time) error {
	return s.write(ctx, "the end of a session", func(t *tx) error {
		ended, err := t.exec(ctx, `DELETE FROM web_session WHERE digest = ?`, digest)
		if err != nil || ended == 0 {
			return err
		}
		return t.note(ctx, at, "sign-out", login, map[string]string{"operator": login})
	})
}

// ForgetSessions drops the sessions that were last seen, or begun, before these instants.
func (s *Store) ForgetSessions(ctx context.Context, seenBefore, begunBefore time.Time) error {
	return s.write(ctx, "the end of old sessions", func(t *tx) error {
		_, err := t.exec(ctx, `DELETE FROM web_session WHERE seen_at < ? OR created_at < ?`, micros(seenBefore), micros(begunBefore))
		return err
	})
}

func (t *tx) endSessions(ctx context.Context, operator int64) error {
	_, err := t.exec(ctx, `DELETE FROM web_session WHERE operator = ?`, operator)
	return err
}

// Attempt keeps one failed sign-in of each of these (an account, an address) and forgets those before an instant.
func (s *Store) Attempt(ctx context.Context, at, forget time.Time, who ...string) error {
	return s.write(ctx, "a failed sign-in", func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM attempt WHERE at < ?`, micros(forget)); err != nil {
			return err
		}
		for _, w := range who {
			if _, err := t.exec(ctx, `INSERT INTO attempt (who, at) VALUES (?, ?)`, w, micros(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Attempts counts the failed sign-ins of an account or address since an instant, and returns the last of them.
func (s *Store) Attempts(ctx context.Context, who string, since time.Time) (n int, last time.Time, err error) {
	var at int64
	err = s.row(ctx, `SELECT COUNT(*), COALESCE(MAX(at), 0) FROM attempt WHERE who = ? AND at >= ?`, who, micros(since)).Scan(&n, &at)
	return n, instant(at), err
}
