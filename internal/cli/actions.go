package cli

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// due shows what is to be done now, person by person, with the reasons under each.
func (v *planView) due() error {
	all := groups(v.plan.Actions)
	if len(all) == 0 {
		return nil
	}
	shown := all[:min(v.most, len(all))]
	names, err := v.call(people(shown))
	if err != nil {
		return err
	}
	v.page.head("Due now", dim("  "+some(len(v.plan.Actions), "action", "actions")))
	widths := v.accountWidths(shown)
	for i := range shown {
		v.group(&shown[i], names, widths)
	}
	v.more(len(all)-len(shown), "and %s more people or accounts")
	return nil
}

func (v *planView) group(g *group, names map[identity.PersonID]string, widths []int) {
	person := who(g.person, names)
	v.page.blank()
	if person != "" {
		v.page.line(2, bold(person))
	}
	for _, reason := range g.shared() {
		v.page.line(4, plain(told(reason, person)))
	}
	for i := range g.accounts {
		a := &g.accounts[i]
		v.page.row(4, accountCells(a), widths)
		for _, reason := range a.reasons {
			v.page.line(6, dim(told(reason, person)))
		}
	}
}

func accountCells(a *accountGroup) []cell {
	return []cell{{cyan(a.system)}, {bold(a.login)}, deeds(a.actions)}
}

func (v *planView) accountWidths(list []group) []int {
	var rows [][]cell
	for i := range list {
		for j := range list[i].accounts {
			rows = append(rows, accountCells(&list[i].accounts[j]))
		}
	}
	return v.page.widths(rows)
}

// deeds says what is done to one account: suspend, sign-out, remove vpn and wiki. Actions that are done in the same way
// stand together, with how they are done behind them.
func deeds(actions []plan.Action) cell {
	var c cell
	for len(actions) > 0 {
		n := 1
		for n < len(actions) && manner(&actions[n]) == manner(&actions[0]) {
			n++
		}
		if len(c) > 0 {
			c = append(c, plain("; "))
		}
		var verbs []string
		for i := range actions[:n] {
			verbs = append(verbs, deed(&actions[i]))
		}
		how := manner(&actions[0])
		c = append(c, plain(strings.Join(verbs, ", ")), dim(how.task), yellow(how.held))
		actions = actions[n:]
	}
	return c
}

// way is how an action is done, in words; empty for one that a connector does at once.
type way struct{ task, held string }

func manner(a *plan.Action) way {
	var w way
	if a.By == connector.ByTask {
		w.task = " (task" + forOwner(a.Owner) + ")"
	}
	if len(a.Held) > 0 {
		w.held = " held: " + strings.Join(a.Held, ", ")
	}
	return w
}

func deed(a *plan.Action) string {
	switch {
	case len(a.Entitlements) == 0:
		return word(a.Verb)
	case len(a.Entitlements) > 3:
		return fmt.Sprintf("%s %d entitlements", a.Verb, len(a.Entitlements))
	}
	var names []string
	for _, e := range a.Entitlements {
		names = append(names, e.Name)
	}
	last := len(names) - 1
	if last == 0 {
		return string(a.Verb) + " " + names[0]
	}
	return string(a.Verb) + " " + strings.Join(names[:last], ", ") + " and " + names[last]
}

// word returns a verb as people say it: the task to look into an account is not called task.
func word(verb identity.Verb) string {
	if verb == identity.Task {
		return "look into"
	}
	return string(verb)
}

func words(verbs []identity.Verb) string {
	var all []string
	for _, v := range verbs {
		all = append(all, word(v))
	}
	return strings.Join(all, ", ")
}

func forOwner(owner string) string {
	if owner == "" {
		return ""
	}
	return " for " + owner
}
