package store

import (
	"context"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/store/block"
)

// recorder remembers one reading of one system in one transaction. It becomes the writer at its first Put, or at its
// Close: readings of several systems go on side by side until they have something to write.
type recorder struct {
	s      *Store
	ctx    context.Context //nolint:containedctx // of one reading: a recorder lives no longer
	system string
	at     time.Time
	peek   bool // nothing is kept

	t        *tx
	number   int64
	accounts *blocks
}

// Record starts to remember a reading of a system.
func (s *Store) Record(ctx context.Context, system string, at time.Time) (reconcile.Recorder, error) {
	return &recorder{s: s, ctx: ctx, system: system, at: at}, nil
}

// Peek compares a reading of a system with what is remembered, and keeps nothing.
func (s *Store) Peek(ctx context.Context, system string) (reconcile.Recorder, error) {
	return &recorder{s: s, ctx: ctx, system: system, peek: true}, nil
}

func (r *recorder) begin() (err error) {
	if r.t != nil {
		return nil
	}
	if r.t, err = r.s.begin(r.ctx); err != nil {
		return err
	}
	if r.number, err = r.t.numberSystem(r.ctx, r.system); err != nil {
		return err
	}
	r.accounts, err = r.t.blocks(r.ctx, r.number)
	return err
}

// Earlier returns the links of accounts in the last complete reading.
func (r *recorder) Earlier(rows []uint32) (map[uint32]reconcile.Remembered, error) {
	var q querier = r.s
	if r.t != nil {
		q = r.t
	}
	number, err := systemNumber(r.ctx, q, r.system)
	if err != nil {
		return nil, err
	}
	found := make(map[uint32]reconcile.Remembered, len(rows))
	last := cursor{q: q, system: number}
	for _, row := range rows {
		var was block.Account
		there, err := last.get(r.ctx, row, &was)
		if err != nil {
			return nil, err
		}
		if there {
			found[row] = reconcile.Remembered{Status: was.Link, Earlier: correlate.Earlier{Person: was.Person, By: was.By}}
		}
	}
	return found, nil
}

// cursor reads accounts by their rows, and holds the block that it read last.
type cursor struct {
	q      querier
	system int64
	name   string // of the system
	at     int64  // the block it holds
	block  *block.Block
}

// get reads the account of a row; false when it is empty.
func (c *cursor) get(ctx context.Context, row uint32, a *block.Account) (bool, error) {
	number, place := block.Number(row)
	if id := blockID(c.system, number); c.block == nil || c.at != id {
		found, there, err := readBlock(ctx, c.q, id)
		if err != nil || !there {
			return false, err
		}
		c.at, c.block = id, found
	}
	there, err := c.block.Get(place, c.name, a)
	a.Place = rowID(c.system, row)
	return there, err
}

// Put keeps accounts.
func (r *recorder) Put(batch []reconcile.Record) error {
	if r.peek {
		return nil
	}
	if err := r.begin(); err != nil {
		return err
	}
	for i := range batch {
		rec := &batch[i]
		row := accountRow(rec)
		if err := r.accounts.put(r.ctx, rec.Row, &row); err != nil {
			return fmt.Errorf("the account %s: %w", rec.Account.Ref, err)
		}
	}
	return nil
}

// accountRow is what is kept of an account.
func accountRow(rec *reconcile.Record) AccountRow {
	a := rec.Account
	row := AccountRow{
		Login: cleaned(a.Login), Email: cleaned(a.Email), Employee: cleaned(a.Employee), Name: cleaned(a.Display),
		Kind: a.Kind, State: a.State, LastSeen: a.LastSeen, Link: rec.Status, Person: rec.Link.Person, By: rec.Link.By,
	}
	row.Ref.Key = cleaned(a.Ref.Key)
	if row.Name == "" && (a.Given != "" || a.Family != "") {
		row.Name = cleaned(a.Given + " " + a.Family)
	}
	for _, e := range a.Entitlements {
		row.Entitlements = append(row.Entitlements, cleaned(e.Name))
	}
	return row
}

// Close ends the reading.
func (r *recorder) Close(whole *reconcile.Whole) error {
	if whole == nil || r.peek {
		if r.t == nil {
			return nil
		}
		return r.s.rollback(r.t)
	}
	if err := r.whole(whole); err != nil {
		if r.t != nil {
			_ = r.s.rollback(r.t) // the first error says what happened
		}
		return err
	}
	return r.s.commit(r.t)
}

func (r *recorder) whole(whole *reconcile.Whole) error {
	if err := r.begin(); err != nil {
		return err
	}
	for _, row := range whole.Gone {
		if err := r.accounts.drop(r.ctx, row); err != nil {
			return err
		}
	}
	if err := r.accounts.close(r.ctx, whole.Source.Seen); err != nil {
		return err
	}
	if whole.Moved {
		if err := r.t.saveMarks(r.ctx, r.number, whole.Marks); err != nil {
			return err
		}
	}
	return r.t.saveSource(r.ctx, whole.Source, r.at)
}

var _ reconcile.Recorder = (*recorder)(nil)

// suspects returns the accounts whose link nobody has decided yet, with the link that they had.
func (s *Store) suspects(ctx context.Context) (map[identity.AccountRef]correlate.Earlier, error) {
	found := map[identity.AccountRef]correlate.Earlier{}
	for a, err := range s.Accounts(ctx, AccountFilter{Link: correlate.Suspect}) {
		if err != nil {
			return nil, err
		}
		found[a.Ref] = correlate.Earlier{Person: a.Person, By: a.By}
	}
	return found, nil
}
