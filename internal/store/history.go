package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Deed is an action that was begun, with what became of it.
type Deed struct {
	Plan   string
	Begun  time.Time
	Action plan.Action
	ActionRow
}

// DeedFilter says whose deeds are wanted: a person's, or an account's.
type DeedFilter struct {
	Person  identity.PersonID
	Account identity.AccountRef
	Limit   int
}

// Deeds returns what was done to the accounts of a person, or to one account, newest first.
func (s *Store) Deeds(ctx context.Context, f DeedFilter) ([]Deed, error) {
	where, args := `person = ?`, []any{string(f.Person)}
	if f.Person == "" {
		where, args = `system = ? AND key = ?`, []any{f.Account.System, f.Account.Key}
	}
	rows := s.query(ctx, `SELECT plan, doc, state, note, verdict, saw, intended_at, concluded_at FROM action WHERE `+where+`
		ORDER BY concluded_at DESC, intended_at DESC, plan, id LIMIT ?`, append(args, f.Limit)...)
	return list(rows, func(d *Deed) error {
		var doc string
		var begun, at int64
		if err := rows.Scan(&d.Plan, &doc, &d.State, &d.Note, &d.Verdict, &d.Saw, &begun, &at); err != nil {
			return err
		}
		d.Begun, d.At = instant(begun), instant(at)
		err := json.Unmarshal([]byte(doc), &d.Action)
		d.ID, d.Ref = d.Action.ID, d.Action.Ref()
		return err
	})
}

// Order is a human's order to end a person's access at once.
type Order struct {
	At     time.Time
	Actor  string
	Reason string
}

// Order returns the order to end a person's access; nil: there is none.
func (s *Store) Order(ctx context.Context, person identity.PersonID) (*Order, error) {
	var o Order
	var at int64
	err := s.row(ctx, `SELECT at, actor, reason FROM offboarded WHERE person = ?`, string(person)).Scan(&at, &o.Actor, &o.Reason)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	o.At = instant(at)
	return &o, err
}

// Decisions returns what humans decided on whose account it is, newest first.
func (s *Store) Decisions(ctx context.Context, ref identity.AccountRef) ([]LinkDecision, error) {
	rows := s.query(ctx, `SELECT person, decision, actor, reason, at FROM link WHERE system = ? AND key = ? ORDER BY at DESC, person`, ref.System, ref.Key)
	return list(rows, func(d *LinkDecision) error {
		var at int64
		d.Account = ref
		err := rows.Scan(&d.Person, &d.Decision, &d.Actor, &d.Reason, &at)
		d.At = instant(at)
		return err
	})
}
