package ledger

import (
	"context"
	"errors"
	"fmt"
)

// storedHash is a hash that may be missing.
type storedHash struct {
	hash Hash
	ok   bool
}

func or(s storedHash, h Hash) Hash {
	if s.ok {
		return s.hash
	}
	return h
}

// readStored reads the hashes from <= index < to: at once, and one by one where some are missing.
func readStored(ctx context.Context, t Tree, from, to int64) ([]storedHash, error) {
	indexes := make([]int64, to-from)
	for i := range indexes {
		indexes[i] = from + int64(i)
	}
	hashes, err := t.ReadHashes(ctx, indexes)
	if errors.Is(err, ErrMissing) && len(indexes) > 1 {
		half := from + (to-from)/2
		left, err := readStored(ctx, t, from, half)
		if err != nil {
			return nil, err
		}
		right, err := readStored(ctx, t, half, to)
		return append(left, right...), err
	}
	if errors.Is(err, ErrMissing) {
		return []storedHash{{}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read hashes from %d: %w", from, err)
	}
	if len(hashes) != len(indexes) {
		return nil, fmt.Errorf("read hashes from %d: asked for %d, got %d", from, len(indexes), len(hashes))
	}
	stored := make([]storedHash, len(hashes))
	for i, h := range hashes {
		stored[i] = storedHash{h, true}
	}
	return stored, nil
}
