package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Classification is what a human said that an account is for.
type Classification struct {
	Account identity.AccountRef
	Kind    identity.AccountKind
	Owner   string // who answers for it: an id, login or mail of a person; empty: whom the system names
	Actor   string
	Reason  string
	At      time.Time
}

// Classify keeps what an account is for. It takes the place of what was said of it before.
func (s *Store) Classify(ctx context.Context, c Classification) error {
	return s.write(ctx, "what "+c.Account.String()+" is for", func(t *tx) error { return t.classify(ctx, &c) })
}

func (t *tx) classify(ctx context.Context, c *Classification) error {
	_, err := t.exec(ctx, `INSERT INTO classified (system, key, kind, owner, actor, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (system, key) DO UPDATE SET kind = excluded.kind, owner = excluded.owner, actor = excluded.actor, reason = excluded.reason, at = excluded.at`,
		c.Account.System, c.Account.Key, string(c.Kind), c.Owner, c.Actor, c.Reason, micros(c.At))
	if err != nil {
		return err
	}
	return t.note(ctx, c.At, "classification", c.Actor, map[string]string{
		"system": c.Account.System, "account": c.Account.Key, "kind": string(c.Kind), "owner": c.Owner, "reason": c.Reason,
	})
}

// Classified returns what humans said that accounts of a system are for: of the one with the key, or of all when it is
// empty.
func (s *Store) Classified(ctx context.Context, system, key string) ([]Classification, error) {
	rows := s.query(ctx, `SELECT system, key, kind, owner, actor, reason, at FROM classified WHERE system = ? AND (? = '' OR key = ?) ORDER BY key`, system, key, key)
	return list(rows, func(c *Classification) error {
		var at int64
		err := rows.Scan(&c.Account.System, &c.Account.Key, &c.Kind, &c.Owner, &c.Actor, &c.Reason, &at)
		c.At = instant(at)
		return err
	})
}
