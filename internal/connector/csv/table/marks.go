package table

import (
	"math/bits"
	"slices"
)

// marker finds the bytes at which a text is cut. It looks at 64 bytes at once: first it makes a word of 64 bits of each
// 64 bytes (mask), then it clears the bits inside quotes, then it writes the offsets of the bits that are left (marks).
type marker struct {
	masks []uint64
	marks []uint32
}

// find returns the offsets of each byte of the text that is one or other; both are ASCII and not NUL. Where quotes is
// true, bytes between two quotes do not count. What it returns is good until the next call.
func (m *marker) find(text string, one, other byte, quotes bool) []uint32 {
	n := (len(text) + 63) / 64
	m.masks = slices.Grow(m.masks[:0], n)[:n]
	maskEqual(text, everyByte(one), everyByte(other), m.masks)
	if quotes {
		maskQuoted(text, m.masks)
	}
	m.marks = slices.Grow(m.marks[:0], len(text)+spareMarks)
	return writeMarks(m.masks, m.marks[:cap(m.marks)])
}

// maskEqual writes to masks which bytes of the text are equal to the byte of ones or of others, the first in the lowest
// bit of the first mask.
func maskEqual(text string, ones, others uint64, masks []uint64) {
	for i := range len(text) / 64 {
		masks[i] = equal64(text[i*64:i*64+64], ones, others)
	}
	if rest := len(text) % 64; rest > 0 {
		var padded [64]byte
		copy(padded[:], text[len(text)-rest:])
		masks[len(masks)-1] = equal64(string(padded[:]), ones, others)
	}
}

// maskQuoted clears the bits between each odd quote of the text and the next even one.
func maskQuoted(text string, masks []uint64) {
	quotes := make([]uint64, len(masks))
	maskEqual(text, everyByte('"'), everyByte('"'), quotes)
	open := uint64(0) // all bits, when the last quote is open
	for i, bits := range quotes {
		for shift := 1; shift < 64; shift *= 2 {
			bits ^= bits << shift // in the end each bit is the exclusive or of all up to it
		}
		bits ^= open
		open = uint64(int64(bits) >> 63)
		masks[i] &^= bits
	}
}

const (
	lowBits  = 0x0101010101010101 // the lowest bit of each of eight bytes
	lowSeven = 0x7f7f7f7f7f7f7f7f // all bits but the highest
	highBits = 0x8080808080808080
)

func everyByte(b byte) uint64 { return lowBits * uint64(b) }

func equal64(s string, ones, others uint64) uint64 {
	return equal8(word(s[0:8]), ones, others) | equal8(word(s[8:16]), ones, others)<<8 |
		equal8(word(s[16:24]), ones, others)<<16 | equal8(word(s[24:32]), ones, others)<<24 |
		equal8(word(s[32:40]), ones, others)<<32 | equal8(word(s[40:48]), ones, others)<<40 |
		equal8(word(s[48:56]), ones, others)<<48 | equal8(word(s[56:64]), ones, others)<<56
}

// equal8 compares eight bytes in one word: see "Determine if a word has a byte equal to n" in Anderson's bit twiddling
// hacks, here in the form that is exact for every byte. The product gathers the high bits of the bytes.
func equal8(w, ones, others uint64) uint64 {
	low := w & lowSeven
	differ := ((low ^ ones) + lowSeven) & ((low ^ others) + lowSeven)
	return (highBits &^ (differ | w)) >> 7 * 0x0102040810204080 >> 56
}

// word loads eight bytes; the compiler makes one load of it.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// spareMarks is the room that writeMarks needs beyond the marks that there are.
const spareMarks = 4

// writeMarks writes the offsets of the bits that are set, and returns them. The first four of each mask are written
// whether they are there or not: a branch that cannot be foreseen costs more.
func writeMarks(masks []uint64, marks []uint32) []uint32 {
	n := 0
	for i, mask := range masks {
		base, found := uint32(i*64), bits.OnesCount64(mask)
		first := marks[n : n+spareMarks : n+spareMarks]
		first[0] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		first[1] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		first[2] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		first[3] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		for at := n + 4; mask != 0; at++ {
			marks[at] = base + uint32(bits.TrailingZeros64(mask))
			mask &= mask - 1
		}
		n += found
	}
	return marks[:n]
}
