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
		return t.note(ctx, n.Created, "sign-in", login, map[string]string{"from": n.Address, "how": how, "agent": n.Agent})
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

// EndSession ends one session of an operator; one that has ended already is no error.
func (s *Store) EndSession(ctx context.Context, digest string, operator int64, login string, by By, at time.Time) error {
	return s.write(ctx, "the end of a session", func(t *tx) error {
		ended, err := t.exec(ctx, `DELETE FROM web_session WHERE digest = ? AND operator = ?`, digest, operator)
		if err != nil || ended == 0 {
			return err
		}
		return t.note(ctx, at, "sign-out", by.Actor, by.says(map[string]any{"operator": login}))
	})
}

// EndSessions ends every session of an operator but the one that is kept, and makes every browser a stranger.
func (s *Store) EndSessions(ctx context.Context, operator int64, login, but string, by By, at time.Time) error {
	return s.write(ctx, "the end of sessions", func(t *tx) error {
		ended, err := t.exec(ctx, `DELETE FROM web_session WHERE operator = ? AND digest <> ?`, operator, but)
		if err != nil {
			return err
		}
		if err := t.forgetBrowsers(ctx, operator); err != nil {
			return err
		}
		return t.note(ctx, at, "sign-out", by.Actor, by.says(map[string]any{"operator": login, "sessions": ended}))
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
