package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func (p *program) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Plan, and apply what may run alone: for a timer",
		Long: `Makes a plan and applies what may run without a person: by default suspending
and signing out certain leavers within the limits. Everything else waits for
apply, and the exit code says so.`,
		GroupID: dayByDay,
		Args:    cobra.NoArgs,
		RunE:    p.with("run", p.run),
	}
}

// runJSON is a plan with what became of it; no report when it was not known who works here.
type runJSON struct {
	Plan   *plan.Plan  `json:"plan"`
	Report *reportJSON `json:"report"`
}

func (p *program) run(ctx context.Context, a desk, _ []string) (Code, error) {
	progress := p.watch("working")
	defer progress.stop()
	made, report, err := a.Run(ctx, progress.step)
	progress.stop()
	if err != nil {
		return Failed, err
	}
	code := Blind
	if report != nil {
		code = applied(report)
	}
	return code, p.showRun(ctx, a, made, report)
}

func (p *program) showRun(ctx context.Context, a desk, made *plan.Plan, report *app.Report) error {
	if p.json {
		out := runJSON{Plan: made}
		if report != nil {
			r := reportOf(report)
			out.Report = &r
		}
		return p.show(out)
	}
	v := planView{page: p.page(), plan: made, call: namer(ctx, a), most: brief}
	v.title()
	v.read()
	v.found()
	if report == nil {
		v.next()
		return nil
	}
	if err := v.due(); err != nil {
		return err
	}
	v.page.blank()
	return p.showReport(report)
}
