package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/store/block"
)

// blocks are the blocks of one system's accounts while a reading is kept.
type blocks struct {
	t      *tx
	system int64
	fresh  bool // there was none before: nothing needs to be looked for
	open   map[uint32]*block.Block
	spare  []*block.Block
	by     map[block.By][]block.Change
}

// blocksOpen is how many blocks are held before they are written: a listing comes mostly in the order of its rows.
const blocksOpen = 128

// blocks opens the accounts of a system.
func (t *tx) blocks(ctx context.Context, system int64) (*blocks, error) {
	var one int
	err := t.row(ctx, `SELECT 1 FROM account_block WHERE id >= ? AND id < ? LIMIT 1`, blockID(system, 0), blockID(system+1, 0)).Scan(&one)
	fresh := errors.Is(err, sql.ErrNoRows)
	if fresh {
		err = nil
	}
	return &blocks{t: t, system: system, fresh: fresh, open: map[uint32]*block.Block{}, by: map[block.By][]block.Change{}}, err
}

// blockID is the primary key of a block: the system's number and the block's number in it, so that the blocks of a system
// lie together.
func blockID(system int64, number uint32) int64 { return system<<32 | int64(number) }

// at returns the block of a row, to be written later.
func (b *blocks) at(ctx context.Context, row uint32) (*block.Block, int, error) {
	number, place := block.Number(row)
	if open := b.open[number]; open != nil {
		return open, place, nil
	}
	if len(b.open) >= blocksOpen {
		if err := b.flush(ctx); err != nil {
			return nil, 0, err
		}
	}
	found, err := b.find(ctx, number)
	b.open[number] = found
	return found, place, err
}

func (b *blocks) find(ctx context.Context, number uint32) (*block.Block, error) {
	if !b.fresh {
		found, there, err := readBlock(ctx, b.t, blockID(b.system, number))
		if err != nil || there {
			return found, err
		}
	}
	if n := len(b.spare); n > 0 {
		empty := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return empty, nil
	}
	return &block.Block{}, nil
}

func readBlock(ctx context.Context, q querier, id int64) (*block.Block, bool, error) {
	var kept []byte
	err := q.row(ctx, `SELECT accounts FROM account_block WHERE id = ?`, id).Scan(&kept)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	found, err := block.Open(kept)
	return found, true, err
}

// put sets the account of a row.
func (b *blocks) put(ctx context.Context, row uint32, a *block.Account) error {
	in, place, err := b.at(ctx, row)
	if err != nil {
		return err
	}
	var was block.Account
	there, err := in.Get(place, "", &was)
	if err != nil {
		return err
	}
	if err := in.Put(place, a); err != nil {
		return err
	}
	if there {
		b.point(row, &was, a)
	} else {
		b.point(row, nil, a)
	}
	return nil
}

// drop empties a row.
func (b *blocks) drop(ctx context.Context, row uint32) error {
	in, place, err := b.at(ctx, row)
	if err != nil {
		return err
	}
	var was block.Account
	there, err := in.Get(place, "", &was)
	if there {
		b.point(row, &was, nil)
	}
	in.Clear(place)
	return err
}

// point notes what no longer points to a row, and what does from now on. Was is nil for an account that is new, now for one
// that is gone.
func (b *blocks) point(row uint32, was, now *block.Account) {
	for _, by := range [...]block.By{block.ByPerson, block.ByName} {
		var old, next [2]block.Pointer
		before, after := block.Pointers(old[:0], by, row, was), block.Pointers(next[:0], by, row, now)
		if slices.Equal(before, after) {
			continue
		}
		for _, p := range before {
			b.by[by] = append(b.by[by], block.Change{Pointer: p, Gone: true})
		}
		for _, p := range after {
			b.by[by] = append(b.by[by], block.Change{Pointer: p})
		}
	}
}

// flush writes the blocks that are open.
func (b *blocks) flush(ctx context.Context) error {
	rows := make([][]any, 0, len(b.open))
	for _, number := range slices.Sorted(maps.Keys(b.open)) {
		sums := b.open[number].Sums()
		row := []any{blockID(b.system, number), b.open[number].Bytes()}
		for _, sum := range sums.Fields() {
			row = append(row, *sum)
		}
		rows = append(rows, row)
		b.open[number].Empty()
		b.spare = append(b.spare, b.open[number])
	}
	clear(b.open)
	return b.t.insert(ctx, `INSERT INTO account_block (id, accounts, `+block.Columns+`) VALUES`, blockTail, rows)
}

