package table

import (
	"bytes"
	"fmt"
)

// fault is damage in the bytes of a file.
type fault struct {
	at      int // offset in the text that is not consumed yet, or nowhere
	problem Problem
}

// nowhere is the place of a fault of the file as a whole.
const nowhere = -1

// decoder turns the raw bytes of a file into checked UTF-8, in place and block by block.
//
//	encoding not set, no mark     only ASCII so far               it can still be UTF-8 or Windows-1252
//	                              first other bytes are UTF-8     UTF-8 from here on
//	                              they are not                    Windows-1252, if judge finds nothing against it
//	                              every other byte of two is NUL  UTF-16
//	encoding not set, a mark      it says which
//	encoding set                  that one; a mark that contradicts it is refused
type decoder struct {
	encoding Encoding // empty: only ASCII so far
	guessed  bool     // Windows-1252 that nobody wrote in the settings
	scratch  []byte
}

// foreign names a kind of file that people take for CSV, or returns "".
func foreign(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "a zip archive, perhaps an Excel workbook"
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "an Excel workbook"
	}
	return ""
}

var marks = []struct {
	bytes    string
	encoding Encoding
}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}}

// sniff looks at the first bytes of a file for a byte order mark and returns its length.
func (d *decoder) sniff(head []byte) (skip int, problem *Problem) {
	for _, mark := range marks {
		if !bytes.HasPrefix(head, []byte(mark.bytes)) {
			continue
		}
		if d.encoding != "" && d.encoding != mark.encoding {
			return 0, &Problem{
				What: fmt.Sprintf("starts with the byte order mark of %s and the settings say %s", mark.encoding, d.encoding),
				Todo: fmt.Sprintf("write encoding: %s, or leave it out", mark.encoding),
			}
		}
		d.encoding = mark.encoding
		return len(mark.bytes), nil
	}
	if d.encoding == "" {
		d.encoding = unmarked16(head)
	}
	return 0, nil
}

// unmarked16 recognises UTF-16 without a mark by the header, which is nearly all ASCII: one byte of each two is NUL and
// the other never. It returns "" for anything else.
func unmarked16(head []byte) Encoding {
	head = head[:min(len(head), 512)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i&1]++
		}
	}
	most := len(head) * 3 / 8 // three quarters of one side
	switch {
	case zeros[0] == 0 && zeros[1] > 0 && zeros[1] >= most:
		return UTF16LE
	case zeros[1] == 0 && zeros[0] > 0 && zeros[0] >= most:
		return UTF16BE
	}
	return ""
}

// asciiInside reports whether ASCII bytes mean themselves and need no transcoding.
func (d *decoder) asciiInside() bool { return d.encoding != UTF16LE && d.encoding != UTF16BE }

// take checks and transcodes the raw bytes buf[from:]. It returns the buffer and the end of the good text in it; what
// follows is an unfinished character, which the next block completes. Last says that there is no next block.
func (d *decoder) take(buf []byte, from int, last bool) ([]byte, int, *fault) {
	if d.encoding == "" {
		if wrong := d.decide(buf, from, last); wrong != nil || d.encoding == "" {
			return buf, whole(buf, from), wrong
		}
	}
	switch d.encoding {
	case UTF8:
		good, wrong := takeUTF8(buf, from, last)
		return buf, good, wrong
	case Windows1252:
		return d.take1252(buf, from)
	case UTF16LE, UTF16BE:
		return d.take16(buf, from, last)
	}
	panic("no such encoding: " + d.encoding)
}

// nul refuses a NUL byte in the text: no program that writes CSV writes one.
func nul(text []byte, from int) *fault {
	at := bytes.IndexByte(text[from:], 0)
	if at < 0 {
		return nil
	}
	return &fault{from + at, Problem{
		What: "there is a NUL byte: the file is damaged, or it is not text, or it is UTF-16",
		Todo: "have it exported again, or write encoding: utf-16 in the settings",
	}}
}
