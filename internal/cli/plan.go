package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

func (p *program) planCommand() *cobra.Command {
	var o app.PlanOptions
	var at string
	var all bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Read everything, and show what would be done and why",
		Long: `Reads every source and every system once, shows what would be done, to what,
when and why, and what would not, and keeps the plan under an id. It writes to
no system. apply does exactly what the plan says.`,
		Example: `  exeunt plan
  exeunt plan --at 2026-12-31T18:00:00+01:00     as of that instant; it can never be applied
  exeunt plan --accept hr --reason "40 people went to the sister company"`,
		GroupID: dayByDay,
		Args:    cobra.NoArgs,
		RunE: p.with("plan", func(ctx context.Context, a desk, _ []string) (code Code, err error) {
			if o.At, err = instant(at); err != nil {
				return Misused, err
			}
			return p.plan(ctx, a, o, all)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&at, "at", "", "plan as of this `INSTANT` (2026-12-31T18:00:00+01:00); such a plan can never be applied")
	flags.StringSliceVar(&o.Accept, "accept", nil, "take this reading of `SOURCE` as complete though it is smaller than the last one; needs --reason")
	flags.StringVar(&o.Reason, "reason", "", "`TEXT`: why the reading is accepted")
	flags.BoolVar(&all, "all", false, "everything, however long")
	cmd.AddCommand(p.planShowCommand())
	return cmd
}

func (p *program) plan(ctx context.Context, a desk, o app.PlanOptions, all bool) (Code, error) {
	progress := p.watch("reading")
	defer progress.stop()
	made, err := a.Plan(ctx, o)
	progress.stop()
	if err != nil {
		return Failed, err
	}
	return planned(made), p.showPlan(ctx, a, made, all)
}

func (p *program) planShowCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "show [ID]",
		Short: "Show a plan again: that one, or the last",
		Args:  cobra.MaximumNArgs(1),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			saved, err := savedPlan(ctx, a, args)
			if err != nil {
				return Failed, err
			}
			return planned(saved), p.showPlan(ctx, a, saved, all)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "everything, however long")
	return cmd
}

// savedPlan returns the plan that the arguments name, or the last one.
func savedPlan(ctx context.Context, a desk, args []string) (*plan.Plan, error) {
	if len(args) == 0 {
		return a.LatestPlan(ctx)
	}
	return a.SavedPlan(ctx, args[0])
}

func (p *program) showPlan(ctx context.Context, a desk, made *plan.Plan, all bool) error {
	if p.json {
		return p.show(made)
	}
	v := planView{page: p.page(), plan: made, call: namer(ctx, a), most: brief}
	if all {
		v.most = len(made.Actions) + len(made.Upcoming) + len(made.Refusals) + len(made.Findings)
	}
	return v.show()
}

// brief is how many people or lines of one part are shown unless everything is asked for.
const brief = 10

// instant reads an instant with its offset, or a time of day on this machine's clock; empty is the zero time.
func instant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, misused("--at " + s + " is not an instant: write 2026-12-31T18:00:00+01:00, or 2026-12-31T18:00 on this machine's clock")
}
