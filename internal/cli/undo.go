package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
)

func (p *program) undoCommand() *cobra.Command {
	var o applying
	var u app.Undo
	cmd := &cobra.Command{
		Use:   "undo (--run ID | --person ID | --account SYSTEM/LOGIN)",
		Short: "Bring back what was changed: of a run, a person or an account",
		Long: `Brings accounts back to the exact state from before the first change that was
not undone since, whichever runs made them, through the same gate, looks that
they came back, and keeps a proof. --run begins with that run: what later runs
changed comes back with it, what earlier ones did stays. An account that may be
somebody else's by now is refused. What a person did by task is asked back by
task.

Of a person, or of the run that an offboard led to, the order to end the
access is lifted first, also where it changed nothing. It stays lifted when a
write fails then: another undo brings back what is left.`,
		Example: `  exeunt undo --run p-8c1f2a90bd
  exeunt undo --person E1042 --reason "HR took the date back"
  exeunt undo --account directory/cmartin --yes`,
		GroupID: dayByDay,
		Args:    cobra.NoArgs,
		RunE: p.with("undo", func(ctx context.Context, a desk, _ []string) (Code, error) {
			if given(u.Run, u.Person, u.Account) != 1 {
				return Misused, misused("say what to bring back, with one of --run ID, --person ID and --account SYSTEM/LOGIN; `exeunt ledger show` tells what was done")
			}
			return p.undo(ctx, a, u, o)
		}),
	}
	o.flags(cmd, "why; it is kept with the run")
	flags := cmd.Flags()
	flags.StringVar(&u.Run, "run", "", "everything that the plan with this `ID` changed")
	flags.StringVar(&u.Person, "person", "", "every account of the person with this `ID`, mail or login")
	flags.StringVar(&u.Account, "account", "", "one account: `SYSTEM/LOGIN`")
	return cmd
}

func (p *program) undo(ctx context.Context, a desk, u app.Undo, o applying) (Code, error) {
	progress := p.watch("looking at the accounts")
	defer progress.stop()
	made, err := a.PlanUndo(ctx, u)
	progress.stop()
	if err != nil {
		return Failed, err
	}
	if !p.json {
		v := planView{page: p.page(), plan: made, call: namer(ctx, a), most: brief}
		v.title()
		if err := errors.Join(v.due(), v.refused()); err != nil {
			return Failed, err
		}
		v.held()
	}
	o.shown = true
	code, err := p.apply(ctx, a, made, o, a.Undo)
	return byName(code, made), err
}

// given counts the words that were given.
func given(words ...string) int {
	n := 0
	for _, word := range words {
		if word != "" {
			n++
		}
	}
	return n
}
