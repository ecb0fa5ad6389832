// Package setup is an edge: what exeunt init does. It looks at the files and the directory that it is given, proposes
// how to read them, with samples and with how sure it is, and writes a settings file that teaches.
//
// What it proposes is tried before it is kept: the file is loaded as every command loads it, and the connectors read
// everything once. It never writes to a system, and never writes a password or a value of a person to the file.
package setup

import (
	"context"
	"errors"
	"time"
)

// Options are what is known before anybody is asked; what is empty is asked for, found out, or left to its default.
type Options struct {
	File  string // the settings file to write; required
	Force bool   // write it anew where it is there
	// Schema also writes the JSON Schema of the settings beside the file, so that an editor can help without a network.
	Schema bool

	People string   // the path of the HR file
	Apps   []Source // exports of applications
	Owner  string   // who does the tasks of systems that cannot be written: a mail address

	URL        string // of the directory: ldaps://HOST[:PORT], or ldap:// with StartTLS; empty: there is none
	CA         string
	Bind       string // a DN
	Password   string // a reference such as env:DIRECTORY_PASSWORD
	PeopleBase string
	GroupsBase string

	Zone   string // IANA name
	EndsAt string // a time of day such as 18:00
	Store  string

	Set []string // SOURCE.KEY=VALUE: what was proposed wrongly, such as hr.columns.end=last_contract_day

	Now time.Time
}

// Source is one file with the name that it has in the settings.
type Source struct {
	Name string // empty: that of the file
	Path string
}

// Result is what was written, and what was seen with it.
type Result struct {
	File     string
	Schema   string // the file of the JSON Schema; empty: none was asked for
	Checks   int    // places of the file that say "check this"
	Kept     string // where the file that was there before is kept; empty: there was none
	Readings []Reading
	Typed    string // the environment variable of a password that was typed, and is not set after this; or empty
}

// Run does it, and talks to a human meanwhile. The error is a *UsageError where something must be said, or said
// otherwise, on the command line; nothing is written then.
func Run(ctx context.Context, o Options, human Human) (*Result, error) {
	s, err := begin(o, human)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.hr, s.ldap, s.exports} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if err := s.complete(); err != nil {
		return nil, err
	}
	return s.write(ctx)
}

// session is one run.
type session struct {
	Options
	human Human
	said  overrides
	lacks []string // what nobody was there to say

	assumed bool // the last answer was the proposal, because nobody was there to say another one

	draft draft
	typed string
}

func begin(o Options, human Human) (*session, error) {
	said, err := parseOverrides(o.Set)
	if err == nil {
		err = mayWrite(o.File, o.Force)
	}
	if err == nil {
		err = mayStore(o.Store)
	}
	if err != nil {
		return nil, err
	}
	s := &session{Options: o, human: human, said: said}
	s.draft, err = newDraft(&o)
	return s, err
}

// complete returns what is missing, if anything is.
func (s *session) complete() error {
	if len(s.draft.systems()) == 0 && len(s.lacks) == 0 {
		s.lacks = append(s.lacks, "--ldap URL or --app NAME=FILE (where people have accounts)")
	}
	var problems []string
	for _, what := range s.lacks {
		problems = append(problems, "missing: "+what)
	}
	if len(problems) == 0 {
		problems = s.said.unused()
	}
	if len(problems) > 0 {
		return &UsageError{problems}
	}
	return nil
}

// UsageError says what must be said on the command line, or said otherwise.
type UsageError struct{ Problems []string } // at least one

// Error returns all of it.
func (e *UsageError) Error() string {
	var errs []error
	for _, p := range e.Problems {
		errs = append(errs, errors.New(p))
	}
	return errors.Join(errs...).Error()
}

func misused(problem string) error { return &UsageError{[]string{problem}} }
