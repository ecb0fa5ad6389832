package sql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// record is one row of a query: texts by the name of their column. A NULL is an empty text, and known by null.
type record struct {
	query   string // the key of the settings
	number  int    // counted from 1
	columns []string
	cells   []string
	null    []bool
}

// cell returns what stands in a column; empty when there is no such column.
func (r *record) cell(name string) string {
	if at := slices.Index(r.columns, name); at >= 0 {
		return r.cells[at]
	}
	return ""
}

// wrong says what is wrong with a cell.
func (r *record) wrong(column, value, what string) error {
	return fmt.Errorf("%s, row %d, column %s: %q %s", r.query, r.number, column, value, what)
}

// records hands every row of a query to f. The record is used again for the next row.
func (c *client) records(ctx context.Context, tx *sql.Tx, s *statement, values map[string]*string, allowed, needed []string, f func(*record) error) error {
	text, args := s.text(c.kind, values)
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return c.explain(s.where, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err says how they ended
	r := record{query: s.where}
	types, err := r.header(rows, allowed, needed)
	if err != nil {
		return err
	}
	into := make([]any, len(types))
	cells := make([]any, len(types))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		r.number++
		if err := rows.Scan(into...); err != nil {
			return c.explain(s.where, err)
		}
		for i := range cells {
			if err := r.take(i, cells[i], types[i]); err != nil {
				return err
			}
		}
		if err := f(&r); err != nil {
			return err
		}
	}
	return c.explain(s.where, rows.Err())
}

// header looks at the columns: each must mean something to us, once, and those that are needed must be there. A _ in a
// name stands for a - where the name has one.
func (r *record) header(rows *sql.Rows, allowed, needed []string) (types []string, err error) {
	columns, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	for _, column := range columns {
		name := strings.ReplaceAll(strings.ToLower(column.Name()), "_", "-")
		_, kept := strings.CutPrefix(name, "before-")
		switch {
		case slices.Contains(r.columns, name):
			return nil, fmt.Errorf("%s gives the column %s twice", r.query, column.Name())
		case !slices.Contains(allowed, name) && (!kept || !slices.Contains(allowed, "before-...")):
			return nil, fmt.Errorf("%s gives a column %q, which means nothing here: leave it out, or give it one of the names %s (... AS %s)",
				r.query, column.Name(), strings.Join(allowed, ", "), needed[0])
		}
		r.columns, types = append(r.columns, name), append(types, strings.ToUpper(column.DatabaseTypeName()))
	}
	for _, name := range needed {
		if !slices.Contains(r.columns, name) {
			return nil, fmt.Errorf("%s gives no column %s: name one so (... AS %s)", r.query, name, strings.ReplaceAll(name, "-", "_"))
		}
	}
	r.cells, r.null = make([]string, len(columns)), make([]bool, len(columns))
	return types, nil
}

// take writes a value as text.
func (r *record) take(at int, value any, kind string) error {
	r.null[at] = value == nil
	r.cells[at] = written(value, kind)
	if !utf8.ValidString(r.cells[at]) || strings.ContainsRune(r.cells[at], 0) {
		return fmt.Errorf("%s, row %d, column %s: the value is no text: have it converted in the query", r.query, r.number, r.columns[at])
	}
	return nil
}

// written writes a value of a driver as text. A date is 2026-12-31. A time is written with its offset where the column
// keeps instants (timestamptz, and TIMESTAMP of MySQL, which the session reads in UTC), and without where it does not.
func written(value any, kind string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return instant(v, kind)
	case []byte:
		return instant(string(v), kind)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return timeText(v, kind)
	}
	return fmt.Sprint(value)
}

func timeText(t time.Time, kind string) string {
	switch kind {
	case "DATE":
		return t.Format(time.DateOnly)
	case "TIMESTAMPTZ":
		return t.UTC().Format(time.RFC3339Nano)
	}
	return t.Format("2006-01-02T15:04:05.999999999")
}

// instant marks a TIMESTAMP of MySQL, which comes as text, as the instant that it is.
func instant(text, kind string) string {
	if kind == "TIMESTAMP" && len(text) >= len(time.DateTime) && text[10] == ' ' {
		return text[:10] + "T" + text[11:] + "Z"
	}
	return text
}
