package cli

import (
	"fmt"
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

// The exit codes are in the help of every command, as the program itself shows it.
func TestEveryHelpTellsTheExitCodes(t *testing.T) {
	t.Parallel()
	for _, command := range walk((&program{}).root()) {
		var help strings.Builder
		command.SetOut(&help)
		if err := command.Help(); err != nil {
			t.Fatal(err)
		}
		for code, says := range []string{
			"nothing to do, or all verified", "failed", "wrong usage or settings", "plan found something to do", "held at the gate",
			"blind: a source was not complete", "something that was done is not verified",
		} {
			if want := fmt.Sprintf("  %d  %s", code, says); !strings.Contains(help.String(), want) {
				t.Errorf("the help of %s does not say %q", command.CommandPath(), want)
			}
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
