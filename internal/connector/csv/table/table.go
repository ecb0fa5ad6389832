// Package table is the floor of the csv connector: a file in, rows with their lines out.
//
// It finds out how the file is encoded and delimited, cuts it into rows, and refuses what is damaged, cut, ambiguous
// or changed under its hands; it never guesses. What the columns mean is for the connector above it. It follows RFC 4180,
// and is equal to encoding/csv for what both accept; beyond that it takes lines that end with CR alone, and refuses
// line ends of two kinds.
//
// One cut cannot be seen here: exactly between two rows. And where the last line has no line end its last field may
// have been cut; Summary.Unended says so.
package table

import (
	"errors"
	"strings"
)

// MaxRow is the length of the longest row, in bytes. It bounds the memory that a quote which is never closed can take.
const MaxRow = 16 << 20

// Table is one file, open for one reading. It is not safe for use by several goroutines at once.
type Table struct {
	source    *source
	cutter    cutter
	header    header
	positions []int
	findings  findings

	rows    int
	started bool
	whole   bool // read to the end, with nothing wrong
}

// Open opens the file and reads its header. The caller closes the table. An error is a *Problems with everything that
// is wrong with the settings, the file or its header; where the operating system refused, errors.Is finds its cause.
func Open(path string, set Settings) (*Table, error) { return open(path, set, blockSize) }

// open is Open with the size of the blocks.
func open(path string, set Settings, block int) (*Table, error) {
	t := &Table{findings: findings{file: path}}
	if problem := t.open(&set, block); problem != nil {
		t.findings.add(problem)
	}
	if err := t.findings.err(); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *Table) open(set *Settings, block int) *Problem {
	if problem := set.check(); problem != nil {
		return problem
	}
	source, err := openSource(t.findings.file, set.Encoding, block)
	if err != nil {
		return asProblem(err)
	}
	t.source, t.cutter.line = source, 1
	if problem := t.fillHeader(set); problem != nil {
		return problem
	}
	t.positions = t.header.positions(set.Need, t.findings.add)
	t.begin()
	return nil
}

// fillHeader reads until the header is there, nearly always one block.
func (t *Table) fillHeader(set *Settings) *Problem {
	for {
		if problem := t.fill(); problem != nil {
			return problem
		}
		header, problem := findHeader(t.source.text(), set, t.source.end)
		if problem != unfinished {
			t.header = header
			return problem
		}
		if t.source.good > MaxRow {
			return &Problem{Line: 1, What: "the header does not end", Todo: "check that this is a CSV file"}
		}
	}
}

// begin prepares the cutter for the rows behind the header.
func (t *Table) begin() {
	text := t.source.text()
	head := text[:t.header.used]
	end := lineEndOf(text)
	t.cutter = cutter{
		delimiter: t.header.delimiter.char(),
		end:       end,
		width:     len(t.header.names),
		report:    t.findings.add,
		line:      1 + countLines(head),
		unended:   lineEndLength(head) == 0,
	}
	t.source.consume(len(head))
}

// Close closes the file. Rows stay good.
func (t *Table) Close() error {
	if t.source == nil {
		return nil
	}
	return t.source.file.Close()
}

// Columns returns the names of the header, in its order, without outer blanks.
func (t *Table) Columns() []string { return t.header.names }

// Positions returns, in the order of Settings.Need, where each needed column is in Row.Fields; -1: an optional one that
// is not there.
func (t *Table) Positions() []int { return t.positions }

// Report adds a problem that the reader of the rows found, such as a date that cannot be read. It is in the error with
// which Batches ends, or in Err. Where err is or wraps a Problem, its value, what and todo are kept.
func (t *Table) Report(line int, column string, err error) {
	problem := asProblem(err)
	problem.Line, problem.Column = line, column
	t.findings.add(problem)
	t.whole = false
}

// Err returns all problems so far as one error, or nil.
func (t *Table) Err() error { return t.findings.err() }

// countLines returns how many lines end in the text.
func countLines(text string) int {
	return strings.Count(text, string(lineEndOf(text)))
}

// lineEndLength returns the length of the line end at the end of the text, or zero.
func lineEndLength(text string) int {
	return len(text) - len(strings.TrimRight(text, "\r\n"))
}
