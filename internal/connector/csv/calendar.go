package csv

import (
	"context"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// calendar reads the dates of one reading of a file. Where the settings do not say how the file writes days, a column
// with turned dates must say it itself: the whole column is looked through once, before the first of its dates is taken.
//
//	turned dates of the column            taken as
//	13/05/2026 and no 05/13/2026          day first
//	05/13/2026 and no 13/05/2026          refused: month first must be said
//	both                                  refused
//	neither, but 05/06/2026               refused: nobody can tell
//	only such as 05/05/2026               both are the same
type calendar struct {
	format  DateFormat
	columns map[int]*evidence // by cell; nil: not looked through yet
	look    func() (map[int]*evidence, string, error)
	digest  string // of the file that was looked through
	failed  error  // why it could not be looked through
}

// evidence is what the turned dates of one column show.
type evidence struct {
	day, month, either sample
	told               bool
}

// sample is one date with its line; the zero value is none.
type sample struct {
	line  int
	value string
}

// newCalendar returns the calendar of one reading. Cells are those that hold dates.
func newCalendar(ctx context.Context, f *File, names []string, cells []int) *calendar {
	return &calendar{format: f.Dates, look: func() (map[int]*evidence, string, error) {
		return f.lookThrough(ctx, names, cells)
	}}
}

// date reads a cell that is not empty. A problem without a text was told before.
func (c *calendar) date(cell int, s string) (stamp, *table.Problem) {
	st, ok := parseStamp(s)
	if ok && st.turned {
		dayFirst, problem := c.dayFirst(cell)
		if problem != nil {
			return stamp{}, problem
		}
		if !dayFirst {
			st.month, st.day = st.day, st.month
		}
	}
	if !ok || !st.exists() {
		return stamp{}, &table.Problem{Value: s, What: "is not a date that can be read", Todo: c.wanted()}
	}
	return st, nil
}

func (c *calendar) wanted() string {
	switch c.format {
	case DayFirst:
		return "write it as 31/12/2026 or 2026-12-31, or leave it empty"
	case MonthFirst:
		return "write it as 12/31/2026 or 2026-12-31, or leave it empty"
	case ISO:
	}
	return "write it as 2026-12-31, or leave it empty"
}

// dayFirst says how a turned date of the column is read.
func (c *calendar) dayFirst(cell int) (bool, *table.Problem) {
	switch c.format {
	case DayFirst:
		return true, nil
	case MonthFirst:
		return false, nil
	case ISO:
		return false, &table.Problem{
			What: "is not written as 2026-12-31, and the settings say date-format: iso",
			Todo: "write date-format: dd/mm/yyyy or mm/dd/yyyy in the settings, whichever it is",
		}
	}
	if c.columns == nil && c.failed == nil {
		c.columns, c.digest, c.failed = c.look()
	}
	if c.failed != nil {
		return false, &table.Problem{}
	}
	return true, c.columns[cell].judge()
}

// judge returns what is wrong with the column, nil when it writes the day first. It is told once.
func (e *evidence) judge() *table.Problem {
	var problem table.Problem
	switch {
	case e.month.line == 0 && (e.day.line > 0 || e.either.line == 0):
		return nil
	case e.told:
		return &problem
	case e.day.line > 0:
		problem = table.Problem{
			Value: e.month.value,
			What:  fmt.Sprintf("has the month first, and %q on line %d has the day first", e.day.value, e.day.line),
			Todo:  "have it exported again with dates such as 2026-12-31",
		}
	case e.month.line > 0:
		problem = table.Problem{
			Value: e.month.value, What: fmt.Sprintf("(line %d) has the month first, which is never guessed", e.month.line),
			Todo: "write date-format: mm/dd/yyyy in the settings",
		}
	default:
		problem = table.Problem{
			Value: e.either.value, What: fmt.Sprintf("(line %d) can be read in two ways, as all dates of this column", e.either.line),
			Todo: "write date-format: dd/mm/yyyy or mm/dd/yyyy in the settings, whichever it is",
		}
	}
	e.told = true
	return &problem
}

// lookThrough reads the whole file for the turned dates of its date columns.
func (f *File) lookThrough(ctx context.Context, names []string, cells []int) (map[int]*evidence, string, error) {
	wanted := make([]string, len(names))
	found := map[int]*evidence{}
	for _, cell := range cells {
		wanted[cell] = names[cell]
		found[cell] = &evidence{}
	}
	s, err := f.open(wanted)
	if err != nil {
		return nil, "", err
	}
	defer s.Close()
	for rows, err := range s.Batches(ctx) {
		if err != nil {
			return nil, "", err
		}
		for i := range rows {
			for _, cell := range cells {
				found[cell].take(rows[i].Line, s.cell(&rows[i], cell))
			}
		}
	}
	summary, _ := s.Summary()
	return found, summary.Digest, nil
}

// take notes what one cell shows.
func (e *evidence) take(line int, s string) {
	st, ok := parseStamp(s)
	if !ok || !st.turned {
		return
	}
	var into *sample
	switch first, second := st.day > 12, st.month > 12; {
	case first && second:
		return
	case first:
		into = &e.day
	case second:
		into = &e.month
	case st.day != st.month:
		into = &e.either
	default:
		return
	}
	if into.line == 0 {
		*into = sample{line, strings.Clone(s)}
	}
}

// other reports whether the file that was looked through was another one than the file of this digest.
func (c *calendar) other(digest string) bool { return c.digest != "" && c.digest != digest }
