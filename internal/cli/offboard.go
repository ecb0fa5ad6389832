package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

func (p *program) offboardCommand() *cobra.Command {
	var o applying
	var now bool
	cmd := &cobra.Command{
		Use:   "offboard PERSON --now --reason TEXT",
		Short: "End one person's access everywhere, at once",
		Long: `Ends the access of one person on every system at once, whatever the HR source
says and whether it can be read or not, through the same gate as everything
else. Deleting is left to the policy. The order is kept: no later run opens
what it closed. undo --person brings all of it back.

PERSON is an id, a mail address, a login or a whole name.`,
		Example: `  exeunt offboard c.martin@example.com --now --reason "dismissed today, HR record follows"`,
		GroupID: dayByDay,
		Args:    cobra.ExactArgs(1),
		RunE: p.with("offboard", func(ctx context.Context, a desk, args []string) (Code, error) {
			switch {
			case !now:
				return Misused, misused("offboard ends access at once: add --now; an end at a date is for HR to write into its record")
			case o.reason == "":
				return Misused, misused("ending a person's access at once needs a reason: add --reason TEXT")
			}
			return p.offboard(ctx, a, args[0], o)
		}),
	}
	o.flags(cmd, "why; it is kept with the order")
	cmd.Flags().BoolVar(&now, "now", false, "yes, at once")
	return cmd
}

func (p *program) offboard(ctx context.Context, a desk, name string, o applying) (Code, error) {
	progress := p.watch("reading")
	defer progress.stop()
	made, err := a.PlanOffboard(ctx, name)
	progress.stop()
	if err != nil {
		return Failed, err
	}
	if !p.json {
		v := planView{page: p.page(), plan: made, call: namer(ctx, a), most: len(made.Actions)}
		v.title()
		if err := errors.Join(v.due(), v.refused()); err != nil {
			return Failed, err
		}
		v.held()
	}
	o.shown = true
	code, err := p.apply(ctx, a, made, o, a.Offboard)
	return byName(code, made), err
}
