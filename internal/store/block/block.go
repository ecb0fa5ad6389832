package block

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Rows is how many rows a block has room for.
const Rows = 256

// Number returns the block of a row, and its place there.
func Number(row uint32) (block uint32, place int) { return row / Rows, int(row % Rows) }

// Row returns the row of a place in a block.
func Row(block uint32, place int) uint32 { return block*Rows + uint32(place) }

// Block is the accounts of consecutive rows, of which some may be empty. The zero Block is empty.
type Block struct {
	packed []byte // accounts, and what is left of those that were put again
	rows   [Rows]span
}

type span struct{ from, to uint32 }

// Open returns the block that Bytes made.
func Open(kept []byte) (*Block, error) {
	packed, err := s2.Decode(nil, kept)
	if err != nil {
		return nil, fmt.Errorf("a block of accounts cannot be read: the store is damaged: %w", err)
	}
	b := &Block{packed: packed}
	at := uint64(0)
	for i := range b.rows {
		size, n := binary.Uvarint(packed[min(at, uint64(len(packed))):])
		if n <= 0 || size > uint64(len(packed)) || size > 0 && size < wordsOf {
			return nil, fmt.Errorf("a block of accounts ends in row %d: the store is damaged", i)
		}
		at += uint64(n)
		b.rows[i] = span{uint32(at), uint32(at + size)}
		at += size
	}
	if at != uint64(len(packed)) {
		return nil, fmt.Errorf("a block of accounts has %d bytes and should have %d: the store is damaged", len(packed), at)
	}
	return b, nil
}

// Bytes returns the block as it is kept.
func (b *Block) Bytes() []byte {
	flat := make([]byte, 0, len(b.packed)+2*Rows)
	for _, row := range b.rows {
		flat = binary.AppendUvarint(flat, uint64(row.to-row.from))
		flat = append(flat, b.packed[row.from:row.to]...)
	}
	return s2.Encode(nil, flat)
}

// Put sets the account of a row.
func (b *Block) Put(place int, a *Account) error {
	if b.packed == nil {
		const usual = 100 // bytes of an account
		b.packed = make([]byte, 0, Rows*usual)
	}
	from := len(b.packed)
	packed, err := Pack(b.packed, a)
	if err != nil {
		return err
	}
	b.packed, b.rows[place] = packed, span{uint32(from), uint32(len(packed))}
	return nil
}

// Clear empties a row.
func (b *Block) Clear(place int) { b.rows[place] = span{} }

// Empty empties every row and keeps the room.
func (b *Block) Empty() { b.packed, b.rows = b.packed[:0], [Rows]span{} }

// Get reads the account of a row; false when it is empty.
func (b *Block) Get(place int, system string, a *Account) (bool, error) {
	row := b.rows[place]
	if row.from == row.to {
		return false, nil
	}
	return true, unpack(string(b.packed[row.from:row.to]), system, a)
}

// Each calls f for every account, in the order of the rows, until f returns an error. The account is f's only until it
// returns; its texts are for good.
func (b *Block) Each(system string, f func(place int, a *Account) error) error {
	var a Account
	all := string(b.packed)
	for i, row := range b.rows {
		if row.from == row.to {
			continue
		}
		if err := unpack(all[row.from:row.to], system, &a); err != nil {
			return err
		}
		if err := f(i, &a); err != nil {
			return err
		}
	}
	return nil
}

// Sums counts the accounts of a block, or of many.
type Sums struct {
	Size                                            int // all
	Linked, Unmatched, Proposed, Ambiguous, Suspect int
	Suspended                                       int
	Personal, Service, Shared, Guest                int
}

// Columns are the names of the sums, in the order of Fields.
const Columns = "size, linked, unmatched, proposed, ambiguous, suspect, suspended, personal, service, shared, guest"

// Fields returns the sums in the order of Columns.
func (s *Sums) Fields() [11]*int {
	return [...]*int{
		&s.Size, &s.Linked, &s.Unmatched, &s.Proposed, &s.Ambiguous, &s.Suspect, &s.Suspended, &s.Personal, &s.Service, &s.Shared, &s.Guest,
	}
}

// Sums counts the accounts of the block.
func (b *Block) Sums() Sums {
	var ofKind, ofState, ofLink [8]int // more than there are words
	for _, row := range b.rows {
		if row.from != row.to {
			words := b.packed[row.from:]
			ofKind[words[0]%8]++
			ofState[words[1]%8]++
			ofLink[words[2]%8]++
		}
	}
	return Sums{
		Size:   ofState[0] + ofState[1],
		Linked: ofLink[0], Unmatched: ofLink[1], Proposed: ofLink[2], Ambiguous: ofLink[3], Suspect: ofLink[4],
		Suspended: ofState[1],
		Personal:  ofKind[1], Service: ofKind[2], Shared: ofKind[3], Guest: ofKind[4],
	}
}

// Need returns the conditions under which a block may hold an account that is wanted, over Columns; empty: any may.
func (f *Filter) Need() []string {
	var all []string
	if f.Link != "" {
		all = append(all, need(links, f.Link))
	}
	switch {
	case f.State == identity.Enabled:
		all = append(all, "suspended < size")
	case f.State != "":
		all = append(all, need(states, f.State))
	}
	if f.Kind != "" {
		all = append(all, need(kinds, f.Kind))
	}
	if condition := f.View.need(); condition != "" {
		all = append(all, condition)
	}
	return all
}

func need[T ~string](all words[T], value T) string {
	if !slices.Contains(all, value) {
		return "size < 0" // no account has it
	}
	return string(value) + " > 0"
}
