package csv

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// evidence is what the dates of one column show of the order in which it writes day and month.
type evidence struct {
	day, month, either sample // the first date with the day first, with the month first, and one that can be either
	told               bool
}

// sample is one date with its line; the zero value is none.
type sample struct {
	line  int
	value string
}

// take notes what one cell shows.
func (e *evidence) take(line int, text string) {
	if !turned(text) {
		return
	}
	day, notDay := table.ParseDate(text, table.DayFirst)
	if notDay == nil && e.day.line > 0 {
		return // nothing new, and asking for the month first costs a message that nobody reads
	}
	month, notMonth := table.ParseDate(text, table.MonthFirst)
	switch {
	case notDay == nil && notMonth != nil:
		e.day.note(line, text)
	case notDay != nil && notMonth == nil:
		e.month.note(line, text)
	case notDay == nil && day != month:
		e.either.note(line, text)
	}
}

// note keeps the first sample.
func (s *sample) note(line int, text string) {
	if s.line == 0 {
		*s = sample{line, strings.Clone(text)}
	}
}

// judge returns what is wrong with the column: nil when it writes the day first, a *table.Problem for the first of its
// cells, errTold for the others.
func (e *evidence) judge() error {
	if e.month.line == 0 && (e.day.line > 0 || e.either.line == 0) {
		return nil
	}
	if e.told {
		return errTold
	}
	e.told = true
	switch {
	case e.day.line > 0:
		return &table.Problem{
			Value: e.month.value,
			What:  fmt.Sprintf("(line %d) has the month first, and %q (line %d) has the day first", e.month.line, e.day.value, e.day.line),
			Todo:  "have it exported again with dates such as 2026-12-31",
		}
	case e.month.line > 0:
		return &table.Problem{
			Value: e.month.value, What: fmt.Sprintf("(line %d) has the month first, which is never guessed", e.month.line),
			Todo: "write date-format: mm/dd/yyyy in the settings",
		}
	}
	return &table.Problem{
		Value: e.either.value, What: fmt.Sprintf("(line %d) can be read in two ways, like all dates of this column", e.either.line),
		Todo: "write date-format: dd/mm/yyyy or mm/dd/yyyy in the settings, whichever it is",
	}
}
