package cli

import (
	"io"
	"strings"
)

// page is what a person reads: lines, columns and headings, wrapped where the terminal ends.
type page struct {
	out     io.Writer
	colours bool
	width   int // columns; 0: as long as it takes

	airy bool // an empty line would say nothing: the page is empty, or has just had one
}

// line writes one line. What does not fit goes on below, two columns further in.
func (pg *page) line(indent int, spans ...span) {
	pg.hang(indent, indent+2, spans)
}

// hang writes spans from one column on, and what does not fit from another.
func (pg *page) hang(first, next int, spans []span) {
	pg.write(strings.Repeat(" ", first))
	pg.flow(first, next, spans)
	pg.write("\n")
}

// flow writes words from where the line stands; before a word that does not fit it begins a new line.
func (pg *page) flow(at, next int, spans []span) {
	for _, s := range spans {
		for i, word := range strings.Split(s.words, " ") {
			n := columns(word)
			switch {
			case pg.width > 0 && at > next && at+min(i, 1)+n > pg.width:
				pg.write("\n" + strings.Repeat(" ", next))
				at = next
			case i > 0:
				pg.write(" ")
				at++
			}
			pg.write(span{word, s.style}.paint(pg.colours))
			at += n
		}
	}
}

// head writes the heading of a part, after an empty line.
func (pg *page) head(title string, more ...span) {
	pg.blank()
	pg.line(0, append([]span{bold(title)}, more...)...)
}

// blank writes an empty line between two parts: never at the top, and never two.
func (pg *page) blank() {
	if !pg.airy {
		pg.write("\n")
	}
	pg.airy = true
}

// next says what to type next. It stands last on a page. What a command does stands beside it, or below a long one.
func (pg *page) next(rows ...[2]string) {
	pg.blank()
	const room = 30
	var beside [][]cell
	for _, row := range rows {
		if pg.width > 0 && columns(row[0]) > pg.width-room {
			pg.table(0, beside)
			beside = nil
			pg.verbatim(0, cyan(row[0]))
			pg.line(4, dim(row[1]))
			continue
		}
		beside = append(beside, []cell{{cyan(row[0])}, {dim(row[1])}})
	}
	pg.table(0, beside)
}

// verbatim writes one line that is copied rather than read: it is not wrapped.
func (pg *page) verbatim(indent int, s span) {
	pg.write(strings.Repeat(" ", indent) + s.paint(pg.colours) + "\n")
}

// write never fails: what a terminal did not take is told when the program flushes.
func (pg *page) write(s string) {
	pg.airy = false
	_, _ = io.WriteString(pg.out, s)
}
