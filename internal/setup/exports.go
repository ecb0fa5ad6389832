package setup

import (
	"context"
	"fmt"
	"net/mail"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup/column"
	"github.com/exeunt-iam/exeunt/internal/setup/directory"
)

// app is the export of an application that we cannot write.
type app struct {
	*sheet

	owner     string
	emergency []string // logins that look like those for the day when all else fails
}

// exports finds out how to read the exports of applications.
func (s *session) exports(ctx context.Context) error {
	for _, src := range s.Apps {
		if err := s.export(ctx, src); err != nil {
			return err
		}
	}
	for {
		more := "The export of an application whose accounts are to be looked at, or Enter when there is none"
		if len(s.draft.apps) > 0 {
			more = "The export of another application, or Enter when there is no more"
		}
		path, err := s.ask(ctx, Question{Text: more, Flag: "--app NAME=FILE"}, "")
		if err != nil || path == "" {
			return err
		}
		if err := s.export(ctx, Source{Path: path}); err != nil {
			s.doubt(err.Error())
		}
	}
}

func (s *session) export(ctx context.Context, src Source) error {
	name, err := s.name(src)
	if err != nil {
		return err
	}
	sh, err := s.look(ctx, Source{name, src.Path}, "systems", func(f *column.File) []column.Guess { return column.Accounts(f, s.draft.known) })
	if err == nil {
		err = s.agree(ctx, sh)
	}
	if err == nil {
		err = s.need(ctx, sh, config.ColumnID, "the column with the application's own id of the account", sh.different())
	}
	if err == nil {
		err = s.dateOrder(ctx, sh, []config.Column{config.ColumnLastSeen, config.ColumnCreated})
	}
	if err == nil {
		err = s.wordsOf(ctx, sh)
	}
	if err != nil {
		return err
	}
	owner, err := s.owner(ctx, name)
	if err != nil {
		return err
	}
	s.draft.apps = append(s.draft.apps, app{sh, owner, emergencyIn(sh)})
	return nil
}

// owner asks who does what we cannot do. The answer holds for the next application too.
func (s *session) owner(ctx context.Context, name string) (string, error) {
	owner, err := s.ask(ctx, Question{
		Text: "Who changes accounts in " + name + ", where Exeunt cannot? A mail address",
		Flag: "--owner MAIL (who changes accounts in " + name + ", where Exeunt cannot)",
		need: true, check: isMailbox,
	}, s.Owner)
	s.Owner = owner
	return owner, err
}

func isMailbox(answer string) error {
	if a, err := mail.ParseAddress(answer); err != nil || a.Address != answer {
		return fmt.Errorf("%q is no mail address: write one such as it-apps@example.com", answer)
	}
	return nil
}

var nameWords = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// name returns the name of a system: the one that was given, else the front of the file's.
func (s *session) name(src Source) (string, error) {
	name := src.Name
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(src.Path), filepath.Ext(src.Path))
		for _, end := range []string{"-users", "_users", "-accounts", "_accounts", "-export", "_export"} {
			name = strings.TrimSuffix(name, end)
		}
	}
	taken := append([]string{hrName}, s.draft.systems()...)
	switch {
	case !nameWords.MatchString(name):
		return "", misused(fmt.Sprintf("--app %s=%s: a name has letters, digits, . - and _; write --app NAME=%s", name, src.Path, src.Path))
	case slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, name) }):
		return "", misused(fmt.Sprintf("--app %s=%s: the name is taken; write --app ANOTHER=%s", name, src.Path, src.Path))
	}
	return name, nil
}

// emergencyIn returns the logins of an export that look like those for the day when all else fails.
func emergencyIn(sh *sheet) (logins []string) {
	c := sh.column(config.ColumnLogin)
	if c == nil {
		return nil
	}
	for login := range c.Values() {
		if directory.IsEmergency(login) {
			logins = append(logins, login)
		}
	}
	slices.Sort(logins)
	return logins
}
