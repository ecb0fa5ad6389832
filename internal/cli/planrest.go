package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// held says which whole classes do not run, and by how much.
func (v *planView) held() {
	if len(v.plan.Held) == 0 {
		return
	}
	v.page.head("Held", dim("  nothing of these runs"))
	v.page.table(2, holdRows(v.plan.Held))
}

func holdRows(holds []plan.Hold) [][]cell {
	var rows [][]cell
	before := ""
	for _, h := range holds {
		class := word(h.Verb) + " on " + h.System
		name := cell{yellow(class)}
		if class == before {
			name = nil
		}
		rows = append(rows, []cell{name, {plain(h.Why)}})
		before = class
	}
	return rows
}

// refused says what was asked for and is not done, and why.
func (v *planView) refused() error {
	shown := v.plan.Refusals[:min(v.most, len(v.plan.Refusals))]
	if len(shown) == 0 {
		return nil
	}
	v.page.head("Not done", dim("  "+some(len(v.plan.Refusals), "refusal", "refusals")))
	v.page.table(2, refusalRows(shown))
	v.more(len(v.plan.Refusals)-len(shown), "and %s more")
	return nil
}

func refusalRows(refusals []plan.Refusal) [][]cell {
	var rows [][]cell
	for _, r := range refusals {
		rows = append(rows, []cell{
			{cyan(r.System)}, {bold(cmp.Or(r.Login, r.Account))}, {plain(word(r.Verb))}, {dim(r.Guard + ": "), plain(r.Why)},
		})
	}
	return rows
}

// later is what one person's accounts, or the accounts of nobody, have ahead at one instant.
type later struct {
	due      time.Time
	person   identity.PersonID
	accounts int
	last     *plan.Action
	verbs    []identity.Verb
	systems  []string
}

// add takes one more action. Actions on one account follow each other.
func (l *later) add(a *plan.Action) {
	if l.last == nil || l.last.Ref() != a.Ref() {
		l.accounts++
	}
	l.last = a
	l.verbs, l.systems = adding(l.verbs, a.Verb), adding(l.systems, a.System)
}

// upcoming says what will be due, instant by instant.
func (v *planView) upcoming() error {
	all := ahead(v.plan.Upcoming)
	if len(all) == 0 {
		return nil
	}
	shown := all[:min(v.most, len(all))]
	var ids []identity.PersonID
	for i := range shown {
		ids = adding(ids, shown[i].person)
	}
	names, err := v.call(ids)
	if err != nil {
		return err
	}
	var rows [][]cell
	for i := range shown {
		l := &shown[i]
		rows = append(rows, []cell{{plain(local(l.due))}, {plain(l.whose(names))}, {plain(words(l.verbs)), dim(" on " + list(l.systems))}})
	}
	v.page.head("Upcoming", dim("  "+some(len(v.plan.Upcoming), "action", "actions")))
	v.page.table(2, rows)
	v.more(len(all)-len(shown), "and %s more")
	return nil
}

func (l *later) whose(names map[identity.PersonID]string) string {
	switch {
	case l.person != "":
		return who(l.person, names)
	case l.accounts == 1:
		return cmp.Or(l.last.Login, l.last.Account)
	}
	return number(l.accounts) + " accounts of nobody"
}

// ahead puts together what is due at one instant for one person.
func ahead(actions []plan.Action) []later {
	type key struct {
		due    time.Time
		person identity.PersonID
	}
	place := map[key]int{}
	var all []later
	for i := range actions {
		a := &actions[i]
		k := key{a.Due, a.Person}
		at, known := place[k]
		if !known {
			at = len(all)
			place[k] = at
			all = append(all, later{due: a.Due, person: a.Person})
		}
		all[at].add(a)
	}
	slices.SortStableFunc(all, func(a, b later) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.person, b.person)) })
	return all
}

// adding returns the list with the element, once.
func adding[T comparable](list []T, element T) []T {
	if slices.Contains(list, element) {
		return list
	}
	return append(list, element)
}

// next says what to type next.
func (v *planView) next() {
	p := v.plan
	if n := len(p.Waiting); n > 0 {
		v.page.blank()
		v.page.line(0, dim(some(n, "step is", "steps are")+" with people already, as tasks."))
	}
	if len(p.Actions)+len(p.Gaps)+len(p.Findings) == 0 {
		v.page.blank()
		v.page.line(0, green("Nothing to do."))
	}
	if rows := v.hints(); len(rows) > 0 {
		v.page.next(rows...)
	}
}

func (v *planView) hints() [][2]string {
	p := v.plan
	var rows [][2]string
	if p.Purpose == plan.ForPass && !p.Blind() && slices.ContainsFunc(p.Actions, freeAction) {
		rows = append(rows, [2]string{"exeunt apply " + p.ID, "does exactly this"})
	}
	if p.Purpose == plan.ForPass && len(p.Held) > 0 {
		h := p.Held[0]
		rows = append(rows, [2]string{"exeunt apply " + p.ID + " --allow " + string(h.Verb) + ":" + h.System + " --reason TEXT", "lets what is held pass, once"})
	}
	if len(p.Gaps) > 0 {
		rows = append(rows, gapHint(&p.Gaps[0]))
	}
	if len(p.Actions) > 0 {
		rows = append(rows, [2]string{"exeunt explain " + quoted(cmp.Or(p.Actions[0].Login, p.Actions[0].Account)), "tells all about one of them"})
	}
	if len(p.Findings) > len(p.Actions) || len(p.Refusals) > 0 {
		rows = append(rows, [2]string{"exeunt findings", "shows what else was found"})
	}
	if len(p.Waiting) > 0 {
		rows = append(rows, [2]string{"exeunt tasks", "shows what is with whom"})
	}
	return rows
}

// gapHint says what can be done about a gap: a reading that is only smaller than expected may be right as it is.
func gapHint(g *snapshot.Gap) [2]string {
	if g.Seen > 0 && g.Expected > 0 {
		return [2]string{"exeunt plan --accept " + g.System + " --reason TEXT", "when " + g.System + " is right as it is"}
	}
	return [2]string{"exeunt check", "reads again, once the cause is gone"}
}

func freeAction(a plan.Action) bool { return len(a.Held) == 0 }

// quoted writes an argument as a shell takes it.
func quoted(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._-+/:", r)
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
