package cli

import "strings"

// cell is one place in a table.
type cell []span

// gutter is the space between two columns.
const gutter = 2

// table writes rows with their columns aligned; the last cell of a row wraps.
func (pg *page) table(indent int, rows [][]cell) {
	widths := pg.widths(rows)
	for _, row := range rows {
		pg.row(indent, row, widths)
	}
}

// widths returns the width of every column but the last, which may be as long as it likes. No column takes more than
// two thirds of the page.
func (pg *page) widths(rows [][]cell) []int {
	var widths []int
	for _, row := range rows {
		for i := 0; i < len(row)-1; i++ {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], spanColumns(row[i]))
		}
	}
	if pg.width > 0 {
		for i := range widths {
			widths[i] = min(widths[i], pg.width*2/3)
		}
	}
	return widths
}

func (pg *page) row(indent int, row []cell, widths []int) {
	pg.write(strings.Repeat(" ", indent))
	for len(row) > 1 && spanColumns(row[len(row)-1]) == 0 {
		row = row[:len(row)-1]
	}
	at := indent
	for i, c := range row {
		if i == len(row)-1 {
			pg.last(indent, at, c)
			break
		}
		pg.flow(at, at+pg.width, c) // a cell of a column is never broken
		pad := max(widths[i]-spanColumns(c), 0) + gutter
		pg.write(strings.Repeat(" ", pad))
		at += max(widths[i], spanColumns(c)) + gutter
	}
	pg.write("\n")
}

// last writes the last cell of a row. Where the columns before it left too little room, it goes below them.
func (pg *page) last(indent, at int, c cell) {
	const room = 24
	if pg.width > 0 && pg.width-at < room && at > indent && at+spanColumns(c) > pg.width {
		pg.write("\n" + strings.Repeat(" ", indent+2*gutter))
		at = indent + 2*gutter
	}
	pg.flow(at, at, c)
}
