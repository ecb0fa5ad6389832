package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// applying is what the commands that write to systems have in common.
type applying struct {
	yes    bool
	allow  []string
	reason string

	shown bool // what would be done was shown already
}

func (o *applying) flags(cmd *cobra.Command, reason string) {
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do it without a question; needed where there is no terminal")
	cmd.Flags().StringSliceVar(&o.allow, "allow", nil, "let held actions pass, once: `VERB:SYSTEM`, such as suspend:directory; needs --reason")
	cmd.Flags().StringVar(&o.reason, "reason", "", "`TEXT`: "+reason)
}

func (p *program) applyCommand() *cobra.Command {
	var o applying
	cmd := &cobra.Command{
		Use:   "apply [ID]",
		Short: "Do exactly what a plan says: that one, or the last",
		Long: `Does exactly what the plan says, looks at every account again to see that it
is so, and keeps a proof. A plan that is stale is refused: HR changed a
record, the settings were changed, or it is too old. An account that was
changed since the plan is left alone. What was cut short is finished by the
same command. undo brings back what was changed.`,
		Example: `  exeunt apply
  exeunt apply p-8c1f2a90bd --yes
  exeunt apply p-8c1f2a90bd --allow suspend:directory --reason "the Lyon office closed"`,
		GroupID: dayByDay,
		Args:    cobra.MaximumNArgs(1),
		RunE: p.with("apply", func(ctx context.Context, a desk, args []string) (Code, error) {
			saved, err := savedPlan(ctx, a, args)
			if err != nil {
				return Failed, err
			}
			return p.apply(ctx, a, saved, o, a.Apply)
		}),
	}
	o.flags(cmd, "why what is held may pass")
	return cmd
}

// writer is the use case that applies a plan.
type writer func(context.Context, *plan.Plan, app.ApplyOptions) (*app.Report, error)

// apply asks, applies, and shows what became of it.
func (p *program) apply(ctx context.Context, a desk, chosen *plan.Plan, o applying, write writer) (Code, error) {
	allow, err := o.classes(chosen)
	if err != nil {
		return Misused, err
	}
	if err := p.mayBegin(ctx, chosen, o, allow); err != nil {
		return Failed, err
	}
	progress := p.watch("applying")
	defer progress.stop()
	report, err := write(ctx, chosen, app.ApplyOptions{Allow: allow, Reason: o.reason, Progress: progress.step})
	progress.stop()
	if err != nil {
		return Failed, err
	}
	return applied(report), p.showReport(report)
}

// mayBegin shows in short what would be done and asks whether to do it. A plan that does nothing is not asked about.
func (p *program) mayBegin(ctx context.Context, chosen *plan.Plan, o applying, allow []plan.Class) error {
	runs, held := 0, 0
	for i := range chosen.Actions {
		a := &chosen.Actions[i]
		if len(a.Held) > 0 && !slices.Contains(allow, plan.Class{Verb: a.Verb, System: a.System}) {
			held++
			continue
		}
		runs++
	}
	if runs == 0 || chosen.Blind() || chosen.Purpose == plan.ForWhatIf {
		return nil // nothing will be written: app says why
	}
	if !p.json && !o.yes && !o.shown {
		v := planView{page: p.page(), plan: chosen}
		v.title()
		v.todo()
		v.held()
	}
	p.page().blank()
	question := "Do " + some(runs, "action", "actions")
	if held > 0 {
		question += " (" + number(held) + " more are held)"
	}
	agreed, err := p.agree(ctx, o.yes, question+"?")
	if err == nil && !agreed {
		err = errDeclined
	}
	return err
}

var errDeclined = fmt.Errorf("nothing was done: the answer was no")

// classes reads what is allowed. It must be something that the plan has, and have a reason.
func (o *applying) classes(chosen *plan.Plan) ([]plan.Class, error) {
	var list []plan.Class
	for _, text := range o.allow {
		verb, system, ok := strings.Cut(text, ":")
		class := plan.Class{Verb: identity.Verb(verb), System: system}
		switch {
		case !ok:
			return nil, misused(fmt.Sprintf("--allow %s names no class of actions: write VERB:SYSTEM, such as suspend:directory", text))
		case !slices.ContainsFunc(chosen.Actions, func(a plan.Action) bool { return a.Verb == class.Verb && a.System == class.System }):
			return nil, misused(fmt.Sprintf("--allow %s: plan %s has no such actions; `exeunt plan show %s` shows what it holds", text, chosen.ID, chosen.ID))
		}
		list = append(list, class)
	}
	if len(list) > 0 && o.reason == "" {
		return nil, misused("letting held actions pass needs a reason: add --reason TEXT")
	}
	return list, nil
}
