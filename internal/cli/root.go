package cli

import (
	"context"
	"errors"
	"sync"

	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// root returns the whole command line.
func (p *program) root() *cobra.Command {
	inOurOrder()
	root := &cobra.Command{
		Use:   "exeunt",
		Short: "Make sure that the people who have left hold access no longer, and that nobody else loses any.",
		Long: `Exeunt reads who works here and who has accounts, finds every account that no
longer has a reason to be open, plans exactly what to do, does it, looks again
to see that it is true, and keeps a proof.

To begin: exeunt demo shows it on a made-up company; exeunt init writes a
settings file for yours.`,
		Args:          cobra.NoArgs,
		RunE:          p.showHelp,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.config, "config", "exeunt.yaml", "the settings `FILE`; paths in it are relative to it")
	flags.StringVar(&p.server, "server", "", "work with the server at this `URL` in the place of the settings file; the token is in EXEUNT_TOKEN")
	flags.StringVar(&p.tokenFile, "token-file", "", "the `FILE` that holds the token for --server, in the place of EXEUNT_TOKEN")
	flags.BoolVar(&p.json, "json", false, "one JSON value on standard output, and nothing else")
	flags.BoolVar(&p.noColor, "no-color", false, "no colours, on a terminal too")
	root.SetOut(p.out)
	root.SetErr(p.std.Err)
	root.SetUsageTemplate(root.UsageTemplate() + "\n" + exitHelp())
	root.AddGroup(&cobra.Group{ID: dayByDay, Title: "Day by day:"}, &cobra.Group{ID: looking, Title: "To look:"},
		&cobra.Group{ID: deciding, Title: "To decide and to prove:"}, &cobra.Group{ID: beginning, Title: "To begin:"})
	root.AddCommand(p.commands()...)
	root.SetHelpCommandGroupID(beginning)
	root.SetCompletionCommandGroupID(beginning)
	return root
}

// inOurOrder keeps cobra from sorting the commands by name: the help tells them in the order in which they are used.
var inOurOrder = sync.OnceFunc(func() { cobra.EnableCommandSorting = false })

// The groups of commands in the help.
const (
	dayByDay  = "day"
	looking   = "look"
	deciding  = "decide"
	beginning = "begin"
)

func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.planCommand(), p.applyCommand(), p.runCommand(), p.offboardCommand(), p.undoCommand(),
		p.explainCommand(), p.peopleCommand(), p.accountsCommand(), p.findingsCommand(),
		p.tasksCommand(), p.exceptionsCommand(), p.ledgerCommand(),
		p.serveCommand(), p.demoCommand(), p.initCommand(), p.checkCommand(), p.connectorCommand(), p.versionCommand(), p.manCommand(),
	}
}

func (p *program) showHelp(cmd *cobra.Command, _ []string) error {
	p.begun = true
	return cmd.Help()
}

// use is what a command does with an open installation, or a server.
type use func(ctx context.Context, a desk, args []string) (Code, error)

// with opens the installation for a command, or asks the server that was named. Hold is what the store is held for; empty:
// others may hold it meanwhile.
func (p *program) with(hold string, f use) func(*cobra.Command, []string) error {
	onThis := p.onThisMachine(hold, func(ctx context.Context, a *app.App, args []string) (Code, error) { return f(ctx, here{a}, args) })
	return func(cmd *cobra.Command, args []string) error {
		if p.server == "" {
			return onThis(cmd, args)
		}
		p.begun = true
		server, err := p.connect()
		if err == nil {
			p.code, err = f(cmd.Context(), server, args)
		}
		return err
	}
}

// onThisMachine opens the installation for a command that no server does for us.
func (p *program) onThisMachine(hold string, f func(context.Context, *app.App, []string) (Code, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) (err error) {
		p.begun = true
		if p.server != "" {
			return misused("this command works with the settings and the store of this machine: run it where the server runs, without --server")
		}
		a, err := app.Open(cmd.Context(), p.config, app.Options{Hold: hold})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, a.Close()) }()
		p.code, err = f(cmd.Context(), a, args)
		return err
	}
}

// misused returns an error of usage.
func misused(what string) error { return &app.UsageError{What: what} }
