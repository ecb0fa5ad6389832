package setup

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// hrName is what the settings call the HR file.
const hrName = "hr"

// peopleDates are the columns of people that hold dates.
var peopleDates = []config.Column{config.ColumnStart, config.ColumnEnd, config.ColumnLastDay, config.ColumnLeaveStart, config.ColumnLeaveEnd}

// hr finds out how to read who works here.
func (s *session) hr(ctx context.Context) error {
	for {
		path, err := s.ask(ctx, Question{
			Text: "Which file says who works here, as HR exports it?", Proposal: s.likelyHR(),
			Flag: "--people FILE (who works here, as HR exports it)", need: true, shown: true,
		}, s.People)
		if err != nil {
			return err
		}
		if path == "" { // nobody said it: say at once what else will be missing
			_, err := s.zone(ctx, nil)
			return err
		}
		sh, err := s.look(ctx, Source{hrName, path}, "people", column.People)
		if err == nil {
			return s.settle(ctx, sh)
		}
		if ctx.Err() != nil || s.People != "" {
			return err
		}
		s.doubt(err.Error())
	}
}

// settle asks what the HR file does not say by itself.
func (s *session) settle(ctx context.Context, sh *sheet) (err error) {
	s.draft.people = sh
	if err := s.agree(ctx, sh); err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error {
			return s.need(ctx, sh, config.ColumnID, "the column with the number of the person, which never changes", sh.different())
		},
		func() error {
			return s.need(ctx, sh, config.ColumnEnd, "the column with the last day of the engagement", sh.shaped(column.Day))
		},
		func() error { return s.rowsOfOne(ctx, sh) },
		func() error { return s.dateOrder(ctx, sh, peopleDates) },
		func() error { return s.wordsOf(ctx, sh) },
		func() error { s.draft.zone, err = s.zone(ctx, sh); return err },
		func() error { s.draft.endsAt, err = s.endsAt(ctx); return err },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	s.draft.known = column.NewKnown(sh.guesses)
	return nil
}

// rowsOfOne asks what tells the rows of one person apart, where several have one number.
func (s *session) rowsOfOne(ctx context.Context, sh *sheet) error {
	id := sh.column(config.ColumnID)
	if id == nil || !id.Repeats() {
		return nil
	}
	text := fmt.Sprintf("the column with the number of the engagement: several rows have one %s, and it tells them apart", id.Name)
	return s.need(ctx, sh, config.ColumnEngagement, text, nil)
}

// different returns the columns that are free, and in which every row has a cell of its own.
func (sh *sheet) different() []*column.Column {
	return slices.DeleteFunc(sh.unused(), func(c *column.Column) bool {
		return !c.Unique() || c.Mostly(column.Mail) || sh.file.Column(c.Name) == nil
	})
}

// likelyHR returns a file beside the settings that looks like an HR file by its name, or "".
func (s *session) likelyHR() string {
	found, _ := filepath.Glob(filepath.Join(s.draft.dir, "*"))
	for _, path := range found {
		name, extension, _ := strings.Cut(strings.ToLower(filepath.Base(path)), ".")
		if !slices.Contains([]string{"csv", "txt", "tsv"}, extension) {
			continue
		}
		if slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' }), func(w string) bool { return slices.Contains(hrWords, w) }) {
			return path
		}
	}
	return ""
}

var hrWords = strings.Fields("hr rh people employees employee workers personnel staff salaries effectif mitarbeiter personal empleados personale dipendenti funcionarios personeel")
