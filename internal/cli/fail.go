package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/setup"
)

// fail writes an error where a person sees it: one line, or one line for each problem of the settings, which editors
// understand as places in the file.
func (p *program) fail(ctx context.Context, err error) {
	var (
		invalid *config.InvalidError
		lacking *setup.UsageError
	)
	switch {
	case errors.As(err, &invalid):
		for line := range strings.Lines(invalid.Error()) {
			fmt.Fprintln(p.std.Err, clean(strings.TrimSpace(line)))
		}
	case errors.As(err, &lacking):
		for _, problem := range lacking.Problems {
			p.complain(oneLine(problem))
		}
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		p.complain("stopped by a signal; what had begun was finished and kept: run the same command again for the rest")
	case !p.begun:
		p.complain(firstLine(err.Error()) + "; see exeunt --help")
	default:
		p.complain(oneLine(err.Error()))
	}
}

func (p *program) complain(what string) { fmt.Fprintln(p.std.Err, "exeunt: "+clean(what)) }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// oneLine joins the lines of several errors.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }), "; ")
}
