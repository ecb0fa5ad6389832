package store

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Said is something that a human decided about an account.
type Said struct {
	Account identity.AccountRef
	What    What
	Of      string // whom or what it names: a person, a kind of account, a task, a plan
	Actor   string
	Reason  string
	At      time.Time // UTC
}

// What says what was decided.
type What string

// What can be decided of an account.
const (
	SaidConfirmed  What = "confirmed"
	SaidDenied     What = "denied"
	SaidClassified What = "classified"
	SaidTask       What = "task"  // somebody is asked: not settled yet
	SaidOrder      What = "order" // a plan of its own
)

// Said returns what humans decided about the accounts of a system with these keys.
func (s *Store) Said(ctx context.Context, system string, keys []string) ([]Said, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	in := ` IN (` + marks(len(keys)) + `)`
	of := append([]any{system}, anys(keys)...)
	subjects := make([]any, len(keys))
	for i, key := range keys {
		subjects[i] = identity.AccountRef{System: system, Key: key}.String()
	}
	var all []Said
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`SELECT key, decision, person, actor, reason, at FROM link WHERE system = ? AND key` + in + ` ORDER BY key, person`, of},
		{`SELECT key, 'classified', kind, actor, reason, at FROM classified WHERE system = ? AND key` + in + ` ORDER BY key`, of},
		{`SELECT key, 'task', number, owner, '', opened_at FROM task WHERE system = ? AND key` + in + ` AND verb = 'task' AND state IN ('open', 'attested') ORDER BY number`, of},
		{`SELECT subject, 'order', id, maker, '', made_at FROM plan WHERE subject` + in + ` AND purpose = 'order' AND (actions > 0 OR refusals > 0) ORDER BY place`, subjects},
	} {
		rows := s.query(ctx, q.query, q.args...)
		found, err := list(rows, func(one *Said) error {
			var at int64
			err := rows.Scan(&one.Account.Key, &one.What, &one.Of, &one.Actor, &one.Reason, &at)
			one.Account.System, one.At = system, instant(at)
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	for i := range all {
		switch one := &all[i]; one.What {
		case SaidTask:
			one.Of = "t" + one.Of
		case SaidOrder:
			one.Account.Key = one.Account.Key[len(system)+1:]
		case SaidConfirmed, SaidDenied, SaidClassified:
		}
	}
	return all, nil
}
