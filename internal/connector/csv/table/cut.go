package table

import (
	"slices"
	"strings"
)

// Row is one record of a table.
type Row struct {
	Line   int      // where it starts, from 1, as an editor counts
	Fields []string // as many as the table has columns
}

// cutter cuts text into rows. A row goes the fast way (plain) when it has the right width and nothing in it but, at
// most, whole fields in quotes; every other row is read with all the rules (row).
type cutter struct {
	delimiter byte
	end       byte // of a line: '\n', also for CR LF, or '\r'
	width     int  // fields of a row; zero: any number
	report    func(*Problem)

	line    int  // of the next row
	unended bool // the last row had no line end
	special bool // the text has quotes, or line ends of another kind
	rows    []Row
	fields  []string // of all rows
	marker  marker
}

// cut cuts the whole rows at the front of the text and returns how many bytes they are. Last says that nothing follows
// the text. Damage ends the reading.
func (c *cutter) cut(text string, last bool) (int, *Problem) {
	c.rows, c.fields = c.rows[:0], c.fields[:0]
	used, marks := 0, c.mark(text)
	for {
		for len(marks) > 0 && int(marks[0]) < used {
			marks = marks[1:]
		}
		used, marks = c.plain(text, used, marks)
		n, damage := c.row(text[used:], last)
		if n == 0 || damage != nil {
			return used, damage
		}
		used += n
	}
}

// mark finds the delimiters and line ends outside quotes.
func (c *cutter) mark(text string) []uint32 {
	quotes := strings.IndexByte(text, '"') >= 0
	c.special = quotes || strings.IndexByte(text, c.stray()) >= 0
	return c.marker.find(text, c.delimiter, c.end, quotes)
}

// stray is the byte that ends lines in other files and may not stand in this one, but for the CR of CR LF.
func (c *cutter) stray() byte {
	if c.end == '\r' {
		return '\n'
	}
	return '\r'
}

// plain cuts rows until one is not plain, and returns where that one starts and the marks from there on.
func (c *cutter) plain(text string, used int, marks []uint32) (int, []uint32) {
	c.rows = slices.Grow(c.rows, len(marks)/c.width)
	c.fields = slices.Grow(c.fields, len(marks))
	for len(marks) >= c.width {
		had := len(c.fields)
		fields := c.fields[had : had+c.width : had+c.width]
		next := c.slice(fields, text, used, marks)
		if next < 0 {
			break
		}
		c.fields = c.fields[:had+c.width]
		c.rows = append(c.rows, Row{c.line, fields})
		c.line++
		used, marks = next, marks[c.width:]
	}
	return used, marks
}

// slice fills the fields of one row, and returns where the next one starts, or -1 when the row is not plain: it has
// another width, is blank, or holds what only row understands.
func (c *cutter) slice(fields []string, text string, start int, marks []uint32) int {
	from, final, lineEnd := start, len(fields)-1, c.end
	marks = marks[:len(fields)]
	for i := range fields {
		at := int(marks[i])
		if (text[at] == lineEnd) != (i == final) {
			return -1
		}
		fields[i] = text[from:at]
		from = at + 1
	}
	end := from - 1
	if end > start && text[end-1] == '\r' {
		end--
		fields[final] = strings.TrimSuffix(fields[final], "\r")
	}
	if end == start || c.special && !unquote(fields, text[start:end]) {
		return -1
	}
	return from
}

// unquote takes the quotes off the fields of a row, and reports whether each quote in it opens or closes a whole field
// and no line ends inside. Then the row is one line with an even number of quotes, and since the line end behind it is
// outside quotes for the marks, so is its start: the marks are right here, even where a broken row before left a quote
// open.
func unquote(fields []string, row string) bool {
	quotes := 0
	for i, field := range fields {
		if field == "" || field[0] != '"' {
			continue
		}
		if len(field) < 2 || field[len(field)-1] != '"' {
			return false
		}
		fields[i] = field[1 : len(field)-1]
		quotes += 2
	}
	return strings.Count(row, `"`) == quotes && strings.IndexByte(row, '\n') < 0 && strings.IndexByte(row, '\r') < 0
}
