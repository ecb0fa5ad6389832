package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// decision is the use case that keeps what a human knows of a link.
type decision func(a linker, ctx context.Context, account, person, reason string) error

// decidedJSON is a decision that was kept.
type decidedJSON struct {
	Account  string `json:"account"`
	Person   string `json:"person"`
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

func (p *program) decideCommand(name, short string, keep decision) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   name + " SYSTEM/LOGIN PERSON --reason TEXT",
		Short: short,
		Args:  cobra.ExactArgs(2),
		RunE: p.with("", func(ctx context.Context, a desk, args []string) (Code, error) {
			if reason == "" {
				return Misused, misused("the answer is kept with its reason: add --reason TEXT")
			}
			if err := keep(a, ctx, args[0], args[1], reason); err != nil {
				return Failed, err
			}
			if p.json {
				return Fine, p.show(decidedJSON{args[0], args[1], name, reason})
			}
			pg := p.page()
			pg.line(0, green("Kept."))
			pg.next([2]string{"exeunt plan", "rests on it"})
			return Fine, nil
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`TEXT`: how you know")
	return cmd
}
