package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain LOGIN|EMAIL|ID",
		Short: "Tell in plain words what is true of one person or account, why, and what will happen when",
		Long: `Reads everything once, and tells what is true of one person or account now,
why, and what will happen when. It keeps nothing and writes to no system. The
name is an id, a mail address, a login or a whole name; a person is looked for
first.`,
		Example: `  exeunt explain c.martin@example.com
  exeunt explain E1042`,
		GroupID: looking,
		Args:    cobra.ExactArgs(1),
		RunE:    p.with("", p.explain),
	}
}

func (p *program) explain(ctx context.Context, a desk, args []string) (Code, error) {
	progress := p.watch("reading")
	defer progress.stop()
	e, blind, err := a.Explain(ctx, args[0])
	progress.stop()
	if err != nil {
		return Failed, err
	}
	if blind != nil {
		return Blind, p.showBlind(blind)
	}
	if e.Person == nil && len(e.Accounts) == 0 {
		return Misused, misused("nobody and no account is called " + args[0] + ": run `exeunt people " + quoted(args[0]) + "` or `exeunt accounts " + quoted(args[0]) + "` to look for parts of a name")
	}
	code := Fine
	if len(e.Gaps) > 0 {
		code = Blind
	}
	if p.json {
		return code, p.show(e)
	}
	v := explainView{page: p.page(), e: e}
	v.show()
	return code, nil
}

// showBlind says why nothing can be told.
func (p *program) showBlind(made *plan.Plan) error {
	if p.json {
		return p.show(made)
	}
	v := planView{page: p.page(), plan: made}
	v.read()
	return nil
}
