package cli

import (
	"github.com/spf13/cobra"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// completeWith lets a shell complete a flag with words.
func (p *program) completeWith(cmd *cobra.Command, flag string, words func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words(), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("cli: a flag that is completed must be there: " + err.Error()) // a slip in this package, seen by every test
	}
}

// completeSystems lets a shell complete --system with the systems of the settings.
func (p *program) completeSystems(cmd *cobra.Command) {
	p.completeWith(cmd, "system", func() []string {
		settings, err := config.Load(p.config)
		if err != nil {
			return nil
		}
		var names []string
		for i := range settings.Systems {
			names = append(names, settings.Systems[i].Name)
		}
		return names
	})
}
