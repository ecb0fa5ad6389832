// Package ledger is part of the floor: it stands under the six stages and imports none of them.
// It is a tamper-evident log of bytes. It knows bytes and hashes, and nothing of people, accounts or SQL.
//
// The entries are the leaves of a Merkle tree (RFC 6962, section 2.1), hashed by golang.org/x/mod/sumdb/tlog.
// The size and the root of the tree, signed with Ed25519, are a checkpoint (https://c2sp.org/tlog-checkpoint)
// in the form of a signed note (https://c2sp.org/signed-note).
//
// To write, in the transaction of the change that the entries record:
//
//	bodies, err := ledger.Encode(size, entries...)
//	hashes, size, root, err := ledger.Append(size, bodies, ledger.Hashes(ctx, tree))
//	// store the bodies from the old size on, the hashes from ledger.HashCount(old size) on
//	note, err := ledger.Sign(size, root, signer)
//
// To check, [Verify] reads a whole storage and [VerifyExport] a file, offline, with nothing but the public key.
// Both name what they found wrong, in a [DamageError].
//
// What a signature cannot show: someone who holds the private key can write another history and sign it, and someone
// who can write the storage can take it back to an older checkpoint. A checkpoint kept elsewhere shows both;
// [Verify] and [VerifyExport] take such checkpoints.
package ledger

import (
	"context"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 hash of RFC 6962: of one entry, of a complete subtree, or of the whole tree.
type Hash = tlog.Hash

// HashReader reads stored hashes by their index; see [tlog.HashReader].
type HashReader = tlog.HashReader

// MaxEntry is the largest size of one encoded entry, in bytes.
const MaxEntry = 16 << 20

// ErrMissing says that a hash is not stored. A Tree wraps it, so that Verify can tell damage from a failed read.
var ErrMissing = errors.New("not stored")

// Tree is what appending and proving need of a storage.
// Every call sees the same moment: an implementation reads in one transaction.
type Tree interface {
	// Size returns the number of entries: one more than the highest number, 0 for an empty ledger.
	Size(ctx context.Context) (int64, error)
	// ReadHashes returns the hashes of these stored indexes, in the same order and of the same number,
	// or an error; the error is ErrMissing where one is not stored.
	ReadHashes(ctx context.Context, indexes []int64) ([]Hash, error)
}

// Storage is what exporting and verifying need. Ranges hold from and not to; what is not stored is left out.
type Storage interface {
	Tree
	// ReadEntries returns the entries numbered from <= Seq < to, in rising order.
	ReadEntries(ctx context.Context, from, to int64) ([]Record, error)
	// ReadCheckpoints returns the checkpoints with from <= Size < to, in rising order.
	ReadCheckpoints(ctx context.Context, from, to int64) ([]SignedNote, error)
}

// Record is one stored entry: its number, and its canonical JSON as Encode gave it.
type Record struct {
	Seq  int64
	Body []byte
}

// SignedNote is one stored checkpoint: the size it is stored under, and the note as Sign gave it.
type SignedNote struct {
	Size int64
	Note []byte
}

// HashCount returns how many hashes a ledger of that many entries stores: also the index of the first hash
// that Append returns for that size.
func HashCount(size int64) int64 { return tlog.StoredHashCount(size) }

// Hashes reads the hashes of t under ctx, for Append and for the proofs.
func Hashes(ctx context.Context, t Tree) HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) { return t.ReadHashes(ctx, indexes) })
}
