package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// Token lets a program act as an operator, within scopes. It is kept as a digest: nobody can read it again.
type Token struct {
	Number   int64
	Digest   string
	Operator int64
	Name     string
	Scopes   []string
	Created  time.Time
	Expires  time.Time
	Used     time.Time // zero: never
	Revoked  time.Time // zero: not
}

const tokenColumns = `number, digest, operator, name, scopes, created_at, expires_at, used_at, revoked_at`

// ErrNoToken says that there is no such token.
var ErrNoToken = errors.New("no such token")

// AddToken keeps a token and returns it with its number.
func (s *Store) AddToken(ctx context.Context, n Token, by By) (Token, error) {
	err := s.write(ctx, "token "+n.Name, func(t *tx) error {
		if err := t.row(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM api_token`).Scan(&n.Number); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO api_token (`+tokenColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)`,
			n.Number, n.Digest, n.Operator, n.Name, strings.Join(n.Scopes, " "), micros(n.Created), micros(n.Expires))
		if err != nil {
			return err
		}
		body := map[string]any{"token": n.Number, "name": n.Name, "scopes": n.Scopes, "expires": n.Expires.UTC().Format(time.RFC3339)}
		return t.note(ctx, n.Created, "token", by.Actor, by.says(body))
	})
	return n, err
}

// Token returns the token with the digest, also one that has expired or was revoked.
func (s *Store) Token(ctx context.Context, digest string) (n Token, err error) {
	err = scanToken(s.row(ctx, `SELECT `+tokenColumns+` FROM api_token WHERE digest = ?`, digest).Scan, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return n, ErrNoToken
	}
	return n, err
}

// Tokens returns every token, newest last.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	rows := s.query(ctx, `SELECT `+tokenColumns+` FROM api_token ORDER BY number`)
	return list(rows, func(n *Token) error { return scanToken(rows.Scan, n) })
}

func scanToken(scan func(...any) error, n *Token) error {
	var scopes string
	var created, expires, used, revoked int64
	err := scan(&n.Number, &n.Digest, &n.Operator, &n.Name, &scopes, &created, &expires, &used, &revoked)
	n.Scopes, n.Created, n.Expires, n.Used, n.Revoked = words(scopes), instant(created), instant(expires), instant(used), instant(revoked)
	return err
}

// RevokeToken ends a token before its time.
func (s *Store) RevokeToken(ctx context.Context, number int64, by By, at time.Time) error {
	return s.write(ctx, "the end of a token", func(t *tx) error {
		ended, err := t.exec(ctx, `UPDATE api_token SET revoked_at = ? WHERE number = ? AND revoked_at = 0`, micros(at), number)
		if err != nil {
			return err
		}
		if ended == 0 {
			return ErrNoToken
		}
		return t.note(ctx, at, "token-end", by.Actor, by.says(map[string]any{"token": number}))
	})
}

// TouchToken keeps when a token was last used.
func (s *Store) TouchToken(ctx context.Context, number int64, at time.Time) error {
	return s.write(ctx, "a token", func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE api_token SET used_at = ? WHERE number = ?`, micros(at), number)
		return err
	})
}
