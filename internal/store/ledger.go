package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/ledger"
)

// entry is one fact for the ledger.
func entry(at time.Time, kind, actor string, body any) (ledger.Entry, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("ledger entry %s: %w", kind, err)
	}
	return ledger.Entry{At: at.UTC(), Kind: kind, Actor: actor, Body: text}, nil
}

// note appends one fact to the ledger, in the transaction of the change that it records.
func (t *tx) note(ctx context.Context, at time.Time, kind, actor string, body any) error {
	e, err := entry(at, kind, actor, body)
	if err == nil && t.from != "" {
		e.Body, err = withFrom(e.Body, t.from)
	}
	if err != nil {
		return err
	}
	return t.append(ctx, []ledger.Entry{e})
}

// withFrom adds the address that a fact comes from, unless the fact says it itself.
func withFrom(body json.RawMessage, from string) (json.RawMessage, error) {
	fact := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &fact); err != nil {
		return nil, fmt.Errorf("a fact that comes from %s: %w", from, err)
	}
	if fact["from"] == nil {
		fact["from"], _ = json.Marshal(from) // a text can always be written
	}
	return json.Marshal(fact)
}

// append appends facts to the ledger.
func (t *tx) append(ctx context.Context, entries []ledger.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	tree := ledgerTree{t}
	size, err := tree.Size(ctx)
	if err != nil {
		return err
	}
	bodies, err := ledger.Encode(size, entries...)
	if err != nil {
		return err
	}
	hashes, _, _, err := ledger.Append(size, bodies, ledger.Hashes(ctx, tree))
	if err != nil {
		return err
	}
	rows := make([][]any, len(bodies))
	for i, body := range bodies {
		rows[i] = []any{size + int64(i), body}
	}
	if err := t.insert(ctx, `INSERT INTO ledger_entry (seq, body) VALUES`, "", rows); err != nil {
		return err
	}
	first := ledger.HashCount(size)
	rows = make([][]any, len(hashes))
	for i := range hashes {
		rows[i] = []any{first + int64(i), hashes[i][:]}
	}
	return t.insert(ctx, `INSERT INTO ledger_hash (idx, hash) VALUES`, "", rows)
}

// ledgerTree reads the stored ledger.
type ledgerTree struct{ querier }

// Size returns the number of entries.
func (l ledgerTree) Size(ctx context.Context) (size int64, err error) {
	err = l.row(ctx, `SELECT COALESCE(MAX(seq) + 1, 0) FROM ledger_entry`).Scan(&size)
	return size, err
}

// ReadHashes returns stored hashes.
func (l ledgerTree) ReadHashes(ctx context.Context, indexes []int64) ([]ledger.Hash, error) {
	hashes := make([]ledger.Hash, len(indexes))
	place := make(map[int64][]int, len(indexes))
	for i, index := range indexes {
		place[index] = append(place[index], i)
	}
	found := 0
	for len(indexes) > 0 {
		n := min(500, len(indexes))
		rows := l.query(ctx, `SELECT idx, hash FROM ledger_hash WHERE idx IN (`+marks(n)+`)`, anys(indexes[:n])...)
		err := each(rows, func() error {
			var index int64
			var hash []byte
			if err := rows.Scan(&index, &hash); err != nil {
				return err
			}
			for _, i := range place[index] {
				found += copy(hashes[i][:], hash) / len(hashes[i])
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		indexes = indexes[n:]
	}
	if found != len(hashes) {
		return nil, fmt.Errorf("%d of %d hashes: %w", len(hashes)-found, len(hashes), ledger.ErrMissing)
	}
	return hashes, nil
}

// ReadEntries returns stored entries.
func (l ledgerTree) ReadEntries(ctx context.Context, from, to int64) ([]ledger.Record, error) {
	rows := l.query(ctx, `SELECT seq, body FROM ledger_entry WHERE seq >= ? AND seq < ? ORDER BY seq`, from, to)
	return list(rows, func(r *ledger.Record) error { return rows.Scan(&r.Seq, &r.Body) })
}

// ReadCheckpoints returns stored checkpoints.
func (l ledgerTree) ReadCheckpoints(ctx context.Context, from, to int64) ([]ledger.SignedNote, error) {
	rows := l.query(ctx, `SELECT size, note FROM ledger_checkpoint WHERE size >= ? AND size < ? ORDER BY size`, from, to)
	return list(rows, func(n *ledger.SignedNote) error { return rows.Scan(&n.Size, &n.Note) })
}

// Ledger calls f with the ledger as it is at one moment.
func (s *Store) Ledger(ctx context.Context, f func(ledger.Storage) error) error {
	t, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot()})
	if err != nil {
		return s.dialect.explain(err)
	}
	err = f(ledgerTree{asker{s.dialect, t}})
	return errors.Join(err, s.dialect.explain(t.Rollback()))
}

// Signed returns how many checkpoints there are.
func (s *Store) Signed(ctx context.Context) (n int, err error) {
	err = s.row(ctx, `SELECT COUNT(*) FROM ledger_checkpoint`).Scan(&n)
	return n, err
}

// Checkpoint signs the present state of the ledger, unless it is signed already, and returns the signed note; nil for an
// empty ledger.
func (s *Store) Checkpoint(ctx context.Context, signer ledger.Signer) (note []byte, err error) {
	err = s.write(ctx, "the checkpoint of the ledger", func(t *tx) error {
		tree := ledgerTree{t}
		size, err := tree.Size(ctx)
		if err != nil || size == 0 {
			return err
		}
		err = t.row(ctx, `SELECT note FROM ledger_checkpoint WHERE size = ?`, size).Scan(&note)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, _, root, err := ledger.Append(size, nil, ledger.Hashes(ctx, tree))
		if err != nil {
			return err
		}
		if note, err = ledger.Sign(size, root, signer); err != nil {
			return err
		}
		_, err = t.exec(ctx, `INSERT INTO ledger_checkpoint (size, note, at) VALUES (?, ?, ?)`, size, note, micros(s.now()))
		return err
	})
	return note, err
}
