package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a settings file. It never holds a secret.
type Problem struct {
	File     string // as it was named
	Line     int    // from 1; 0: the file as a whole
	Column   int    // in characters, from 1; 0: the line as a whole
	What     string // what stands there
	Expected string // what should stand there, so that "... is expected" can be said of it
}

// String returns file:line:column: what, and what is expected.
func (p Problem) String() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, p.Line)
	}
	if p.Column > 0 {
		where = fmt.Sprintf("%s:%d", where, p.Column)
	}
	return fmt.Sprintf("%s: %s, and %s is expected", where, p.What, p.Expected)
}

// InvalidError says that a settings file cannot be used. Nothing is done with a file that has a problem.
type InvalidError struct {
	Problems []Problem // in the order of the file, at least one
	cause    error     // of the operating system, when the file could not be read
}

// Error returns the problems, one a line. After so many that the file must be another one, it counts the rest.
func (e *InvalidError) Error() string {
	const most = 200
	var lines []string
	for i, p := range e.Problems {
		if i == most {
			lines = append(lines, fmt.Sprintf("%s: %d more problems", p.File, len(e.Problems)-most))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the operating system's error when the file could not be read, else nil.
func (e *InvalidError) Unwrap() error { return e.cause }

// sorted returns the problems in the order of the file, each once.
func sorted(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Expected, b.Expected))
	})
	return slices.Compact(problems)
}
