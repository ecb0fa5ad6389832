package table

import (
	"encoding/binary"
	"unicode/utf8"
)

// plainASCII reports whether every byte is from 1 to 127.
func plainASCII(b []byte) bool {
	for len(b) >= 32 {
		v, w := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		x, y := binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
		if (v|(v-lowBits)|w|(w-lowBits)|x|(x-lowBits)|y|(y-lowBits))&highBits != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c == 0 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ascii reports whether no byte is above 127.
func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// whole returns where the last whole character of buf[from:] ends: at len(buf), or before a character of which only
// the first one, two or three bytes are there.
func whole(buf []byte, from int) int {
	for back := 1; back <= utf8.UTFMax-1 && len(buf)-back >= from; back++ {
		at := len(buf) - back
		if !utf8.RuneStart(buf[at]) {
			continue
		}
		if utf8.FullRune(buf[at:]) {
			return len(buf)
		}
		return at
	}
	return len(buf)
}

// takeUTF8 checks buf[from:] and returns the end of the good text.
func takeUTF8(buf []byte, from int, last bool) (good int, wrong *fault) {
	good = whole(buf, from)
	if !utf8.Valid(buf[from:good]) {
		at := from + firstInvalid(buf[from:good])
		return at, &fault{at, Problem{
			Value: around(buf, at),
			What:  "is not UTF-8, and the file is so far",
			Todo:  saveAsUTF8,
		}}
	}
	if last && good < len(buf) {
		return good, &fault{good, Problem{What: "the file ends in the middle of a character: it was cut", Todo: "have it exported again"}}
	}
	return good, nil
}

// firstInvalid returns the offset of the first byte that is no UTF-8, or len(b).
func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(b)
}

// around returns the word in which a byte stands, so that a person finds it.
func around(buf []byte, at int) string {
	from, to := at, at+1
	for from > 0 && at-from < longest/2 && wordByte(buf[from-1]) {
		from--
	}
	for to < len(buf) && to-at < longest/2 && wordByte(buf[to]) {
		to++
	}
	return string(buf[from:to])
}

func wordByte(b byte) bool {
	return b >= utf8.RuneSelf || b >= '0' && b <= '9' || isASCIILetter(b)
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
