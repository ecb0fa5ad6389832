package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store/block"
)

// AccountRow is one account as the last complete reading saw it.
type AccountRow = block.Account

// AccountFilter says which accounts are wanted; the zero value wants all.
type AccountFilter = block.Filter

// Accounts returns accounts, by system and in the order in which they first came.
func (s *Store) Accounts(ctx context.Context, f AccountFilter) iter.Seq2[AccountRow, error] {
	return func(yield func(AccountRow, error) bool) {
		left := f.Limit
		err := s.accounts(ctx, &f, func(a *AccountRow) error {
			if !f.Wants(a) {
				return nil
			}
			if left--; !yield(*a, nil) || left == 0 {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(AccountRow{}, err)
		}
	}
}

// accounts calls f for every account that may be wanted. Those of a person, a name or a key are pointed to; of others
// the blocks are read that hold any.
func (s *Store) accounts(ctx context.Context, f *AccountFilter, take func(*AccountRow) error) error {
	switch {
	case f.Person != "":
		return s.pointed(ctx, f.System, block.ByPerson, string(f.Person), take)
	case f.Key != "":
		return s.pointed(ctx, f.System, block.ByName, f.Key, take)
	case f.Name != "":
		return s.pointed(ctx, f.System, block.ByName, f.Name, take)
	}
	return s.scanned(ctx, f, take)
}

// scanned calls take for the accounts of every block that may hold some that are wanted.
func (s *Store) scanned(ctx context.Context, f *AccountFilter, take func(*AccountRow) error) error {
	terms, args := f.Need(), []any(nil)
	if f.System != "" {
		number, err := systemNumber(ctx, s, f.System)
		if err != nil || number == 0 {
			return err
		}
		terms, args = append(terms, `id >= ? AND id < ?`), append(args, blockID(number, 0), blockID(number+1, 0))
	}
	if f.After > 0 {
		number, _ := block.Number(uint32(f.After))
		terms, args = append(terms, `id >= ?`), append(args, blockID(f.After>>32, number))
	}
	query := `SELECT id, system.name, accounts FROM account_block JOIN system ON system.number = id / 4294967296`
	if len(terms) > 0 {
		query += ` WHERE ` + strings.Join(terms, ` AND `)
	}
	rows := s.query(ctx, query+` ORDER BY id`, args...)
	return each(rows, func() error {
		var id int64
		var system string
		var kept sql.RawBytes
		if err := rows.Scan(&id, &system, &kept); err != nil {
			return err
		}
		found, err := block.Open(kept)
		if err != nil {
			return err
		}
		return found.Each(system, func(place int, a *AccountRow) error {
			a.Place = rowID(id>>32, block.Row(uint32(id), place))
			return take(a)
		})
	})
}

// pointed calls f for the accounts that are pointed to by a text, on one system or on all.
func (s *Store) pointed(ctx context.Context, system string, by block.By, text string, f func(*AccountRow) error) error {
	hash := block.Hash(by, text)
	found, err := s.pointers(ctx, system, by, hash)
	if err != nil {
		return err
	}
	at := cursor{q: s}
	for _, p := range found {
		at.system, at.name = p.system, p.name
		var a AccountRow
		there, err := at.get(ctx, p.Row(), &a)
		if err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("the accounts of %s: a pointer points to nothing: the store is damaged", p.name)
		}
		if err := f(&a); err != nil {
			return err
		}
	}
	return nil
}

// pointer points to an account of a system.
type pointer struct {
	block.Pointer
	system int64
	name   string
}

// pointers returns what a hash points to, in the order of systems and rows.
func (s *Store) pointers(ctx context.Context, system string, by block.By, hash uint64) ([]pointer, error) {
	query, args := `SELECT system.number, system.name, pointers FROM system JOIN account_pointer
		ON account_pointer.kind = ? AND account_pointer.system = system.number AND account_pointer.part = (? & (system.parts - 1))`, []any{int64(by), int64(hash)}
	if system != "" {
		query, args = query+` WHERE system.name = ?`, append(args, system)
	}
	var found []pointer
	rows := s.query(ctx, query, args...)
	err := each(rows, func() error {
		var number int64
		var name string
		var kept sql.RawBytes
		if err := rows.Scan(&number, &name, &kept); err != nil {
			return err
		}
		for _, p := range block.Find(kept, hash) {
			found = append(found, pointer{p, number, name})
		}
		return nil
	})
	slices.SortFunc(found, func(a, b pointer) int {
		return cmp.Or(cmp.Compare(a.system, b.system), cmp.Compare(a.Row(), b.Row()))
	})
	return found, err
}

// errEnough says that whoever reads a stream wants no more of it.
var errEnough = errors.New("enough")

// Account returns one account as the last complete reading saw it; there is false when it was not in it.
func (s *Store) Account(ctx context.Context, ref identity.AccountRef) (row AccountRow, there bool, err error) {
	for row, err := range s.Accounts(ctx, AccountFilter{System: ref.System, Key: ref.Key, Limit: 1}) {
		return row, err == nil, err
	}
	return row, false, nil
}

// AccountCount is how many accounts a person has.
type AccountCount struct{ Open, All int }

// CountAccounts returns how many accounts are linked to each of some people. It reads no account: the hash of a person's
// id is 64 bits, which is good enough for a number on a page.
func (s *Store) CountAccounts(ctx context.Context, people []identity.PersonID) (map[identity.PersonID]AccountCount, error) {
	counts := map[identity.PersonID]AccountCount{}
	for _, id := range people {
		found, err := s.pointers(ctx, "", block.ByPerson, block.Hash(block.ByPerson, string(id)))
		if err != nil {
			return nil, err
		}
		var c AccountCount
		for _, p := range found {
			if p.Linked() {
				c.All++
			}
			if p.Linked() && p.Open() {
				c.Open++
			}
		}
		if c.All > 0 {
			counts[id] = c
		}
	}
	return counts, nil
}

// AccountSums returns how many accounts of which sort each system has, by its name.
func (s *Store) AccountSums(ctx context.Context) (map[string]block.Sums, error) {
	columns := strings.Split(block.Columns, ", ")
	for i, column := range columns {
		columns[i] = "CAST(SUM(" + column + ") AS BIGINT)"
	}
	all := map[string]block.Sums{}
	rows := s.query(ctx, `SELECT system.name, `+strings.Join(columns, ", ")+` FROM account_block JOIN system ON system.number = id / 4294967296
		GROUP BY system.name`)
	err := each(rows, func() error {
		var name string
		var sums block.Sums
		into := []any{&name}
		for _, field := range sums.Fields() {
			into = append(into, field)
		}
		err := rows.Scan(into...)
		all[name] = sums
		return err
	})
	return all, err
}
