package ledger

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Verify checks a whole storage: it computes every hash again from the entries, compares it with the stored one, and compares
// the roots with every checkpoint. An older checkpoint whose root fits is a beginning of the newer ones.
//
// Checkpoints kept elsewhere, opened with the same key, are compared too: only they show that someone who can write the storage took
// the newest entries away together with their checkpoints.
//
// The error is a DamageError where the storage is not what the key signed, and another one where it could not be read.
func Verify(ctx context.Context, s Storage, v Verifier, kept ...Checkpoint) (Report, error) {
	a := audit{storage: s, verifier: v}
	if err := a.signed.expectKept(kept, v); err != nil {
		return Report{}, err
	}
	if err := a.run(ctx); err != nil {
		return Report{}, fmt.Errorf("verify the ledger: %w", err)
	}
	return a.report(), a.found.err()
}

// audit walks a storage from the first entry to the last.
type audit struct {
	storage  Storage
	verifier Verifier
	size     int64
	count    int64
	trees    trees
	edge     []Hash // right edge of the stored tree, as stored
	blind    bool   // an entry and its hash are gone: nothing above them can be computed
	signed   signed
	newest   Checkpoint
	notes    int
	found    damages
}

func (a *audit) run(ctx context.Context) error {
	var err error
	if a.size, err = a.storage.Size(ctx); err != nil {
		return fmt.Errorf("read its size: %w", err)
	}
	if err := a.checkpoints(ctx, 0, 1); err != nil {
		return err
	}
	a.signed.compare(&a.trees)
	for from := int64(0); from < a.size; from += page {
		if err := a.page(ctx, from, min(from+page, a.size)); err != nil {
			return err
		}
	}
	return a.checkpoints(ctx, a.size+1, math.MaxInt64)
}

// checkpoints opens the notes of these sizes.
func (a *audit) checkpoints(ctx context.Context, from, to int64) error {
	notes, err := a.storage.ReadCheckpoints(ctx, from, to)
	if err != nil {
		return fmt.Errorf("read checkpoints from size %d: %w", from, err)
	}
	for _, n := range notes {
		a.notes++
		cp, damage := openNote(n.Note, a.verifier)
		switch {
		case damage != nil:
			if damage.Kind != OtherKey { // which is the same for all as a rule, and said once
				damage.Detail = fmt.Sprintf("the one stored for %d entries: %s", n.Size, damage.Detail)
			}
			a.found.add(*damage)
		case cp.Size != n.Size:
			a.found.add(Damage{Kind: CheckpointAltered, Detail: fmt.Sprintf("the one stored for %d entries is of %d", n.Size, cp.Size)})
		default:
			a.newest = cp
			a.signed.expect(cp)
		}
	}
	return nil
}

func (a *audit) page(ctx context.Context, from, to int64) error {
	if err := a.checkpoints(ctx, from+1, to+1); err != nil {
		return err
	}
	records, err := a.storage.ReadEntries(ctx, from, to)
	if err != nil {
		return fmt.Errorf("read entries from %d: %w", from, err)
	}
	stored, err := readStored(ctx, a.storage, HashCount(from), HashCount(to))
	if err != nil {
		return err
	}
	for seq := from; seq < to; seq++ {
		var r *Record
		if len(records) > 0 && records[0].Seq == seq {
			r, records = &records[0], records[1:]
		}
		n := 1 + bits.TrailingZeros64(uint64(seq+1)) // hashes that entry seq completes
		if err := a.entry(ctx, seq, r, stored[:n]); err != nil {
			return err
		}
		stored = stored[n:]
	}
	if len(records) > 0 {
		return fmt.Errorf("the storage gave entry %d out of order", records[0].Seq)
	}
	return nil
}

// entry takes one number: its entry, nil where it is gone, and the hashes stored with it, from the leaf upwards.
func (a *audit) entry(ctx context.Context, seq int64, r *Record, stored []storedHash) error {
	leaf := stored[0]
	own := leaf.hash
	if r == nil {
		a.found.add(Damage{Kind: Missing, Seq: seq, Count: 1})
		a.blind = a.blind || !leaf.ok
	} else {
		a.count++
		own = tlog.RecordHash(r.Body)
		if err := a.fit(ctx, *r, own, leaf); err != nil {
			return err
		}
	}
	if !leaf.ok {
		a.found.add(Damage{Kind: HashMissing, Seq: seq, Count: 1})
		leaf.hash = own
	}
	var one, two [64]Hash
	entries := a.trees.entries.push(one[:0], own)
	leaves := a.trees.leaves.push(two[:0], leaf.hash)
	a.climb(seq, stored, entries, leaves)
	a.signed.compare(&a.trees)
	return nil
}

// fit compares an entry with its number and its leaf hash.
func (a *audit) fit(ctx context.Context, r Record, own Hash, leaf storedHash) error {
	seq, numbered := seqOf(r.Body)
	elsewhere := numbered && seq != r.Seq
	fits := leaf.ok && own == leaf.hash
	if elsewhere && !fits { // a changed number, or the entry of that number?
		var err error
		if elsewhere, err = a.isEntry(ctx, seq, own); err != nil {
			return err
		}
	}
	switch {
	case elsewhere:
		a.found.add(Damage{Kind: Reordered, Seq: r.Seq, Count: 1, Detail: fmt.Sprintf("in its place is entry %d", seq)})
	case leaf.ok && !fits:
		a.found.add(Damage{Kind: Altered, Seq: r.Seq, Count: 1})
	}
	return nil
}

// isEntry reports whether this is the leaf hash stored for that number.
func (a *audit) isEntry(ctx context.Context, seq int64, leaf Hash) (bool, error) {
	if seq >= a.size { // and perhaps too large to have an index
		return false, nil
	}
	index := tlog.StoredHashIndex(0, seq)
	stored, err := readStored(ctx, a.storage, index, index+1)
	return err == nil && stored[0].hash == leaf, err
}

// climb compares the hashes above the leaf. One that fits neither computation is named only where it does not fit
// the stored hashes below it either: the others follow from that one.
func (a *audit) climb(seq int64, stored []storedHash, entries, leaves []Hash) {
	below := or(stored[0], entries[0])
	for level := 1; level < len(stored); level++ {
		left := a.edge[len(a.edge)-1]
		a.edge = a.edge[:len(a.edge)-1]
		got := or(stored[level], entries[level])
		switch {
		case !stored[level].ok:
			a.foundAbove(HashMissing, seq, level)
		case !a.blind && got != entries[level] && got != leaves[level] && got != tlog.NodeHash(left, below):
			a.foundAbove(HashAltered, seq, level)
		}
		below = got
	}
	a.edge = append(a.edge, below)
}

// foundAbove names the hash at that level, which entry seq completes.
func (a *audit) foundAbove(kind DamageKind, seq int64, level int) {
	span := int64(1) << level
	a.found.add(Damage{
		Kind: kind, Seq: seq + 1 - span, Count: span,
		Detail: fmt.Sprintf("stored hash %d", HashCount(seq)+int64(level)),
	})
}

func (a *audit) report() Report {
	r := Report{Checkpoint: a.newest, Entries: a.count, Checkpoints: a.signed.compared}
	r.Unsigned = max(0, a.size-a.newest.Size)
	a.signed.tail(a.size, &a.found)
	if a.notes == 0 && a.size > 0 {
		a.found.add(Damage{Kind: CheckpointMissing, Detail: fmt.Sprintf("nothing signs the %d entries", a.size)})
	}
	a.found = a.signed.judge(a.found)
	return r
}
