package table

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// file writes the content to a file of the test.
func file(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hr.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reading is all that a test wants to know of one reading.
type reading struct {
	rows    [][]string
	lines   []int
	table   *Table
	summary Summary
	whole   bool
	err     error
}

// read reads a file to its end, in blocks of the size.
func read(t testing.TB, path string, set Settings, block int) reading {
	t.Helper()
	var r reading
	if r.table, r.err = open(path, set, block); r.err != nil {
		return r
	}
	defer r.table.Close()
	for rows, err := range r.table.Batches(t.Context()) {
		if err != nil {
			r.err = err
			break
		}
		for _, row := range rows {
			r.rows = append(r.rows, append([]string(nil), row.Fields...))
			r.lines = append(r.lines, row.Line)
		}
	}
	r.summary, r.whole = r.table.Summary()
	return r
}

func readString(t testing.TB, content string, set Settings) reading {
	t.Helper()
	return read(t, file(t, content), set, blockSize)
}

// show writes rows so that a test can compare them at a glance: 2:a|b 3:c|d.
func (r *reading) show() string {
	shown := make([]string, len(r.rows))
	for i, row := range r.rows {
		shown[i] = fmt.Sprintf("%d:%s", r.lines[i], strings.Join(row, "|"))
	}
	return strings.Join(shown, " ")
}