var blockTail = func() string {
	sets := []string{"accounts = excluded.accounts"}
	for column := range strings.SplitSeq(block.Columns, ", ") {
		sets = append(sets, column+" = excluded."+column)
	}
	return ` ON CONFLICT (id) DO UPDATE SET ` + strings.Join(sets, ", ")
}()

// rowID is the place of an account among all: by system, and by row in it.
func rowID(system int64, row uint32) int64 { return system<<32 | int64(row) }

// close writes what is left, and the pointers to so many accounts.
func (b *blocks) close(ctx context.Context, accounts int) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	parts, err := b.parts(ctx, accounts)
	if err != nil {
		return err
	}
	for _, by := range [...]block.By{block.ByPerson, block.ByName} {
		if err := b.pointers(ctx, by, parts); err != nil {
			return fmt.Errorf("the pointers to accounts: %w", err)
		}
	}
	return nil
}

// parts returns into how many parts the pointers of the system are cut. When there are many more accounts than when they
// were cut, they are cut again.
func (b *blocks) parts(ctx context.Context, accounts int) (int, error) {
	var have int
	if err := b.t.row(ctx, `SELECT parts FROM system WHERE number = ?`, b.system).Scan(&have); err != nil {
		return 0, err
	}
	const grown = 4
	want := block.Parts(accounts)
	if want < grown*have {
		return have, nil
	}
	for _, by := range [...]block.By{block.ByPerson, block.ByName} {
		if err := b.cutAgain(ctx, by); err != nil {
			return 0, err
		}
	}
	_, err := b.t.exec(ctx, `UPDATE system SET parts = ? WHERE number = ?`, want, b.system)
	return want, err
}

// cutAgain takes all pointers out, to be put in anew.
func (b *blocks) cutAgain(ctx context.Context, by block.By) error {
	var have []block.Change
	rows := b.t.query(ctx, `SELECT pointers FROM account_pointer WHERE kind = ? AND system = ?`, int64(by), b.system)
	err := each(rows, func() error {
		var kept sql.RawBytes
		if err := rows.Scan(&kept); err != nil {
			return err
		}
		pointers, err := block.OpenPointers(kept)
		for _, p := range pointers {
			have = append(have, block.Change{Pointer: p})
		}
		return err
	})
	if err != nil {
		return err
	}
	b.by[by] = append(have, b.by[by]...)
	_, err = b.t.exec(ctx, `DELETE FROM account_pointer WHERE kind = ? AND system = ?`, int64(by), b.system)
	return err
}

// pointers writes what changed of the pointers, part by part.
func (b *blocks) pointers(ctx context.Context, by block.By, parts int) error {
	changes := b.by[by]
	block.InParts(changes, parts)
	w := b.t.writer(`INSERT INTO account_pointer (kind, system, part, pointers) VALUES`,
		` ON CONFLICT (kind, system, part) DO UPDATE SET pointers = excluded.pointers`, 4)
	for len(changes) > 0 {
		part := block.Part(changes[0].Hash, parts)
		n := slices.IndexFunc(changes, func(c block.Change) bool { return block.Part(c.Hash, parts) != part })
		if n < 0 {
			n = len(changes)
		}
		have, err := b.part(ctx, by, part)
		if err != nil {
			return err
		}
		now := block.Changed(have, changes[:n])
		if slices.Equal(now, have) {
			changes = changes[n:]
			continue
		}
		if err := w.add(ctx, int64(by), b.system, part, block.PackPointers(now)); err != nil {
			return err
		}
		changes = changes[n:]
	}
	delete(b.by, by)
	return w.flush(ctx)
}

func (b *blocks) part(ctx context.Context, by block.By, part int) ([]block.Pointer, error) {
	if b.fresh {
		return nil, nil
	}
	var kept []byte
	err := b.t.row(ctx, `SELECT pointers FROM account_pointer WHERE kind = ? AND system = ? AND part = ?`, int64(by), b.system, part).Scan(&kept)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return block.OpenPointers(kept)
}
