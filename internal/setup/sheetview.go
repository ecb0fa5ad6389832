package setup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// part shows what the columns of a file were taken for.
func (sh *sheet) part() Part {
	p := Part{Title: sh.name, About: fmt.Sprintf("%s, %s, %s", sh.file.Path, some(sh.file.Rows, "row", "rows"), sh.form())}
	var lost []string
	for _, g := range sh.guesses {
		switch {
		case g.Column != nil:
			p.Rows = append(p.Rows, row(g))
		case g.Why != "":
			p.Notes = append(p.Notes, Note{fmt.Sprintf("%s is not taken from %s", g.What, g.Why), true})
		default:
			lost = append(lost, string(g.What))
		}
	}
	if len(lost) > 0 {
		p.Notes = append(p.Notes, Note{"Not found: " + strings.Join(lost, ", "), false})
	}
	if unused := sh.unused(); len(unused) > 0 {
		p.Notes = append(p.Notes, Note{"Not used: " + sh.names(unused), false})
	}
	return p
}

func row(g column.Guess) Row {
	return Row{What: string(g.What), Where: g.Column.Name, Samples: samples(g.Column), Sure: g.Sure, Why: g.Why}
}

// samples returns two values of a column, short enough to be looked at.
func samples(c *column.Column) []string {
	const longest = 28
	var shown []string
	for _, s := range c.Samples(2) {
		if runes := []rune(s); len(runes) > longest {
			s = string(runes[:longest-1]) + "…"
		}
		shown = append(shown, s)
	}
	return shown
}

// form says how the file is written.
func (sh *sheet) form() string {
	words := []string{string(sh.file.Encoding)}
	if sh.file.Delimiter != config.DelimiterAuto {
		words = append(words, string(sh.file.Delimiter))
	}
	return strings.Join(words, ", ")
}

func (sh *sheet) unused() []*column.Column {
	return slices.DeleteFunc(slices.Clone(sh.file.Columns), func(c *column.Column) bool {
		return slices.ContainsFunc(sh.guesses, func(g column.Guess) bool { return g.Column == c })
	})
}

// count writes a number as people read it.
func count(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%s,%03d", count(n/1000), n%1000)
	}
	return fmt.Sprint(n)
}

// some writes a number with its word.
func some(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}
