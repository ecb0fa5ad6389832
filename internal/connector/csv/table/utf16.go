package table

import (
	"unicode/utf16"
	"unicode/utf8"
)

// take16 transcodes the UTF-16 of buf[from:]. It is strict where golang.org/x/text is kind: half a pair or half a
// unit is damage, never U+FFFD.
func (d *decoder) take16(buf []byte, from int, last bool) ([]byte, int, *fault) {
	low := 0 // which of the two bytes of a unit is the low one
	if d.encoding == UTF16BE {
		low = 1
	}
	d.scratch = append(d.scratch[:0], buf[from:]...)
	raw, buf := d.scratch, buf[:from]
	for len(raw) > 0 {
		for len(raw) >= 2 && raw[1-low] == 0 && raw[low] < utf8.RuneSelf {
			buf, raw = append(buf, raw[low]), raw[2:]
		}
		r, size := rune16(raw, low)
		if size == 0 && (!last || len(raw) == 0) {
			break
		}
		if size == 0 || r == utf8.RuneError && isSurrogate(unit16(raw, low)) {
			return buf, len(buf), fault16(len(buf), size == 0)
		}
		buf = utf8.AppendRune(buf, r)
		raw = raw[size:]
	}
	good := len(buf)
	return append(buf, raw...), good, nil
}

// rune16 returns the first character of raw and its length in bytes: zero when more bytes are needed to tell.
func rune16(raw []byte, low int) (rune, int) {
	if len(raw) < 2 {
		return 0, 0
	}
	unit := unit16(raw, low)
	if !isSurrogate(unit) {
		return rune(unit), 2
	}
	if len(raw) < 4 {
		return 0, 0
	}
	return utf16.DecodeRune(rune(unit), rune(unit16(raw[2:], low))), 4
}

func unit16(raw []byte, low int) uint16 { return uint16(raw[low]) | uint16(raw[1-low])<<8 }

func isSurrogate(unit uint16) bool { return unit >= 0xd800 && unit < 0xe000 }

func fault16(at int, cut bool) *fault {
	if cut {
		return &fault{at, Problem{What: "the file ends in the middle of a character: it was cut", Todo: "have it exported again"}}
	}
	return &fault{at, Problem{What: "there is half a character: the file is damaged or is not UTF-16", Todo: "have it exported again"}}
}
