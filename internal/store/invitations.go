package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ErrNoInvitation says that there is no such invitation, or that it was used, replaced, or is over.
var ErrNoInvitation = errors.New("no such invitation")

// Invite keeps the digest of a link with which an operator chooses a password. It takes the place of an earlier one.
func (s *Store) Invite(ctx context.Context, digest string, operator int64, login string, expires time.Time, by By, at time.Time) error {
	return s.write(ctx, "an invitation of "+login, func(t *tx) error {
		if _, err := t.exec(ctx, `DELETE FROM invitation WHERE operator = ? OR expires_at <= ?`, operator, micros(at)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO invitation (digest, operator, expires_at) VALUES (?, ?, ?)`, digest, operator, micros(expires))
		if err != nil {
			return err
		}
		body := by.says(map[string]any{"operator": login, "expires": expires.UTC().Format(time.RFC3339)})
		return t.note(ctx, at, "operator-invite", by.Actor, body)
	})
}

// Invited returns whom a link invites.
func (s *Store) Invited(ctx context.Context, digest string, at time.Time) (Operator, error) {
	var number int64
	err := s.row(ctx, `SELECT operator FROM invitation WHERE digest = ? AND expires_at > ?`, digest, micros(at)).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return Operator{}, ErrNoInvitation
	}
	if err != nil {
		return Operator{}, err
	}
	return s.Operator(ctx, number)
}

// Accept keeps the password that the operator of an invitation chose. It can be done once: of two at the same time, one
// is ErrNoInvitation. Every session of the operator ends, and every browser is a stranger.
func (s *Store) Accept(ctx context.Context, digest, password, from string, at time.Time) (o Operator, err error) {
	err = s.write(ctx, "a password", func(t *tx) error {
		var number int64
		err := t.row(ctx, `DELETE FROM invitation WHERE digest = ? AND expires_at > ? RETURNING operator`, digest, micros(at)).Scan(&number)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoInvitation
		}
		if err != nil {
			return err
		}
		if o, err = t.operator(ctx, number); err != nil {
			return err
		}
		if !o.Disabled.IsZero() {
			return ErrNoInvitation
		}
		o.Password = password
		return t.changeOperator(ctx, o, "chose a password by invitation", true, By{Actor: o.Login, From: from}, at)
	})
	return o, err
}
