package files

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	mostXLSX     = 2 << 30   // of a workbook, unpacked
	mostXLSXPart = 256 << 20 // of what is unpacked into memory at once
)

// xlsx reads one sheet of a workbook, whose first row is the header. Cells of columns that the settings name are exact or
// an error; those of other columns are left empty where they cannot be read.
func (s *Source) xlsx(path string) (rows [][]string, err error) {
	book, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: mostXLSX, UnzipXMLSizeLimit: mostXLSXPart})
	if err != nil {
		return nil, fmt.Errorf("it is no XLSX workbook that can be read: %w", err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	name, err := s.sheetOf(book)
	if err != nil {
		return nil, err
	}
	sh, err := newSheet(book, name)
	if err != nil {
		return nil, err
	}
	raw, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	if len(raw) == 0 {
		return nil, fmt.Errorf("sheet %s is empty", name)
	}
	sh.needed = make([]bool, len(raw[0]))
	for i, title := range raw[0] {
		sh.needed[i] = slices.ContainsFunc(s.cfg.Columns, func(c string) bool {
			return strings.EqualFold(strings.TrimSpace(c), strings.TrimSpace(title))
		})
	}
	if err := sh.merged(); err != nil {
		return nil, err
	}
	return sh.rows(raw)
}

func (s *Source) sheetOf(book *excelize.File) (string, error) {
	names := book.GetSheetList()
	switch {
	case s.cfg.Sheet != "" && slices.Contains(names, s.cfg.Sheet):
		return s.cfg.Sheet, nil
	case s.cfg.Sheet != "":
		return "", fmt.Errorf("there is no sheet %q in it, but %q", s.cfg.Sheet, names)
	case len(names) == 1:
		return names[0], nil
	}
	return "", fmt.Errorf("it has %d sheets %q: name the one to read (sheet)", len(names), names)
}

// sheet is one sheet while it is read.
type sheet struct {
	book   *excelize.File
	name   string
	since  epoch
	needed []bool        // the columns of the header that the settings name
	styles map[int]shown // by the number of the style
}

func newSheet(book *excelize.File, name string) (*sheet, error) {
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, fmt.Errorf("its properties: %w", err)
	}
	sh := &sheet{book: book, name: name, since: of1900, styles: map[int]shown{}}
	if props.Date1904 != nil && *props.Date1904 {
		sh.since = of1904
	}
	return sh, nil
}

// merged refuses cells that are merged across what is needed: which of them has the value is a guess.
func (sh *sheet) merged() error {
	ranges, err := sh.book.GetMergeCells(sh.name, true)
	if err != nil {
		return err
	}
	for _, m := range ranges {
		from, _, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		to, _, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		for column := from; column <= min(to, len(sh.needed)); column++ {
			if sh.needed[column-1] {
				return fmt.Errorf("sheet %s: the cells %s:%s are merged: unmerge them, so that every row has its own values", sh.name, m.GetStartAxis(), m.GetEndAxis())
			}
		}
	}
	return nil
}

// rows reads every row that is not empty. A value beyond the header belongs to no column.
func (sh *sheet) rows(raw [][]string) ([][]string, error) {
	rows := [][]string{raw[0]}
	for r := 1; r < len(raw); r++ {
		if !slices.ContainsFunc(raw[r], func(v string) bool { return v != "" }) {
			if err := sh.hidden(r); err != nil {
				return nil, err
			}
			continue
		}
		row := make([]string, len(raw[0]))
		for c := range row {
			value, err := sh.cell(raw[r], r, c)
			if err != nil && sh.needed[c] {
				return nil, err
			}
			if err == nil {
				row[c] = value
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// hidden refuses a row that looks empty because what its formulas gave was never kept.
func (sh *sheet) hidden(r int) error {
	for c, needed := range sh.needed {
		if !needed {
			continue
		}
		if _, err := sh.cell(nil, r, c); err != nil {
			return err
		}
	}
	return nil
}

// cell returns the exact text of a cell, or why there is none.
func (sh *sheet) cell(row []string, r, c int) (string, error) {
	at, err := excelize.CoordinatesToCellName(c+1, r+1)
	if err != nil {
		return "", err
	}
	value := ""
	if c < len(row) {
		value = row[c]
	}
	formula, err := sh.book.GetCellFormula(sh.name, at)
	if err != nil {
		return "", err
	}
	if formula != "" {
		return "", fmt.Errorf("%s!%s holds a formula (=%.40s): what it gave when the file was saved may be old; paste the column as values", sh.name, at, formula)
	}
	kind, err := sh.book.GetCellType(sh.name, at)
	if err != nil || value == "" {
		return "", err
	}
	switch kind {
	case excelize.CellTypeError:
		return "", fmt.Errorf("%s!%s holds the error %s", sh.name, at, value)
	case excelize.CellTypeBool:
		return map[string]string{"1": "true", "0": "false"}[value], nil
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString, excelize.CellTypeDate:
		return value, nil
	case excelize.CellTypeUnset, excelize.CellTypeNumber, excelize.CellTypeFormula:
	}
	text, err := sh.number(at, value)
	if err != nil {
		return "", fmt.Errorf("%s!%s: %w", sh.name, at, err)
	}
	return text, nil
}

// number returns a number as it is meant: a day, a time, or the number itself.
func (sh *sheet) number(at, value string) (string, error) {
	id, err := sh.book.GetCellStyle(sh.name, at)
	if err != nil {
		return "", err
	}
	as, known := sh.styles[id]
	if !known {
		style, err := sh.book.GetStyle(id)
		if err != nil {
			return "", err
		}
		custom := ""
		if style.CustomNumFmt != nil {
			custom = *style.CustomNumFmt
		}
		as = shownAs(style.NumFmt, custom)
		sh.styles[id] = as
	}
	switch as {
	case asDate:
		return sh.since.date(value)
	case asTime:
		return timeOf(value)
	case asPadded:
		return "", fmt.Errorf("the number %s is shown with zeros in front: is it the one or the other? have the column exported as text", value)
	case asNumber:
	}
	return exact(value)
}
