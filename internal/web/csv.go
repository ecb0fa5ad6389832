package web

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// csvHeader says that a file comes, not a page.
func (r *request) csvHeader(name string) {
	h := r.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
}

// stamp writes an instant for a program to read.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// cells makes a row of values, in place, that no spreadsheet takes for formulas.
func cells(row []string) []string {
	for i := range row {
		row[i] = cell(row[i])
	}
	return row
}

// formulaSigns begin what some spreadsheet calculates; the last four are those of full width, for spreadsheets in Japanese.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

// cell makes a value one that no spreadsheet takes for a formula.
func cell(value string) string {
	first, _ := utf8.DecodeRuneInString(value)
	if value != "" && strings.ContainsRune(formulaSigns, first) {
		return "'" + value
	}
	return value
}

// address is a path with what is asked of it.
func address(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
