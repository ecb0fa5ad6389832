package cli

import (
	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/app"
)

func (p *program) connectorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "connector",
		Short:   "Prepare and test the connection to a system",
		GroupID: beginning,
		Args:    cobra.NoArgs,
		RunE:    p.showHelp,
	}
	cmd.AddCommand(p.connectorTestCommand(), p.connectorProgramCommand())
	return cmd
}

// programJSON is a program that somebody installs on a system.
type programJSON struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

func (p *program) connectorProgramCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "program KIND",
		Short: "Print the program that has to be installed on a system of that kind",
		Long: `Prints the program that has to be installed on a system of that kind: for linux
the shell script exeunt-host, which is all that Exeunt may run as root on a
host. Read it before you install it; exeunt check prints how.`,
		Example: "  exeunt connector program linux > exeunt-host",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p.begun = true
			text, err := app.Program(args[0])
			if err != nil {
				return err
			}
			if p.json {
				return p.show(programJSON{args[0], text})
			}
			_, err = p.out.WriteString(text)
			return err
		},
	}
}
