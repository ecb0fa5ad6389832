package table

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// classes says of each byte from 0x80 on what it is in Windows-1252 and where it may stand in a word.
//
//	?  no character                          never
//	l  letter                                anywhere, but not more than three in a row
//	C  capital of the rows 8 and 9           not after a small letter, nor inside a word before a small one
//	j  ’ ‘ ´ · no-break space, soft hyphen   anywhere
//	e  … “ ” – — ™ « » ‹ › ®                 not between two letters
//	o  ‚ „ ¡ ¿                               not after a letter
//	c  ª º ° ²                               not before a letter
//	s  any other sign                        not beside a letter
const classes = "s?osoessssCeC?C?" +
	"?jjeeseeselel?lC" +
	"josssssssscesjes" +
	"cscsjssjsscessso" +
	"llllllllllllllll" +
	"lllllllsllllllll" +
	"llllllllllllllll" +
	"lllllllsllllllll"

func class(b byte) byte {
	switch {
	case b >= utf8.RuneSelf:
		return classes[b-utf8.RuneSelf]
	case isASCIILetter(b):
		return 'a'
	}
	return ' '
}

func isLetter(class byte) bool { return class == 'a' || class == 'l' || class == 'C' }

// decide says what the first bytes that are not ASCII mean. The encoding stays open when all that there is of them is
// the beginning of one UTF-8 character.
func (d *decoder) decide(buf []byte, from int, last bool) *fault {
	text := buf[from:whole(buf, from)]
	at := firstInvalid(text)
	switch {
	case !ascii(text[:at]):
		d.encoding = UTF8
	case at < len(text):
		d.encoding, d.guessed = Windows1252, true
	case last && from+at < len(buf):
		return doubt(buf, from+at)
	}
	return nil
}

// take1252 transcodes the Windows-1252 of buf[from:]. What was only guessed must first stand the judgement.
func (d *decoder) take1252(buf []byte, from int) ([]byte, int, *fault) {
	d.scratch = append(d.scratch[:0], buf[from:]...)
	if d.guessed {
		if at := judge(d.scratch); at >= 0 {
			return buf, from, doubt(buf, from+at)
		}
	}
	raw, buf := d.scratch, buf[:from]
	for _, b := range raw {
		if b < utf8.RuneSelf {
			buf = append(buf, b)
			continue
		}
		if class(b) == '?' {
			return buf, len(buf), &fault{len(buf), Problem{
				Value: string([]byte{b}),
				What:  "is no character of Windows-1252",
				Todo:  `save the file as "CSV UTF-8" and take encoding out of the settings`,
			}}
		}
		buf = utf8.AppendRune(buf, charmap.Windows1252.DecodeByte(b))
	}
	return buf, len(buf), nil
}

const saveAsUTF8 = `save the file as "CSV UTF-8", or write encoding: windows-1252 in the settings if all names read right so`

// doubt refuses bytes that are not UTF-8 and that nobody said are Windows-1252.
func doubt(buf []byte, at int) *fault {
	return &fault{at, Problem{
		Value: around(buf, at),
		What:  "is not UTF-8, and not surely Windows-1252: it is damaged, or in another code page",
		Todo:  saveAsUTF8,
	}}
}

// judge looks for what Western text in Windows-1252 does not hold, and returns the offset of the first such byte, or
// -1. Cyrillic, Greek and Asian code pages show by letters in long rows and by missing characters; Central European
// ones, the code pages of DOS and the old Mac by signs inside words; a file of two encodings by a character of UTF-8.
// A code page that puts other letters for letters, such as Turkish or most of Czech, does not show: its users must
// save as UTF-8.
func judge(b []byte) int {
	row := 0 // letters in a row that are not ASCII
	for i, c := range b {
		if c < utf8.RuneSelf {
			row = 0
			continue
		}
		before, after := byte(' '), byte(' ')
		if i > 0 {
			before = b[i-1]
		}
		if i+1 < len(b) {
			after = b[i+1]
		}
		if row++; !isLetter(class(c)) {
			row = 0
		}
		if row > 3 || misplaced(class(c), before, after) || multibyte(b[i:]) {
			return i
		}
	}
	return -1
}

// misplaced applies the table above to a byte and its two neighbours.
func misplaced(kind, before, after byte) bool {
	left, right := isLetter(class(before)), isLetter(class(after))
	switch kind {
	case 'C':
		return isSmall(before) || left && isSmall(after)
	case 'e':
		return left && right
	case 'o':
		return left
	case 'c':
		return right
	case 's':
		return left || right
	}
	return kind == '?'
}

func isSmall(b byte) bool { return b >= 'a' && b <= 'z' }

// multibyte reports whether b starts with a character of UTF-8 that is not ASCII.
func multibyte(b []byte) bool {
	_, size := utf8.DecodeRune(b)
	return size > 1
}
