package store

import (
	"context"
	"encoding/json"

	"github.com/exeunt-iam/exeunt/internal/store/block"
)

// moves are what a migration does that SQL cannot, by its number, after its statements.
var moves = map[int]func(context.Context, *tx) error{8: moveAccounts}

// moveAccounts puts the accounts that earlier programs kept row by row into blocks.
func moveAccounts(ctx context.Context, t *tx) error {
	rows := t.query(ctx, `SELECT number FROM system ORDER BY number`)
	systems, err := list(rows, func(number *int64) error { return rows.Scan(number) })
	if err != nil {
		return err
	}
	for _, system := range systems {
		if err := t.moveSystem(ctx, system); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `DROP TABLE account`)
	return err
}

func (t *tx) moveSystem(ctx context.Context, system int64) error {
	to, err := t.blocks(ctx, system)
	if err != nil {
		return err
	}
	count := 0
	for last := blockID(system, 0) - 1; ; {
		some, err := t.earlierRows(ctx, last, blockID(system+1, 0))
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return to.close(ctx, count)
		}
		for i := range some {
			if err := to.put(ctx, uint32(some[i].Place), &some[i]); err != nil {
				return err
			}
		}
		last, count = some[len(some)-1].Place, count+len(some)
	}
}

// earlierRows returns the next accounts of the table in which earlier programs kept them.
func (t *tx) earlierRows(ctx context.Context, after, before int64) ([]block.Account, error) {
	rows := t.query(ctx, `SELECT id, key, login, email, employee, name, kind, state, last_seen, entitlements, link, person, by_rule
		FROM account WHERE id > ? AND id < ? ORDER BY id LIMIT 1000`, after, before)
	return list(rows, func(a *block.Account) error {
		var seen int64
		var entitlements string
		err := rows.Scan(&a.Place, &a.Ref.Key, &a.Login, &a.Email, &a.Employee, &a.Name, &a.Kind, &a.State, &seen, &entitlements, &a.Link, &a.Person, &a.By)
		if err != nil {
			return err
		}
		a.LastSeen = instant(seen)
		return json.Unmarshal([]byte(entitlements), &a.Entitlements)
	})
}
