// Package column is a part of setup (an edge): what the columns of a file hold, by their names and by what stands in
// them.
//
// It only looks. A guess is shown to a human with samples and with how sure it is; what reads the file afterwards is
// the csv connector, which guesses nothing.
package column

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/connector/csv/table"
)

// File is a file of columns that was looked through once, from its header to its last row.
type File struct {
	Path      string
	Rows      int
	Encoding  config.Encoding
	Delimiter config.Delimiter // auto for one that the settings have no word for, and that is found out each time
	Columns   []*Column        // in the order of the header
}

// Look looks through a file. Encoding and delimiter are found out where they are auto or empty. The error names what is
// wrong with the file, line by line (*table.Problems).
func Look(ctx context.Context, path string, encoding config.Encoding, delimiter config.Delimiter) (*File, error) {
	t, err := table.Open(path, settings(encoding, delimiter))
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.Close() }() // only read: nothing can be lost
	f := &File{Path: path}
	for _, name := range t.Columns() {
		f.Columns = append(f.Columns, newColumn(name))
	}
	for rows, err := range t.Batches(ctx) {
		if err != nil {
			return nil, err
		}
		for i := range rows {
			for place, cell := range rows[i].Fields {
				f.Columns[place].take(cell)
			}
		}
	}
	sum, whole := t.Summary()
	if !whole || sum.Rows == 0 {
		return nil, fmt.Errorf("%s has a header and no rows: have it exported again", path)
	}
	f.Rows, f.Encoding, f.Delimiter = sum.Rows, encodingOf(sum.Encoding), delimiterOf(sum.Delimiter)
	return f, nil
}

// Column returns the column of a name, or nil when there is none or there are two.
func (f *File) Column(name string) *Column {
	var found *Column
	for _, c := range f.Columns {
		switch {
		case !c.is(name):
		case found != nil:
			return nil
		default:
			found = c
		}
	}
	return found
}

// settings leaves UTF-16 to the table, which knows the order of its bytes.
func settings(encoding config.Encoding, delimiter config.Delimiter) table.Settings {
	var set table.Settings
	switch encoding {
	case config.UTF8:
		set.Encoding = table.UTF8
	case config.Windows1252:
		set.Encoding = table.Windows1252
	case config.UTF16, config.EncodingAuto:
	}
	switch delimiter {
	case config.Comma:
		set.Delimiter = table.Comma
	case config.Semicolon:
		set.Delimiter = table.Semicolon
	case config.Tab:
		set.Delimiter = table.Tab
	case config.DelimiterAuto:
	}
	return set
}

func encodingOf(e table.Encoding) config.Encoding {
	switch e {
	case table.UTF16LE, table.UTF16BE:
		return config.UTF16
	case table.Windows1252:
		return config.Windows1252
	case table.UTF8:
	}
	return config.UTF8
}

func delimiterOf(d table.Delimiter) config.Delimiter {
	switch d {
	case table.Comma:
		return config.Comma
	case table.Semicolon:
		return config.Semicolon
	case table.Tab:
		return config.Tab
	case table.Pipe:
	}
	return config.DelimiterAuto
}
