package store

import (
	"context"
	"errors"
	"time"
)

// Passkey is a key with which an operator signs in without a password. It holds the public half alone.
type Passkey struct {
	ID       string // of the credential, base64url
	Operator int64
	Name     string // what its owner calls it
	Doc      string // what is known of it, as JSON
	Created  time.Time
	Used     time.Time // zero: never
}

const keyColumns = `id, operator, name, doc, created_at, used_at`

// AddPasskey keeps a passkey. One that is kept already is ErrTaken.
func (s *Store) AddPasskey(ctx context.Context, p Passkey, login string, by By) error {
	return s.write(ctx, "a passkey of "+login, func(t *tx) error {
		added, err := t.exec(ctx, `INSERT INTO passkey (`+keyColumns+`) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
			p.ID, p.Operator, p.Name, p.Doc, micros(p.Created))
		if err != nil {
			return err
		}
		if added == 0 {
			return ErrTaken
		}
		return t.note(ctx, p.Created, "passkey", by.Actor, by.says(map[string]any{"operator": login, "passkey": p.ID, "name": p.Name}))
	})
}

// Passkeys returns the passkeys of an operator, oldest first.
func (s *Store) Passkeys(ctx context.Context, operator int64) ([]Passkey, error) {
	rows := s.query(ctx, `SELECT `+keyColumns+` FROM passkey WHERE operator = ? ORDER BY created_at, id`, operator)
	return list(rows, func(p *Passkey) error {
		var created, used int64
		err := rows.Scan(&p.ID, &p.Operator, &p.Name, &p.Doc, &created, &used)
		p.Created, p.Used = instant(created), instant(used)
		return err
	})
}

// UsePasskey keeps what is known of a passkey after a sign-in: its counter moves.
func (s *Store) UsePasskey(ctx context.Context, id, doc string, at time.Time) error {
	return s.write(ctx, "a passkey", func(t *tx) error {
		_, err := t.exec(ctx, `UPDATE passkey SET doc = ?, used_at = ? WHERE id = ?`, doc, micros(at), id)
		return err
	})
}

// ErrNoPasskey says that the operator has no such passkey.
var ErrNoPasskey = errors.New("no such passkey")

// RemovePasskey forgets a passkey of an operator, unless may, which is told of all there is, has an error.
func (s *Store) RemovePasskey(ctx context.Context, id string, operator int64, may func(o *Operator, left int) error, by By, at time.Time) error {
	return s.write(ctx, "the end of a passkey", func(t *tx) error {
		o, err := t.operator(ctx, operator)
		if err != nil {
			return err
		}
		removed, err := t.exec(ctx, `DELETE FROM passkey WHERE id = ? AND operator = ?`, id, operator)
		if err != nil {
			return err
		}
		if removed == 0 {
			return ErrNoPasskey
		}
		var left int
		if err := t.row(ctx, `SELECT COUNT(*) FROM passkey WHERE operator = ?`, operator).Scan(&left); err != nil {
			return err
		}
		if err := may(&o, left); err != nil {
			return err
		}
		return t.note(ctx, at, "passkey-end", by.Actor, by.says(map[string]any{"operator": o.Login, "passkey": id}))
	})
}
