package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// sheet is a file of columns, and how it is going to be read.
type sheet struct {
	name      string // of the source in the settings
	path      string // as the settings write it
	section   string // of the settings: people or systems
	file      *column.File
	guesses   []column.Guess
	order     column.Order
	encoding  config.Encoding
	delimiter config.Delimiter
	dates     config.DateFormat
	words     wordList // of the status column
}

// look looks through a file and lets guess say what its columns hold.
func (s *session) look(ctx context.Context, src Source, section string, guess func(*column.File) []column.Guess) (*sheet, error) {
	sh := &sheet{name: src.Name, path: s.draft.relative(src.Path), section: section}
	var errs [2]error
	sh.encoding, errs[0] = choice(s, sh.name, "encoding", config.EncodingAuto, config.UTF8, config.UTF16, config.Windows1252, config.EncodingAuto)
	sh.delimiter, errs[1] = choice(s, sh.name, "delimiter", config.DelimiterAuto, config.Comma, config.Semicolon, config.Tab, config.DelimiterAuto)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	done := s.human.Busy("looking at " + src.Path)
	file, err := column.Look(ctx, src.Path, sh.encoding, sh.delimiter)
	done()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, misused(src.Path + ": there is no such file")
	}
	if err != nil {
		return nil, err
	}
	sh.file, sh.guesses = file, guess(file)
	if file.Encoding != config.UTF8 {
		sh.encoding = file.Encoding
	}
	if file.Delimiter != config.Comma {
		sh.delimiter = file.Delimiter
	}
	return sh, nil
}

// column returns the column that holds something, or nil.
func (sh *sheet) column(what config.Column) *column.Column {
	if g := sh.guess(what); g != nil {
		return g.Column
	}
	return nil
}

func (sh *sheet) guess(what config.Column) *column.Guess {
	i := slices.IndexFunc(sh.guesses, func(g column.Guess) bool { return g.What == what })
	if i < 0 {
		return nil
	}
	return &sh.guesses[i]
}

// say gives something the column that a human names; "" or "-" is none.
func (sh *sheet) say(what, name string) error {
	g := sh.guess(config.Column(what))
	if g == nil {
		return fmt.Errorf("%q is none of %s", what, strings.Join(keysOf(sh.section+".columns", config.CSV), ", "))
	}
	if name == "" || name == "-" {
		*g = column.Guess{What: g.What, Sure: column.Said}
		return nil
	}
	c := sh.file.Column(name)
	if c == nil {
		return fmt.Errorf("the file has no single column %q; its columns are %s", name, sh.names(sh.file.Columns))
	}
	*g = column.Guess{What: g.What, Column: c, Sure: column.Said}
	return nil
}

func (sh *sheet) names(columns []*column.Column) string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// agree applies what the command line says of the columns, shows what they were taken for, and lets a human correct it.
func (s *session) agree(ctx context.Context, sh *sheet) error {
	for what, name := range s.said.under(sh.name, "columns") {
		if err := sh.say(what, name); err != nil {
			return misused(fmt.Sprintf("--set %s.columns.%s: %v", sh.name, what, err))
		}
	}
	s.human.Show(sh.part())
	return s.corrections(ctx, "end=COLUMN", sh.say)
}

// corrections asks until nothing is wrong any more.
func (s *session) corrections(ctx context.Context, example string, say func(what, name string) error) error {
	q := Question{Text: "Is that right? Enter, or a correction such as " + example, Proposal: "yes"}
	for {
		answer, err := s.ask(ctx, q, "")
		if err != nil || slices.Contains([]string{"yes", "y", ""}, strings.ToLower(answer)) {
			return err
		}
		what, name, _ := strings.Cut(answer, "=")
		if err := say(strings.TrimSpace(what), strings.TrimSpace(name)); err != nil {
			s.doubt(err.Error())
			continue
		}
		q.Text = "Noted. Another correction, or Enter"
	}
}

// need asks for the column of what cannot be done without.
func (s *session) need(ctx context.Context, sh *sheet, what config.Column, text string, likely []*column.Column) error {
	if g := sh.guess(what); g.Column != nil || g.Sure == column.Said {
		return nil
	}
	hint := ""
	if len(likely) > 0 {
		hint = ": perhaps " + sh.names(likely)
	}
	answer, err := s.ask(ctx, Question{
		Text: text + hint + " (the columns are " + sh.names(sh.file.Columns) + ")",
		Flag: fmt.Sprintf("--set %s.columns.%s=COLUMN (%s%s; the columns of %s are %s)", sh.name, what, text, hint, sh.file.Path, sh.names(sh.file.Columns)),
		need: true,
		check: func(answer string) error {
			probe := *sh
			probe.guesses = slices.Clone(sh.guesses)
			return probe.say(string(what), answer)
		},
	}, "")
	if err != nil || answer == "" {
		return err
	}
	return sh.say(string(what), answer)
}

// shaped returns the columns that hold something of a shape.
func (sh *sheet) shaped(shape column.Shape) []*column.Column {
	var found []*column.Column
	for _, c := range sh.file.Columns {
		if c.Mostly(shape) {
			found = append(found, c)
		}
	}
	return found
}

// order asks how the file writes dates, where the dates do not say it themselves.
func (s *session) dateOrder(ctx context.Context, sh *sheet, dates []config.Column) error {
	var columns []*column.Column
	for _, what := range dates {
		if c := sh.column(what); c != nil {
			columns = append(columns, c)
		}
	}
	sh.order = column.Dates(columns)
	said, err := choice(s, sh.name, "date-format", sh.order.Format, config.DateAuto, config.DateISO, config.DateDayFirst, config.DateMonthFirst)
	if err != nil {
		return err
	}
	sh.dates = said
	if said != config.DateAuto || sh.order.Doubt == "" {
		return nil
	}
	text := fmt.Sprintf("does %q in %s have the day first or the month first", sh.order.Doubt, filepath.Base(sh.file.Path))
	answer, err := s.ask(ctx, Question{
		Text: strings.ToUpper(text[:1]) + text[1:] + "? dd/mm/yyyy or mm/dd/yyyy",
		Flag: fmt.Sprintf("--set %s.date-format=dd/mm/yyyy or mm/dd/yyyy (%s? Nothing in the file tells)", sh.name, text),
		need: true, check: oneOf(config.DateDayFirst, config.DateMonthFirst),
	}, "")
	sh.dates = config.DateFormat(answer)
	return err
}
