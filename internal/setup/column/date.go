package column

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// Order is in which order columns of dates write day and month.
type Order struct {
	Format config.DateFormat // auto: all dates are ISO, or there are none, or nobody can tell
	Proof  string            // a date that can be read in no other way; empty: there is none, and none is needed
	Doubt  string            // a date that can be read in two ways, where nothing tells in which
}

// Dates finds out how columns write their dates. It looks at all of them together: one file has one way.
func Dates(columns []*Column) Order {
	var dates []string
	for _, c := range columns {
		for text := range c.Values() {
			if isDay(text) {
				dates = append(dates, text)
			}
		}
	}
	slices.Sort(dates)
	format, proven := table.DetectDateFormat(slices.Values(dates))
	switch {
	case proven && format == table.DayFirst:
		return Order{Format: config.DateDayFirst, Proof: alone(dates, table.DayFirst)}
	case proven && format == table.MonthFirst:
		return Order{Format: config.DateMonthFirst, Proof: alone(dates, table.MonthFirst)}
	case proven || len(dates) == 0:
		return Order{Format: config.DateAuto}
	}
	return Order{Format: config.DateAuto, Doubt: turned(dates)}
}

// alone returns a date that can be read in one format only.
func alone(dates []string, format table.DateFormat) string {
	for _, text := range dates {
		readable := 0
		for _, f := range table.DateFormats {
			if _, err := table.ParseDate(text, f); err == nil {
				readable++
			}
		}
		if _, err := table.ParseDate(text, format); err == nil && readable == 1 {
			return text
		}
	}
	return ""
}

// turned returns a date that is not ISO.
func turned(dates []string) string {
	for _, text := range dates {
		if _, err := table.ParseDate(text, table.YearFirst); err != nil {
			return text
		}
	}
	return ""
}
