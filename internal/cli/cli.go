// Package cli is an edge: the command line. It asks app for what a command means, and shows what comes back: to a
// person in columns and sentences, to a program as one JSON value.
//
// One command is one file. What all of them share is the page on which a person reads (page.go), the exit codes
// (exit.go) and the way from an error to a line that says what to do next (fail.go).
package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// Streams are where a command reads and writes. Colours, questions and progress are for files that are terminals.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// Run runs one command line, without the name of the program, and returns its exit code.
func Run(ctx context.Context, args []string, std Streams) int {
	out := bufio.NewWriterSize(std.Out, 1<<16)
	p := &program{std: std, out: out}
	root := p.root() //nolint:contextcheck // cobra hands the context on
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if lost := out.Flush(); lost != nil {
		err = errors.Join(err, lost)
	}
	if err != nil {
		p.fail(ctx, err)
		return int(p.codeOf(err))
	}
	return int(p.code)
}

// program is one run of the program.
type program struct {
	std Streams
	out *bufio.Writer // to std.Out

	config    string // the settings file
	server    string // the address of a server; empty: the installation on this machine
	tokenFile string
	json      bool
	noColor   bool

	sheet *page // what a person reads; nil: nothing was written yet
	begun bool  // the command line was understood
	code  Code  // of a command that did not fail
}
