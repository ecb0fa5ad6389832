package sql

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// when reads a date of a person. Midnight of an offset is taken for the day too: taken by its word, a last day would end
// before it begins.
func (r *record) when(column string, begins bool) (identity.When, error) {
	const earliest = 1901 // 1900-01-01 is what some systems write for none
	text := r.cell(column)
	date, err := table.ParseDate(text, table.YearFirst)
	switch when := date.When; {
	case err != nil:
		return when, r.wrong(column, text, "is no date such as 2026-12-31 or 2026-12-31T17:30:00+01:00: have it converted in the query")
	case date.NoEnd && begins:
		return when, r.wrong(column, text, "is no day on which something begins: NULL is expected where there is none")
	case !when.IsZero() && when.Date.Year < earliest:
		return when, r.wrong(column, text, "is too long ago: NULL is expected where there is none")
	case when.Exact() && when.Clock == identity.StartOfDay:
		return identity.On(when.Date), nil
	}
	return date.When, nil
}

// moment reads a time of an account as an instant in UTC; zero for what systems write where they have nothing to write.
func (r *record) moment(column string, zone *time.Location) (time.Time, error) {
	text := r.cell(column)
	for _, never := range []string{"0000-00-00", "0001-01-01", "1601-01-01", "1899-12-30", "1900-01-01"} {
		if strings.HasPrefix(text, never) {
			return time.Time{}, nil
		}
	}
	date, err := table.ParseDate(text, table.YearFirst)
	if err != nil {
		return time.Time{}, r.wrong(column, text, "is no time such as 2026-12-31T17:30:00Z: have it converted in the query")
	}
	if date.When.IsZero() || date.When.Date.Year < 1971 {
		return time.Time{}, nil
	}
	return date.When.Ending(zone, identity.StartOfDay), nil
}
