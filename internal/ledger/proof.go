package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// InclusionProof shows that one entry is in a ledger (RFC 6962, section 2.1.1). In JSON it is a list of base64 hashes.
type InclusionProof = tlog.RecordProof

// ConsistencyProof shows that a ledger only grew (RFC 6962, section 2.1.2). In JSON it is a list of base64 hashes.
type ConsistencyProof = tlog.TreeProof

// LeafHash returns the hash of one entry, to the byte.
func LeafHash(body []byte) Hash { return tlog.RecordHash(body) }

// ProveInclusion returns the proof that entry seq is in the ledger as it was at that size.
func ProveInclusion(size, seq int64, hashes HashReader) (InclusionProof, error) {
	if seq < 0 || seq >= size {
		return nil, fmt.Errorf("prove entry %d: a ledger of %d entries does not have it", seq, size)
	}
	proof, err := tlog.ProveRecord(size, seq, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove entry %d of %d: %w", seq, size, err)
	}
	return proof, nil
}

// CheckInclusion checks that body, to the byte, is entry seq of the ledger that the checkpoint signs.
func CheckInclusion(proof InclusionProof, cp Checkpoint, seq int64, body []byte) error {
	if seq < 0 || seq >= cp.Size {
		return fmt.Errorf("entry %d cannot be in a ledger of %d entries", seq, cp.Size)
	}
	if tlog.CheckRecord(proof, cp.Size, cp.Root, seq, tlog.RecordHash(body)) != nil {
		return fmt.Errorf("this is not entry %d of the ledger that %s signed at %d entries: the entry or its proof was altered, or they do not belong together",
			seq, cp.Key, cp.Size)
	}
	return nil
}

// ProveConsistency returns the proof that the ledger of newer entries begins with the ledger of older entries.
func ProveConsistency(older, newer int64, hashes HashReader) (ConsistencyProof, error) {
	if older < 0 || older > newer {
		return nil, fmt.Errorf("prove that a ledger of %d entries grew to %d: it cannot", older, newer)
	}
	if older == 0 {
		return ConsistencyProof{}, nil // every ledger begins with the empty one; the RFC leaves this case out
	}
	proof, err := tlog.ProveTree(newer, older, hashes)
	if err != nil {
		return nil, fmt.Errorf("prove that a ledger of %d entries grew to %d: %w", older, newer, err)
	}
	return proof, nil
}

// CheckConsistency checks that between the two checkpoints the ledger only grew: nothing earlier was changed or taken out.
func CheckConsistency(proof ConsistencyProof, older, newer Checkpoint) error {
	switch {
	case older.Origin != newer.Origin:
		return fmt.Errorf("checkpoints of two ledgers, %q and %q, cannot be compared", older.Origin, newer.Origin)
	case older.Size > newer.Size:
		return fmt.Errorf("the ledger shrank: it had %d entries and has %d", older.Size, newer.Size)
	case older.Size == 0 && older.Root == emptyRoot && len(proof) == 0:
		return nil
	case older.Size == 0 || tlog.CheckTree(proof, newer.Size, newer.Root, older.Size, older.Root) != nil:
		return fmt.Errorf("the ledger signed at %d entries is not the beginning of the one signed at %d: its past was rewritten, "+
			"or the proof is not of these two checkpoints", older.Size, newer.Size)
	}
	return nil
}
