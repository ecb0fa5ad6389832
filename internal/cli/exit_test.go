package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

func TestTheCodeOfAnErrorSaysWhatSortItIs(t *testing.T) {
	t.Parallel()
	invalid := &config.InvalidError{Problems: []config.Problem{{File: "exeunt.yaml"}}}
	for _, tt := range []struct {
		name  string
		begun bool
		err   error
		want  Code
	}{
		{"flags that nobody knows", false, errors.New("unknown flag: --blue"), Misused},
		{"settings with problems", true, fmt.Errorf("open: %w", invalid), Misused},
		{"a command that makes no sense", true, fmt.Errorf("undo: %w", &app.UsageError{What: "nobody"}), Misused},
		{"not known who works here", true, fmt.Errorf("apply: %w", &app.BlindError{}), Blind},
		{"a stale plan", true, &apply.StaleError{Plan: "p-1", Why: "it is old"}, Failed},
		{"a disk that is full", true, fs.ErrPermission, Failed},
		{"a signal", true, context.Canceled, Failed},
		{"a failure, and then another one at closing", true, errors.Join(invalid, fs.ErrClosed), Misused},
	} {
		p := &program{begun: tt.begun}
		if got := p.codeOf(tt.err); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestTheWorstOfAPlanIsItsCode(t *testing.T) {
	t.Parallel()
	gaps, held, actions := []snapshot.Gap{{System: "hr", People: true}}, []plan.Hold{{Guard: "max"}}, []plan.Action{{ID: "a1"}}
	for _, tt := range []struct {
		name string
		plan plan.Plan
		want Code
	}{
		{"nothing", plan.Plan{}, Fine},
		{"only findings and refusals", plan.Plan{Findings: []plan.Finding{{}}, Refusals: []plan.Refusal{{}}, Upcoming: actions}, Fine},
		{"actions", plan.Plan{Actions: actions}, ToDo},
		{"held actions", plan.Plan{Actions: actions, Held: held}, Held},
		{"a gap beside held actions", plan.Plan{Actions: actions, Held: held, Gaps: gaps}, Blind},
		{"a gap of one system", plan.Plan{Gaps: []snapshot.Gap{{System: "crm"}}}, Blind},
	} {
		if got := planned(&tt.plan); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestTheWorstOfAReportIsItsCode(t *testing.T) {
	t.Parallel()
	blind, partly := &plan.Plan{Gaps: []snapshot.Gap{{People: true}}}, &plan.Plan{Gaps: []snapshot.Gap{{System: "crm"}}}
	whole, held := &plan.Plan{}, []plan.Hold{{Guard: "share"}}
	for _, tt := range []struct {
		name   string
		report app.Report
		want   Code
	}{
		{"nothing was to be done", app.Report{Plan: whole}, Fine},
		{"all verified, and tasks asked", app.Report{Plan: whole, Verified: 30, Asked: 12}, Fine},
		{"refused by the system, beside everything else", app.Report{Plan: partly, Verified: 1, Failed: 1, Contradicted: 1, Held: held}, Failed},
		{"an account that had changed", app.Report{Plan: whole, Stopped: 1}, Failed},
		{"yes, and not so", app.Report{Plan: whole, Contradicted: 1, Held: held}, Unverified},
		{"nobody could look", app.Report{Plan: partly, Unseen: 1}, Unverified},
		{"held", app.Report{Plan: partly, Verified: 1, Held: held}, Held},
		{"waiting for a human", app.Report{Plan: whole, Verified: 1, Waiting: 1}, Held},
		{"one system not complete, the rest verified", app.Report{Plan: partly, Verified: 1}, Blind},
		{"not known who works here", app.Report{Plan: blind, Failed: 1}, Blind},
	} {
		if got := applied(&tt.report); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestEveryCommandTellsEveryExitCode(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	root := (&program{std: Streams{strings.NewReader(""), &out, &errs}}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, command := range walk(root) {
		help := command.UsageString()
		for _, m := range meanings {
			if !strings.Contains(help, fmt.Sprintf("  %d  %s\n", m.code, m.says)) {
				t.Errorf("%s: its help does not tell exit code %d", command.CommandPath(), m.code)
			}
		}
	}
}
