package table

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxProblems is how many problems of rows are listed before the reading gives up, so that a person can mend them all
// at once and is not drowned.
const MaxProblems = 20

// Problem is one thing wrong with a file, for the person who mends it.
type Problem struct {
	File   string // as it was opened
	Line   int    // from 1, of the file as an editor counts; where a row has several, its first; zero: the whole file
	Column string // name in the header; empty: the whole row
	Value  string // as the file has it, shortened; empty: none, or an empty field
	What   string // what is wrong
	Todo   string // what to do next
	Err    error  // the cause, where the operating system gave one
}

// Error says where, what, and what to do next.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.place())
	if p.Column != "" {
		fmt.Fprintf(&b, "column %q: ", p.Column)
	}
	if p.Value != "" {
		fmt.Fprintf(&b, "%q ", p.Value)
	}
	b.WriteString(p.What)
	if p.Todo != "" {
		b.WriteString("; " + p.Todo)
	}
	return b.String()
}

func (p *Problem) place() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	}
	return fmt.Sprintf("%s:%d: ", p.File, p.Line)
}

// Unwrap returns the cause, or nil.
func (p *Problem) Unwrap() error { return p.Err }

// longest is how many characters of a value a problem shows.
const longest = 40

// shorten returns the value as a problem shows it, apart from the block it came from.
func shorten(value string) string {
	runes := 0
	for i := range value {
		if runes == longest && value[i:] != "…" {
			return value[:i] + "…"
		}
		runes++
	}
	return strings.Clone(value)
}

// Problems are all that was found wrong with a file, in the order of its lines. It is the error of a reading; every
// Problem in it can be had with errors.As.
type Problems struct {
	List    []*Problem
	Stopped bool // the reading gave up: there may be more
}

// Error lists the problems, one a line.
func (p *Problems) Error() string {
	lines := make([]string, 0, len(p.List)+1)
	for _, problem := range p.List {
		lines = append(lines, problem.Error())
	}
	if p.Stopped {
		lines = append(lines, "the reading stopped here: there may be more")
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems one by one.
func (p *Problems) Unwrap() []error {
	errs := make([]error, len(p.List))
	for i, problem := range p.List {
		errs[i] = problem
	}
	return errs
}

// findings collects the problems of one file.
type findings struct {
	file    string
	list    []*Problem
	stopped bool
}

// add keeps a problem, unless enough of them are kept.
func (f *findings) add(problem *Problem) {
	if f.full() {
		f.stopped = true
		return
	}
	problem.File, problem.Value = f.file, shorten(problem.Value)
	f.list = append(f.list, problem)
}

func (f *findings) full() bool { return len(f.list) >= MaxProblems }

// damage keeps a problem that ends the reading, however many there are.
func (f *findings) damage(problem *Problem) {
	problem.File, problem.Value = f.file, shorten(problem.Value)
	f.list = append(f.list, problem)
	f.stopped = true
}

// err returns the problems as one error, or nil.
func (f *findings) err() error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b *Problem) int { return cmp.Compare(a.Line, b.Line) })
	return &Problems{List: f.list, Stopped: f.stopped}
}

// asProblem returns the problem that err is or wraps, as a copy, or one that says what err says.
func asProblem(err error) *Problem {
	if known, ok := errors.AsType[*Problem](err); ok {
		problem := *known
		return &problem
	}
	return &Problem{What: err.Error(), Err: err}
}
