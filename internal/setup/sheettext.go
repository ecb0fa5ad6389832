package setup

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// begin writes the name of a file of columns, where it is, and how it is written.
func (sh *sheet) begin(l *lines) {
	l.put(2, "- name: "+scalar(sh.name), doc(sh.section, config.CSV, "name"))
	l.put(4, "kind: csv", "")
	l.put(4, "path: "+scalar(sh.path), "")
	if sh.encoding != config.EncodingAuto {
		l.put(4, "encoding: "+string(sh.encoding), doc(sh.section, config.CSV, "encoding"))
	}
	if sh.delimiter != config.DelimiterAuto {
		l.put(4, "delimiter: "+string(sh.delimiter), doc(sh.section, config.CSV, "delimiter"))
	}
	switch sh.dates {
	case config.DateAuto, "":
	case sh.order.Format:
		l.put(4, "date-format: "+scalar(string(sh.dates)), "at least one of its dates can be read in no other way")
	default:
		l.put(4, "date-format: "+scalar(string(sh.dates)), doc(sh.section, config.CSV, "date-format"))
	}
}

// columnsText writes which column holds what, and shows what has none.
func (sh *sheet) columnsText(l *lines) {
	l.put(4, "columns:", "which column of the file holds what")
	section := sh.section + ".columns"
	for _, g := range sh.guesses {
		if g.Column != nil {
			l.put(6, string(g.What)+": "+scalar(g.Column.Name), remark(g, doc(section, config.CSV, string(g.What))))
		}
	}
	for _, g := range sh.guesses {
		switch {
		case g.Column != nil:
		case g.Why != "":
			l.put(6, "# "+string(g.What)+":", checkThis+"a column has that name, and what stands in it does not fit. "+doc(section, config.CSV, string(g.What)))
		default:
			l.put(6, "# "+string(g.What)+":", doc(section, config.CSV, string(g.What)))
		}
	}
}

// remark says what a column holds, and how sure that is. What stands in the file is about people: no cell is repeated.
func remark(g column.Guess, doc string) string {
	why := g.Why
	if strings.Contains(why, `"`) {
		why = "not all that stands in it fits"
	}
	switch g.Sure {
	case column.Guessed:
		return checkThis + why + ". " + doc
	case column.Likely:
		if why != "" {
			why = ": " + why
		}
		return doc + " Likely" + why + "."
	case column.Sure, column.Said:
	}
	return doc
}

// wordsText writes the words of the status column that the settings do not know of themselves.
func (sh *sheet) wordsText(l *lines) {
	section := sh.section + ".status-values"
	begun := false
	for _, k := range config.Doc(section, config.CSV) {
		words, doubt := sh.words.written(k.Name)
		if words == nil {
			continue
		}
		if !begun {
			l.put(4, "status-values:", doc(sh.section, config.CSV, "status-values"))
			begun = true
		}
		says := k.Doc
		if doubt {
			says = checkThis + "not all of them are known, and an unknown word cuts nobody off. " + says
		}
		l.put(6, k.Name+": "+flow(words), says)
	}
}

// records returns how many people or accounts the file has, as far as was counted.
func (sh *sheet) records() int {
	if c := sh.column(config.ColumnID); c != nil {
		return c.Different()
	}
	return sh.file.Rows
}

// text writes the export of an application.
func (a *app) text(l *lines) {
	a.begin(l)
	a.columnsText(l)
	a.wordsText(l)
	a.kindsText(l)
	complete(l, "min-accounts", a.records())
	l.put(4, "owner: "+scalar(a.owner), doc("systems", config.CSV, "owner"))
}

// kindsText says which words of the kind column make no account of a person, and which are not known.
func (a *app) kindsText(l *lines) {
	c := a.column(config.ColumnKind)
	if c == nil {
		return
	}
	const few = 12
	known := column.NewVocabulary("systems.kind-values")
	var strange []string
	for _, w := range c.Words() {
		if known.Means(w.Text) == "" && !column.IsPersonal(w.Text) {
			strange = append(strange, w.Text)
		}
	}
	if len(strange) == 0 || len(strange) > few {
		return
	}
	l.put(4, "# kind-values: {service: "+flow(strange)+"}", checkThis+fmt.Sprintf("%s not known, and taken for people's accounts. %s",
		map[bool]string{true: "this word is", false: "these words are"}[len(strange) == 1], doc("systems", config.CSV, "kind-values")))
}
