package table

import "time"

// Summary says what a complete reading saw.
type Summary struct {
	Rows      int
	Digest    string    // of the raw file: "xxh3:" and 128 bits in hexadecimal
	Columns   []string  // the names of the header, in its order, without outer blanks
	Size      int64     // of the raw file, in bytes
	Modified  time.Time // when the file was last changed, UTC
	Encoding  Encoding
	Delimiter Delimiter

	// Unended is true when the last line has no line end. Many programs write files so, but a file that was cut inside the
	// last field of its last row looks the same.
	Unended bool
}

// Summary returns what the reading saw, and whether it was complete and without a problem. Else it is the zero value.
func (t *Table) Summary() (Summary, bool) {
	if !t.whole {
		return Summary{}, false
	}
	encoding := t.source.decoder.encoding
	if encoding == "" {
		encoding = UTF8
	}
	return Summary{
		Rows:      t.rows,
		Digest:    t.source.sum(),
		Columns:   t.header.names,
		Size:      t.source.size,
		Modified:  t.source.before.ModTime().UTC(),
		Encoding:  encoding,
		Delimiter: t.header.delimiter,
		Unended:   t.cutter.unended,
	}, true
}
