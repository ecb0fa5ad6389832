package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Memory returns what earlier passes left behind that a decision needs.
func (s *Store) Memory(ctx context.Context) (assess.Memory, error) {
	m := assess.Memory{
		Closed: map[identity.AccountRef]time.Time{}, Done: map[assess.Deed]time.Time{}, Tasks: map[assess.Deed]assess.Task{},
		LeftSince: map[identity.PersonID]time.Time{}, Offboarded: map[identity.PersonID]time.Time{}, Missing: map[identity.AccountRef]assess.Missing{},
	}
	return m, errors.Join(s.recallClosed(ctx, &m), s.recallDone(ctx, &m), s.recallTasks(ctx, &m), s.recallMissing(ctx, &m),
		s.recallPeople(ctx, `SELECT person, since FROM departure`, m.LeftSince),
		s.recallPeople(ctx, `SELECT person, at FROM offboarded`, m.Offboarded))
}

func (s *Store) recallClosed(ctx context.Context, m *assess.Memory) error {
	rows := s.query(ctx, `SELECT system, key, since FROM closed`)
	return each(rows, func() error {
		var ref identity.AccountRef
		var since int64
		err := rows.Scan(&ref.System, &ref.Key, &since)
		m.Closed[ref] = instant(since)
		return err
	})
}

func (s *Store) recallDone(ctx context.Context, m *assess.Memory) error {
	rows := s.query(ctx, `SELECT system, key, verb, at FROM deed`)
	return each(rows, func() error {
		var d assess.Deed
		var at int64
		err := rows.Scan(&d.Account.System, &d.Account.Key, &d.Verb, &at)
		m.Done[d] = instant(at)
		return err
	})
}

func (s *Store) recallTasks(ctx context.Context, m *assess.Memory) error {
	rows := s.query(ctx, `SELECT number, system, key, verb, attested_at FROM task WHERE state IN ('open', 'attested') ORDER BY number`)
	return each(rows, func() error {
		var d assess.Deed
		var number, attested int64
		err := rows.Scan(&number, &d.Account.System, &d.Account.Key, &d.Verb, &attested)
		m.Tasks[d] = assess.Task{ID: taskID(number), Attested: instant(attested)}
		return err
	})
}

// recallMissing recalls the accounts that disappeared, each with the first action that did not find it.
func (s *Store) recallMissing(ctx context.Context, m *assess.Memory) error {
	rows := s.query(ctx, `SELECT system, key, login, person, verb, intended_at FROM action
		WHERE gone = 1 AND verdict = 'unseen' ORDER BY intended_at DESC, plan, id`)
	return each(rows, func() error {
		var ref identity.AccountRef
		var missing assess.Missing
		var since int64
		err := rows.Scan(&ref.System, &ref.Key, &missing.Login, &missing.Person, &missing.Verb, &since)
		missing.Since = instant(since)
		m.Missing[ref] = missing
		return err
	})
}

func (s *Store) recallPeople(ctx context.Context, query string, into map[identity.PersonID]time.Time) error {
	rows := s.query(ctx, query)
	return each(rows, func() error {
		var id identity.PersonID
		var at int64
		err := rows.Scan(&id, &at)
		into[id] = instant(at)
		return err
	})
}

// Spent returns what was done in the last week, or was begun and may have been done: each account once a class, with the
// last time. What was undone is not given back.
func (s *Store) Spent(ctx context.Context, now time.Time) (map[plan.Class]plan.Spent, error) {
	spent := map[plan.Class]plan.Spent{}
	week := micros(now.Add(-7 * 24 * time.Hour))
	rows := s.query(ctx, `SELECT verb, system, key, MAX(CASE WHEN concluded_at > 0 THEN concluded_at ELSE intended_at END) FROM action
		WHERE CASE WHEN concluded_at > 0 THEN concluded_at ELSE intended_at END > ? AND state IN ('intended', 'done', 'unknown', 'asked')
		GROUP BY verb, system, key`, week)
	err := each(rows, func() error {
		var class plan.Class
		var key string
		var at int64
		err := rows.Scan(&class.Verb, &class.System, &key, &at)
		if spent[class] == nil {
			spent[class] = plan.Spent{}
		}
		spent[class][key] = instant(at)
		return err
	})
	return spent, err
}

