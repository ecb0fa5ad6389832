package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// walk returns a command with everything below it.
func walk(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, child := range c.Commands() {
		all = append(all, walk(child)...)
	}
	return all
}

func TestEveryCommandThatTheDesignNamesIsThere(t *testing.T) {
	t.Parallel()
	root := (&program{}).root()
	for _, path := range []string{
		"check", "plan", "plan show", "apply", "run", "explain", "offboard", "undo", "people", "accounts", "findings", "findings confirm",
		"findings deny", "exceptions", "exceptions list", "exceptions add", "exceptions end", "tasks", "tasks list", "tasks done",
		"ledger verify", "ledger export", "ledger key", "ledger show", "version",
	} {
		found, rest, err := root.Find(strings.Fields(path))
		if err != nil || len(rest) > 0 || found.CommandPath() != "exeunt "+path {
			t.Errorf("%s: not there (%v)", path, err)
		}
	}
}

func TestHelpFitsATerminalOf80Columns(t *testing.T) {
	t.Parallel()
	for _, command := range walk((&program{}).root()) {
		for line := range strings.Lines(command.Long) {
			if columns(line) > 80 {
				t.Errorf("%s: %q takes %d columns", command.CommandPath(), line, columns(line))
			}
		}
	}
}

func TestNoCommandIsWithoutItsWords(t *testing.T) {
	t.Parallel()
	for _, command := range walk((&program{}).root()) {
		if command.Short == "" || strings.HasSuffix(command.Short, ".") != (command.Name() == "exeunt") {
			t.Errorf("%s: %q is no line for a list", command.CommandPath(), command.Short)
		}
		if command.HasParent() && command.Parent().Name() == "exeunt" && command.GroupID == "" {
			t.Errorf("%s stands in no group of the help", command.CommandPath())
		}
	}
}
