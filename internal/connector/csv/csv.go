// Package csv is a connector (the floor): files of columns, which HR and applications export and which nobody can write.
//
//	people:
//	  - name: hr
//	    kind: csv
//	    path: hr.csv
//	    zone: Europe/Paris
//	    columns: {id: employee_id, given: first_name, family: last_name, email: work_email, end: termination_date}
//	systems:
//	  - name: crm
//	    kind: csv
//	    path: crm-users.csv
//	    columns: {id: user_id, login: username, email: email, status: active, groups: roles}
//	    owner: it-apps@example.com
//
// People reads who works here, and is authoritative; Accounts reads who has an account in an application, and leaves
// every change there to a human. How a file becomes rows is in the package table; here is what the columns mean. A cell
// that could be read in two ways is refused with its line, never guessed. See docs/connectors/csv.md.
package csv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// File says where a file is and how it is written. The zero value of a field but Path means: find it out, and refuse
// what could be read in two ways.
type File struct {
	Path      string // required
	Encoding  Encoding
	Delimiter rune // ',', ';', '\t' or '|'
	Dates     DateFormat

	// Kind is what the settings call this kind of source; empty: csv.
	Kind string

	// Pick, where it is set, brings the file to this machine before each reading; Path is where it comes from, for reports.
	Pick func(context.Context) (Picked, error)
}

// Picked is a file that was brought to this machine.
type Picked struct {
	Path string
	Made bool   // it was made from something else, as comma-separated UTF-8: Encoding and Delimiter do not hold for it
	Done func() // called when it was read
}

// Encoding is how a file holds letters.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16" // either byte order; little-endian without a mark
	Windows1252 Encoding = "windows-1252"
)

// DateFormat is how a file writes days. ISO dates are read under all of them.
type DateFormat string

// The date formats.
const (
	ISO        DateFormat = "iso"
	DayFirst   DateFormat = "dd/mm/yyyy"
	MonthFirst DateFormat = "mm/dd/yyyy" // never found out, only said
)

// kind is what the settings call this kind of source.
const kind = "csv"

// batchSize is how many records are handed to the sink at once.
const batchSize = 1000

// sheet is an open table with the places of the cells that a reader asks for by number.
type sheet struct {
	*table.Table
	names []string // of the columns, by cell; empty: the settings name none
	at    []int    // where the cell is in a row; -1: nowhere
	from  File     // where it lies on this machine, and how it is written
	done  func()   // nil: nothing is to be done when it was read
}

// open opens the file and finds the columns, which are named by cell. The caller closes the sheet.
func (f *File) open(ctx context.Context, names []string) (*sheet, error) {
	if f.Pick == nil {
		return f.openPath(names)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Path, context.Cause(ctx))
	}
	picked, err := f.Pick(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Path, err)
	}
	here := *f
	here.Path, here.Pick = picked.Path, nil
	if picked.Made {
		here.Encoding, here.Delimiter = UTF8, ','
	}
	s, err := here.openPath(names)
	if err != nil {
		picked.Done()
		return nil, err
	}
	s.done = picked.Done
	return s, nil
}

func (f *File) openPath(names []string) (*sheet, error) {
	set, err := f.settings()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name != "" {
			set.Need = append(set.Need, table.Need{Name: name})
		}
	}
	t, err := table.Open(f.Path, set)
	if err != nil {
		return nil, err
	}
	s := &sheet{Table: t, names: names, at: make([]int, len(names)), from: *f}
	found := t.Positions()
	for i, name := range names {
		s.at[i] = -1
		if name != "" {
			s.at[i], found = found[0], found[1:]
		}
	}
	return s, nil
}

// close closes the file. It was only read, so nothing can be lost.
func (s *sheet) close() {
	_ = s.Close()
	if s.done != nil {
		s.done()
	}
}

// cell returns one cell of a row without outer blanks; empty where the settings name no such column.
func (s *sheet) cell(row *table.Row, cell int) string {
	at := s.at[cell]
	if at < 0 {
		return ""
	}
	return trim(row.Fields[at])
}

// trim is strings.TrimSpace, but quick where there is nothing to trim.
func trim(s string) string {
	if s == "" || visible(s[0]) && visible(s[len(s)-1]) {
		return s
	}
	return strings.TrimSpace(s)
}

// visible reports a sign of ASCII that is no blank.
func visible(c byte) bool { return c > ' ' && c < 0x7f }

// report adds a problem with one cell of a line, unless it was told before.
func (s *sheet) report(line, cell int, problem error) {
	if !errors.Is(problem, errTold) {
		s.Report(line, s.names[cell], problem)
	}
}

func (f *File) settings() (table.Settings, error) {
	set := table.Settings{Encoding: table.Encoding(f.Encoding), Delimiter: table.Delimiter(string(f.Delimiter))}
	switch f.Delimiter {
	case 0:
		set.Delimiter = ""
	case '\t':
		set.Delimiter = table.Tab
	}
	if f.Encoding != UTF16 {
		return set, nil
	}
	order, err := byteOrder(f.Path)
	set.Encoding = order
	return set, err
}

// byteOrder reads the mark at the front of a file of which the settings say that it is UTF-16.
func byteOrder(path string) (table.Encoding, error) {
	f, err := os.Open(path)
	if err != nil {
		return table.UTF16LE, nil // the table opens it again, and says it better
	}
	defer f.Close()
	var mark [2]byte
	if _, err := io.ReadFull(f, mark[:]); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("%s cannot be read: %w", path, err)
	}
	if mark == [2]byte{0xfe, 0xff} {
		return table.UTF16BE, nil
	}
	return table.UTF16LE, nil
}

// check returns what is wrong with the settings of the file, one problem a string.
func (f *File) check() (wrong []string) {
	if f.Path == "" {
		wrong = append(wrong, "path is missing")
	}
	switch f.Encoding {
	case "", UTF8, UTF16, Windows1252:
	default:
		wrong = append(wrong, fmt.Sprintf("encoding %q is not utf-8, utf-16 or windows-1252", string(f.Encoding)))
	}
	switch f.Delimiter {
	case 0, ',', ';', '\t', '|':
	default:
		wrong = append(wrong, fmt.Sprintf("delimiter %q is not a comma, semicolon, tab or bar", f.Delimiter))
	}
	switch f.Dates {
	case "", ISO, DayFirst, MonthFirst:
	default:
		wrong = append(wrong, fmt.Sprintf("date-format %q is not iso, dd/mm/yyyy or mm/dd/yyyy", string(f.Dates)))
	}
	return wrong
}

// invalid returns the problems of the settings of one source as one error, or nil.
func invalid(name string, wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("settings of %s: %s", cmp.Or(name, "a csv source"), strings.Join(wrong, "; "))
}
