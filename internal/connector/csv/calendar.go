package csv

import (
	"context"
	"errors"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// calendar reads the dates of one reading of a file. Where the settings do not say how the file writes days, a column
// with dates that are not ISO must say it itself: the whole file is looked through once, before the first of them is
// taken.
//
//	dates of the column that are not ISO    taken as
//	13/05/2026 and no 05/13/2026            day first
//	05/13/2026 and no 13/05/2026            refused: month first must be said
//	both                                    refused
//	neither, but 05/06/2026                 refused: nobody can tell
//	only such as 05/05/2026                 both are the same
type calendar struct {
	format  table.DateFormat // that of the settings; empty: the columns say it
	columns map[int]*evidence
	looked  bool
	look    func(*calendar) error
	digest  string // of the file that was looked through
	failed  error  // why it could not be looked through
}

// errTold is the error of a cell whose column was reported before, once for all its dates.
var errTold = errors.New("was told before")

// newCalendar returns the calendar of one reading. Cells are those that hold dates.
func newCalendar(ctx context.Context, f *File, names []string, cells []int) *calendar {
	c := &calendar{columns: make(map[int]*evidence, len(cells))}
	for _, cell := range cells {
		c.columns[cell] = &evidence{}
	}
	switch f.Dates {
	case ISO:
		c.format = table.YearFirst
	case DayFirst:
		c.format = table.DayFirst
	case MonthFirst:
		c.format = table.MonthFirst
	}
	c.look = func(c *calendar) error { return c.lookThrough(ctx, f, names) }
	return c
}

// date reads a cell. What is wrong with it is a *table.Problem, or errTold.
func (c *calendar) date(cell int, text string) (table.Date, error) {
	if c.format != "" {
		return table.ParseDate(text, c.format)
	}
	if !c.looked {
		date, err := table.ParseDate(text, table.YearFirst)
		if err == nil || !turned(text) {
			return date, err
		}
		c.failed, c.looked = c.look(c), true
	}
	if c.failed != nil {
		return table.Date{}, errTold
	}
	if err := c.columns[cell].judge(); err != nil && turned(text) {
		return table.Date{}, err
	}
	return table.ParseDate(text, table.DayFirst)
}

// turned reports a date that needs a format: it does not start with the year.
func turned(text string) bool {
	at := strings.IndexAny(text, "/.-")
	return at == 1 || at == 2
}

// lookThrough reads the whole file for what its columns of dates show.
func (c *calendar) lookThrough(ctx context.Context, f *File, names []string) error {
	dates := make([]string, len(names))
	for cell := range c.columns {
		dates[cell] = names[cell]
	}
	s, err := f.openPath(dates)
	if err != nil {
		return err
	}
	defer s.close()
	for rows, err := range s.Batches(ctx) {
		if err != nil {
			return err
		}
		for i := range rows {
			for cell, column := range c.columns {
				column.take(rows[i].Line, s.cell(&rows[i], cell))
			}
		}
	}
	summary, _ := s.Summary()
	c.digest = summary.Digest
	return nil
}

// other reports whether the file that was looked through was another one than the file of this digest.
func (c *calendar) other(digest string) bool { return c.digest != "" && c.digest != digest }
