package ledger

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// frontier is the right edge of a tree: the roots of its complete subtrees, from the largest, on the left, to the smallest.
// It is all that is needed to add a leaf or to tell the root, so a ledger of any size is walked in a few kilobytes.
type frontier struct {
	size  int64
	nodes []Hash
}

// loadFrontier reads the right edge of a stored tree.
func loadFrontier(size int64, hashes HashReader) (frontier, error) {
	if size < 0 {
		return frontier{}, fmt.Errorf("a ledger cannot have %d entries", size)
	}
	if size == 0 {
		return frontier{}, nil
	}
	indexes := edgeIndexes(size)
	nodes, err := hashes.ReadHashes(indexes)
	if err != nil {
		return frontier{}, fmt.Errorf("read the hashes of a ledger of %d entries: %w", size, err)
	}
	if len(nodes) != len(indexes) {
		return frontier{}, fmt.Errorf("read the hashes of a ledger of %d entries: asked for %d, got %d", size, len(indexes), len(nodes))
	}
	return frontier{size: size, nodes: append([]Hash(nil), nodes...)}, nil
}

// edgeIndexes returns where the roots of the complete subtrees are stored: one for each bit set in size.
func edgeIndexes(size int64) []int64 {
	var indexes []int64
	var before int64
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, before>>level))
			before += 1 << level
		}
	}
	return indexes
}

// push adds one leaf and appends to out the hashes that this leaf completes, in the order in which they are stored.
func (f *frontier) push(out []Hash, leaf Hash) []Hash {
	h := leaf
	out = append(out, h)
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.nodes) - 1
		h = tlog.NodeHash(f.nodes[last], h)
		f.nodes = f.nodes[:last]
		out = append(out, h)
	}
	f.nodes = append(f.nodes, h)
	f.size++
	return out
}

// root returns the hash of the whole tree (RFC 6962, section 2.1).
func (f *frontier) root() Hash {
	if f.size == 0 {
		return emptyRoot
	}
	h := f.nodes[len(f.nodes)-1]
	for i := len(f.nodes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.nodes[i], h)
	}
	return h
}

// emptyRoot is the root of a tree without leaves: the hash of no bytes.
var emptyRoot, _ = tlog.TreeHash(0, nil)
