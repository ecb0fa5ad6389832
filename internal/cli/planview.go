package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// planView shows a plan to a person: what was read and found in numbers first, then what would be done and why, then
// what would not, and last what to type next.
type planView struct {
	page *page
	plan *plan.Plan
	call naming
	most int // people or lines of one part
}

func (v *planView) show() error {
	if err := v.body(); err != nil {
		return err
	}
	v.next()
	return nil
}

// body shows everything but what to type next.
func (v *planView) body() error {
	v.title()
	v.read()
	v.found()
	v.todo()
	if err := v.due(); err != nil {
		return err
	}
	v.held()
	if err := v.refused(); err != nil {
		return err
	}
	return v.upcoming()
}

func (v *planView) title() {
	p := v.plan
	v.page.line(0, bold("Plan "+p.ID), dim("  as of "+local(p.At)))
	switch p.Purpose {
	case plan.ForWhatIf:
		v.page.line(0, yellow("This shows another instant than now and can never be applied."))
	case plan.ForOffboard:
		v.page.line(0, plain("The end of all access of "+p.Subject+", at once."))
	case plan.ForOrder:
		v.page.line(0, plain("What somebody asked for: "+p.Subject+"."))
	case plan.ForUndo:
		v.page.line(0, plain("Brings back what was changed: "+p.Subject+"."))
	case plan.ForPass:
	}
}

// read says what the plan rests on, and what could not be read whole.
func (v *planView) read() {
	var rows [][]cell
	for _, s := range v.plan.Sources {
		what := some(s.Seen, "person", "people")
		if !s.People {
			what = some(s.Seen, "account", "accounts") + ", " + number(s.Enabled) + " open"
		}
		rows = append(rows, []cell{{cyan(s.Name)}, {plain(what)}})
	}
	for _, g := range v.plan.Gaps {
		for i, why := range strings.Split(g.Why, "\n") {
			if i == 0 {
				rows = append(rows, []cell{{cyan(g.System)}, {red("BLIND"), plain("  " + seen(g.Seen, g.Expected) + why)}})
				continue
			}
			rows = append(rows, []cell{nil, {plain(why)}})
		}
	}
	if len(rows) == 0 {
		return
	}
	v.page.head("Read")
	v.page.table(2, rows)
	if v.plan.Blind() {
		v.page.blank()
		v.page.line(2, red("It is not known who works here, so nothing is decided and nothing will be written."))
	}
}

func seen(seen, expected int) string {
	switch {
	case seen < 0:
		return ""
	case expected < 0:
		return number(seen) + " seen: "
	}
	return fmt.Sprintf("%s seen, %s expected: ", number(seen), number(expected))
}

// found counts the findings by kind.
func (v *planView) found() {
	if len(v.plan.Findings) == 0 {
		return
	}
	counts := map[string]int{}
	for _, f := range v.plan.Findings {
		counts[f.Kind]++
	}
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	var rows [][]cell
	for _, kind := range kinds {
		rows = append(rows, []cell{{bold(fmt.Sprintf("%5s", number(counts[kind]))), plain(" " + kind)}, {dim(meaning(kind))}})
	}
	v.page.head("Found")
	v.page.table(0, rows)
}

// todo counts the actions by system and verb.
func (v *planView) todo() {
	type class struct {
		system string
		by     connector.By
	}
	counts := map[class]map[identity.Verb]int{}
	for i := range v.plan.Actions {
		c := class{v.plan.Actions[i].System, v.plan.Actions[i].By}
		if counts[c] == nil {
			counts[c] = map[identity.Verb]int{}
		}
		counts[c][v.plan.Actions[i].Verb]++
	}
	classes := slices.SortedFunc(maps.Keys(counts), func(a, b class) int { return cmp.Or(cmp.Compare(a.system, b.system), cmp.Compare(a.by, b.by)) })
	var rows [][]cell
	for _, c := range classes {
		how := plain("")
		if c.by == connector.ByTask {
			how = dim("  by tasks for people")
		}
		rows = append(rows, []cell{{cyan(c.system)}, {plain(byVerb(counts[c])), how}})
	}
	if len(rows) > 0 {
		v.page.head("To do")
		v.page.table(2, rows)
		v.lost()
	}
}

func byVerb(counts map[identity.Verb]int) string {
	var parts []string
	for _, verb := range identity.Verbs() {
		if counts[verb] > 0 {
			parts = append(parts, word(verb)+" "+number(counts[verb]))
		}
	}
	return strings.Join(parts, ", ")
}

// more says how many were left out, with a format for their number.
func (v *planView) more(n int, format string) {
	if n > 0 {
		v.page.blank()
		v.page.line(2, dim("… "+fmt.Sprintf(format, number(n))+", see --all or --json"))
	}
}
