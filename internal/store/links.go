package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Decision is what a human said of a link.
type Decision string

// The decisions.
const (
	Confirmed Decision = "confirmed"
	Denied    Decision = "denied"
)

// LinkDecision is one human decision on whose account it is.
type LinkDecision struct {
	Account  identity.AccountRef
	Person   identity.PersonID
	Decision Decision
	On       correlate.Facts // what the account said of its person when it was decided
	Actor    string
	Reason   string
	At       time.Time
}

// Decide keeps a human's decision. A confirmation takes the place of earlier confirmations of the account.
func (s *Store) Decide(ctx context.Context, d LinkDecision) error {
	return s.write(ctx, "the decision on "+d.Account.String(), func(t *tx) error { return t.decide(ctx, &d) })
}

func (t *tx) decide(ctx context.Context, d *LinkDecision) error {
	if d.Decision == Confirmed {
		_, err := t.exec(ctx, `DELETE FROM link WHERE system = ? AND key = ? AND (decision = 'confirmed' OR person = ?)`, d.Account.System, d.Account.Key, string(d.Person))
		if err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `INSERT INTO link (system, key, person, decision, actor, reason, at, login, email, employee, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (system, key, person) DO UPDATE SET decision = excluded.decision, actor = excluded.actor, reason = excluded.reason, at = excluded.at,
				login = excluded.login, email = excluded.email, employee = excluded.employee, name = excluded.name`,
		d.Account.System, d.Account.Key, string(d.Person), string(d.Decision), d.Actor, d.Reason, micros(d.At), d.On.Login, d.On.Email, d.On.Employee, d.On.Name)
	if err != nil {
		return err
	}
	return t.note(ctx, d.At, "link", d.Actor, map[string]string{
		"system": d.Account.System, "account": d.Account.Key, "person": string(d.Person), "decision": string(d.Decision), "reason": d.Reason,
		"login": d.On.Login, "email": d.On.Email, "employee": d.On.Employee, "name": d.On.Name,
	})
}

// Links returns what humans decided, and what is suspect and not yet decided.
func (s *Store) Links(ctx context.Context) (correlate.Memory, error) {
	m := correlate.Memory{Confirmed: map[identity.AccountRef]correlate.Confirmation{}, Denied: map[identity.AccountRef][]identity.PersonID{}}
	rows := s.query(ctx, `SELECT system, key, person, decision, login, email, employee, name FROM link ORDER BY system, key, person`)
	err := each(rows, func() error {
		var ref identity.AccountRef
		var word correlate.Confirmation
		var decision Decision
		err := rows.Scan(&ref.System, &ref.Key, &word.Person, &decision, &word.On.Login, &word.On.Email, &word.On.Employee, &word.On.Name)
		if decision == Confirmed {
			m.Confirmed[ref] = word
		} else {
			m.Denied[ref] = append(m.Denied[ref], word.Person)
		}
		return err
	})
	if err != nil {
		return m, err
	}
	m.Suspect, err = s.suspects(ctx)
	return m, err
}
