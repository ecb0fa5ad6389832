package cli

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// lost says what no undo would bring back: of verbs that cannot be undone, and of those that can, but for something.
func (v *planView) lost() {
	var lines []string
	for i := range v.plan.Actions {
		a := &v.plan.Actions[i]
		switch {
		case a.By != connector.ByConnector:
		case !a.Reversible:
			lines = append(lines, a.System+": "+word(a.Verb)+" cannot be undone")
		case a.Loses != "":
			lines = append(lines, a.System+": an undo of "+word(a.Verb)+" brings everything back but "+a.Loses)
		}
	}
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) {
		v.page.line(2, yellow(line))
	}
}
