package setup

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/setup/column"
)

// Human is whoever init talks to.
type Human interface {
	// Show shows something that was found.
	Show(p Part)
	// Ask returns the answer to a question, as it was typed. It is ErrNobody where nobody can be asked.
	Ask(ctx context.Context, q Question) (string, error)
	// Busy says that something takes a while, until it is done.
	Busy(what string) (done func())
}

// ErrNobody says that nobody is there to ask.
var ErrNobody = errors.New("there is nobody to ask")

// Part is one thing that was found, as a person is shown it.
type Part struct {
	Title string
	About string // beside the title
	Rows  []Row
	Notes []Note
}

// Row is one line of a part: what was looked for, where it was found, and samples of what stands there.
type Row struct {
	What    string
	Where   string
	Samples []string
	Sure    Sureness // empty: it is no guess
	Why     string
}

// Sureness says how sure a guess is.
type Sureness = column.Sureness

// The degrees of sureness.
const (
	Sure    = column.Sure    // the name says it, and the cells agree
	Likely  = column.Likely  // the name says it, and the cells say nothing
	Guessed = column.Guessed // somebody must look
	Said    = column.Said    // a human said so
)

// Note is a sentence below the rows.
type Note struct {
	Text  string
	Doubt bool // somebody must look at it
}

// Question is something that only a human knows, or can agree to.
type Question struct {
	Text     string
	Proposal string // what an empty answer means; may be empty
	Flag     string // what says it on the command line, and what it is: "--zone ZONE (the time zone of ...)"
	Hidden   bool   // the answer must not be seen on the screen

	need  bool // an empty answer is none
	shown bool // the proposal is only for a human who looks at it
	check func(answer string) error
}

// ask settles a question: by what was given on the command line, by what a human answers, or by the proposal. Where all
// of these are wanting, what is missing is noted and the answer is empty.
func (s *session) ask(ctx context.Context, q Question, given string) (string, error) {
	s.assumed = false
	if given != "" {
		if err := q.fits(given); err != nil {
			flag, _, _ := strings.Cut(q.Flag, " ")
			return "", misused(flag + ": " + err.Error())
		}
		return given, nil
	}
	for {
		answer, err := s.human.Ask(ctx, q)
		switch {
		case errors.Is(err, ErrNobody) && (q.Proposal == "" || q.shown):
			if q.need {
				s.lacks = append(s.lacks, q.Flag)
			}
			return "", nil
		case errors.Is(err, ErrNobody):
			s.assumed = true
			return q.Proposal, nil
		case err != nil:
			return "", err
		}
		answer = cmp.Or(strings.TrimSpace(answer), q.Proposal)
		wrong := q.fits(answer)
		if wrong == nil {
			return answer, nil
		}
		s.doubt(wrong.Error())
	}
}

var errNeeded = errors.New("this is needed")

func (q *Question) fits(answer string) error {
	switch {
	case answer == "" && q.need:
		return errNeeded
	case answer == "" || q.check == nil:
		return nil
	}
	return q.check(answer)
}

// doubt shows a sentence that somebody must look at.
func (s *session) doubt(text string) { s.human.Show(Part{Notes: []Note{{text, true}}}) }
