package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/api/client"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/setup"
)

// Code is the exit code of a command. Scripts rest on it: a code never changes its meaning.
type Code int

// The exit codes.
const (
	Fine       Code = 0
	Failed     Code = 1
	Misused    Code = 2
	ToDo       Code = 3
	Held       Code = 4
	Blind      Code = 5
	Unverified Code = 6
)

// meanings is the table of exit codes, as every command's help shows it.
var meanings = [...]struct {
	code Code
	says string
}{
	{Fine, "nothing to do, or all verified"},
	{Failed, "failed"},
	{Misused, "wrong usage or settings"},
	{ToDo, "plan found something to do"},
	{Held, "held at the gate, or waiting for a person to apply it"},
	{Blind, "blind: a source was not complete"},
	{Unverified, "something that was done is not verified"},
}

func exitHelp() string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, m := range meanings {
		fmt.Fprintf(&b, "  %d  %s\n", m.code, m.says)
	}
	return b.String()
}

// codeOf returns the exit code of a command that failed. Before its command line was understood, every error is one of
// usage.
func (p *program) codeOf(err error) Code {
	var (
		invalid *config.InvalidError
		misused *app.UsageError
		lacking *setup.UsageError
		blind   *app.BlindError
		there   *client.Problem
	)
	switch {
	case !p.begun, errors.As(err, &invalid), errors.As(err, &misused), errors.As(err, &lacking):
		return Misused
	case errors.As(err, &blind), errors.As(err, &there) && there.Blind():
		return Blind
	}
	return Failed
}

// planned returns the exit code of showing a plan.
//
//	a source or system was not complete   blind, whatever else was found
//	a class of actions is held            held
//	there are actions                     to do
func planned(p *plan.Plan) Code {
	switch {
	case len(p.Gaps) > 0:
		return Blind
	case len(p.Held) > 0:
		return Held
	case len(p.Actions) > 0:
		return ToDo
	}
	return Fine
}

// applied returns the exit code of applying a plan. The worst speaks; a task that was opened is no failure.
//
//	it is not known who works here        blind
//	refused, or stopped before the write  failed
//	a system did not answer               failed
//	done, and not seen to be so           unverified
//	held, or waiting for a human          held
//	a system was not complete             blind
func applied(r *app.Report) Code {
	switch {
	case r.Plan.Blind():
		return Blind
	case r.Failed+r.Stopped+len(r.Down) > 0:
		return Failed
	case r.Contradicted+r.Unseen > 0:
		return Unverified
	case len(r.Held) > 0, r.Waiting > 0:
		return Held
	case len(r.Plan.Gaps) > 0:
		return Blind
	}
	return Fine
}

// byName returns the exit code of a plan that was asked for by name, an offboard or an undo: what a guard refused there
// was wanted by somebody, and has not happened.
func byName(code Code, p *plan.Plan) Code {
	if code == Fine && len(p.Refusals) > 0 {
		return Held
	}
	return code
}