// Lost returns which accounts lost a protected entitlement by what was done, or begun and may have been done, since an
// instant, by their keys.
func (s *Store) Lost(ctx context.Context, since time.Time) (map[plan.Held]map[string]bool, error) {
	rows := s.query(ctx, `SELECT doc FROM action WHERE CASE WHEN concluded_at > 0 THEN concluded_at ELSE intended_at END >= ?
		AND state IN ('intended', 'done', 'unknown', 'asked') AND verb IN ('suspend', 'remove', 'delete') AND doc LIKE '%"holds":%'`, micros(since))
	lost := map[plan.Held]map[string]bool{}
	err := each(rows, func() error {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var a plan.Action
		if err := json.Unmarshal([]byte(doc), &a); err != nil {
			return err
		}
		for _, name := range a.Holds {
			held := plan.Held{System: a.System, Name: name}
			if lost[held] == nil {
				lost[held] = map[string]bool{}
			}
			lost[held][a.Account] = true
		}
		return nil
	})
	return lost, err
}

// NoteDepartures keeps since when people without an end date are known to have left. Who is known already stays.
func (s *Store) NoteDepartures(ctx context.Context, people []identity.PersonID, at time.Time) error {
	if len(people) == 0 {
		return nil
	}
	rows := make([][]any, len(people))
	for i, id := range people {
		rows[i] = []any{string(id), micros(at)}
	}
	return s.write(ctx, "who has left", func(t *tx) error {
		return t.insert(ctx, `INSERT INTO departure (person, since) VALUES`, ` ON CONFLICT (person) DO NOTHING`, rows)
	})
}

// ForgetDepartures forgets since when people are known to have left, whose source says so no more.
func (s *Store) ForgetDepartures(ctx context.Context, people []identity.PersonID) error {
	if len(people) == 0 {
		return nil
	}
	return s.write(ctx, "who has not left", func(t *tx) error {
		for _, id := range people {
			if _, err := t.exec(ctx, `DELETE FROM departure WHERE person = ?`, string(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Offboard keeps the order to end a person's access. The first order stands.
func (s *Store) Offboard(ctx context.Context, person identity.PersonID, at time.Time, actor, reason string) error {
	return s.write(ctx, "the order to end the access of "+string(person), func(t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO offboarded (person, at, actor, reason) VALUES (?, ?, ?, ?) ON CONFLICT (person) DO NOTHING`,
			string(person), micros(at), actor, reason)
		if err != nil {
			return err
		}
		return t.note(ctx, at, "offboard", actor, map[string]string{"person": string(person), "reason": reason})
	})
}

// LiftOffboard takes back the order to end a person's access, and reports whether there was one.
func (s *Store) LiftOffboard(ctx context.Context, person identity.PersonID, at time.Time, actor, reason string) (lifted bool, err error) {
	err = s.write(ctx, "the end of the order on "+string(person), func(t *tx) error {
		gone, err := t.exec(ctx, `DELETE FROM offboarded WHERE person = ?`, string(person))
		if lifted = gone > 0; err != nil || !lifted {
			return err
		}
		return t.note(ctx, at, "offboard-end", actor, map[string]string{"person": string(person), "reason": reason})
	})
	return lifted, err
}

// NoteAcceptance writes into the ledger that a human took the next reading of sources as complete.
func (s *Store) NoteAcceptance(ctx context.Context, sources []string, actor, reason string, at time.Time) error {
	return s.write(ctx, "the acceptance of a reading", func(t *tx) error {
		return t.note(ctx, at, "acceptance", actor, map[string]any{"sources": sources, "reason": reason})
	})
}

// NoteConnectorTest writes into the ledger that somebody tests a connector on an account, with its state before.
func (s *Store) NoteConnectorTest(ctx context.Context, before *identity.Account, result, actor string, at time.Time) error {
	return s.write(ctx, "the test of a connector", func(t *tx) error {
		return t.note(ctx, at, "connector-test", actor, map[string]any{
			"system": before.Ref.System, "account": before.Ref.Key, "login": before.Login, "fingerprint": before.Fingerprint().String(), "state": result,
		})
	})
}

func taskID(number int64) string { return fmt.Sprintf("t%d", number) }
