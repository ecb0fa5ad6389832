package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// defaultPassword is where the password of the directory is looked for when nothing is said.
const defaultPassword = "env:DIRECTORY_PASSWORD" //nolint:gosec // a reference, no password

// password settles where the password of the directory is kept, and fetches it. The file gets the reference only. Where
// the variable is not set, a human may type the password: it is kept in this process and nowhere else.
func (s *session) password(ctx context.Context, bind, before string) (reference, password string, err error) {
	for {
		reference, err = s.ask(ctx, Question{
			Text:     "Where is the password of " + bind + " kept? env:NAME, file:PATH or exec:COMMAND",
			Proposal: cmp.Or(before, defaultPassword), Flag: "--password REF", check: s.isReference,
		}, s.Password)
		if err != nil {
			return "", "", err
		}
		reference = s.draft.reference(reference)
		password, err = s.reveal(ctx, bind, reference)
		if err == nil || ctx.Err() != nil || s.Password != "" {
			return reference, password, err
		}
		s.doubt(err.Error())
	}
}

// reveal fetches the password. Empty: it is not there, and nobody typed it.
func (s *session) reveal(ctx context.Context, bind, reference string) (password string, err error) {
	secret, err := config.ParseSecret(reference, s.draft.root)
	if err != nil {
		return "", misused("--password " + err.Error())
	}
	if password, err = secret.Reveal(ctx); err == nil {
		return password, nil
	}
	if variable, ok := strings.CutPrefix(reference, "env:"); ok {
		return s.typedPassword(ctx, bind, variable)
	}
	return "", misused("--password: " + err.Error())
}

// reference returns a reference to a file as the settings write it. Whoever names a file on the command line sees it
// from where they are.
func (d *draft) reference(reference string) string {
	path, ok := strings.CutPrefix(reference, "file:")
	if path = strings.TrimSpace(path); !ok || isFile(path) != nil {
		return reference
	}
	return "file:" + d.relative(path)
}

func (s *session) isReference(answer string) error {
	if _, err := config.ParseSecret(answer, s.draft.root); err != nil {
		return fmt.Errorf("it %w: write env:NAME, file:PATH or exec:COMMAND; the password itself is never written to a file of settings", err)
	}
	return nil
}

// typedPassword asks for the password itself, and puts it where the reference says, for this process.
func (s *session) typedPassword(ctx context.Context, bind, variable string) (string, error) {
	password, err := s.human.Ask(ctx, Question{Text: variable + " is not set. The password of " + bind + " (it is not written anywhere)", Hidden: true})
	switch {
	case errors.Is(err, ErrNobody) || err == nil && password == "":
		s.lacks = append(s.lacks, fmt.Sprintf("the password of %s: set %s, as by `read -rs %s && export %s`, or name another place by --password env:NAME, file:PATH or exec:COMMAND",
			bind, variable, variable, variable))
		return "", nil
	case err != nil:
		return "", err
	}
	s.typed = variable
	return password, os.Setenv(variable, password)
}

// forget takes back a password that was typed and did not open the door.
func (s *session) forget() error {
	if s.typed == "" {
		return nil
	}
	variable := s.typed
	s.typed = ""
	return os.Unsetenv(variable)
}

// mayStore refuses a store with a password in it, before that stands anywhere.
func mayStore(store string) error {
	u, err := url.Parse(store)
	clear := err != nil && strings.Contains(store, "://") || strings.Contains(store, "password=")
	if err == nil {
		_, has := u.User.Password()
		clear = clear || has
	}
	if clear {
		return misused("--store: it holds a password: leave it out, and put a reference to it into the settings as store-password")
	}
	return nil
}
