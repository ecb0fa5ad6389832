package block

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// By is what accounts are pointed to by.
type By int64

// What accounts are looked up by.
const (
	ByPerson By = 1 // the person of the link
	ByName   By = 2 // the login and the key, whatever the case
)

// Pointer points from the hash of what an account is looked up by to its row. The hash finds; what is found is asked for
// the thing itself.
type Pointer struct {
	Hash uint64
	mark uint32 // the row, and in the two highest bits whether the account is linked and open
}

const (
	isLinked = 1 << 31
	isOpen   = 1 << 30
)

// Row is where the account is.
func (p Pointer) Row() uint32 { return p.mark &^ (isLinked | isOpen) }

// Linked reports whether the account is linked to the person.
func (p Pointer) Linked() bool { return p.mark&isLinked != 0 }

// Open reports whether the account is enabled.
func (p Pointer) Open() bool { return p.mark&isOpen != 0 }

func (p Pointer) compare(other Pointer) int {
	return cmp.Or(cmp.Compare(p.Hash, other.Hash), cmp.Compare(p.mark, other.mark))
}

// Hash returns the hash by which an account of this person, login or key is found.
func Hash(by By, text string) uint64 {
	if by == ByName {
		text = strings.ToLower(text)
	}
	return xxh3.HashString(text)
}

// Pointers appends what points to an account in a row; to none, nothing does.
func Pointers(to []Pointer, by By, row uint32, a *Account) []Pointer {
	if a == nil {
		return to
	}
	if by == ByPerson {
		return appendPerson(to, row, a)
	}
	login, key := Hash(ByName, a.Login), Hash(ByName, a.Ref.Key)
	if login != key && a.Login != "" {
		to = append(to, Pointer{login, row})
	}
	return append(to, Pointer{key, row})
}

func appendPerson(to []Pointer, row uint32, a *Account) []Pointer {
	if a.Person == "" {
		return to
	}
	if a.Link == correlate.Linked {
		row |= isLinked
	}
	if a.State == identity.Enabled {
		row |= isOpen
	}
	return append(to, Pointer{Hash(ByPerson, string(a.Person)), row})
}

// Parts returns into how many parts the pointers to so many accounts are cut: a power of two.
func Parts(accounts int) int {
	const inOne = 512
	return 1 << bits.Len(uint(accounts/inOne))
}

// Part returns the part of a hash.
func Part(hash uint64, parts int) int { return int(hash & uint64(parts-1)) }

// Change is a pointer that comes or goes.
type Change struct {
	Pointer
	Gone bool
}

// InParts orders changes by the part that they belong to.
func InParts(changes []Change, parts int) {
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(Part(a.Hash, parts), Part(b.Hash, parts)), a.compare(b.Pointer))
	})
}

// Changed returns the pointers of one part after changes.
func Changed(have []Pointer, changes []Change) []Pointer {
	gone := map[Pointer]bool{}
	for _, c := range changes {
		if c.Gone {
			gone[c.Pointer] = true
		}
	}
	have = slices.DeleteFunc(have, func(p Pointer) bool { return gone[p] })
	for _, c := range changes {
		if !c.Gone {
			have = append(have, c.Pointer)
		}
	}
	slices.SortFunc(have, Pointer.compare)
	return slices.Compact(have)
}

const pointerSize = 12

// PackPointers returns pointers as they are kept.
func PackPointers(all []Pointer) []byte {
	kept := make([]byte, 0, len(all)*pointerSize)
	for _, p := range all {
		kept = binary.LittleEndian.AppendUint64(kept, p.Hash)
		kept = binary.LittleEndian.AppendUint32(kept, p.mark)
	}
	return kept
}

// OpenPointers returns what PackPointers made.
func OpenPointers(kept []byte) ([]Pointer, error) {
	if len(kept)%pointerSize != 0 {
		return nil, errors.New("pointers to accounts cannot be read: the store is damaged")
	}
	all := make([]Pointer, 0, len(kept)/pointerSize)
	for ; len(kept) > 0; kept = kept[pointerSize:] {
		all = append(all, Pointer{binary.LittleEndian.Uint64(kept), binary.LittleEndian.Uint32(kept[8:])})
	}
	return all, nil
}

// Find returns the pointers with a hash.
func Find(kept []byte, hash uint64) []Pointer {
	var found []Pointer
	for ; len(kept) >= pointerSize; kept = kept[pointerSize:] {
		if binary.LittleEndian.Uint64(kept) == hash {
			found = append(found, Pointer{hash, binary.LittleEndian.Uint32(kept[8:])})
		}
	}
	return found
}
