package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// hold stops whole classes of actions: over a limit, nothing of that class runs, not the first few.
func (p *Plan) hold(in *Input) {
	for _, class := range p.classes() {
		would := 0
		for i := range p.Actions {
			if p.Actions[i].class() == class {
				would++
			}
		}
		holds := append(in.overLimit(class, would), in.closedWindow(class, would)...)
		if slices.Contains(in.Gate.Two, class.Verb) {
			holds = append(holds, Hold{"approval", class.Verb, class.System, 0, would, fmt.Sprintf("%s needs two approvals", class.Verb)})
		}
		for _, h := range holds {
			p.Held = append(p.Held, h)
			p.mark(class, h.Guard)
		}
	}
}

func (p *Plan) mark(class Class, guard string) {
	for i := range p.Actions {
		if a := &p.Actions[i]; a.class() == class {
			a.Held = append(a.Held, guard)
			a.Alone = false
		}
	}
}

func (a *Action) class() Class { return Class{a.Verb, a.System} }

// classes returns the classes of cutting actions, sorted.
func (p *Plan) classes() []Class {
	var list []Class
	for i := range p.Actions {
		if p.Actions[i].Verb.Cuts() {
			list = append(list, p.Actions[i].class())
		}
	}
	slices.SortFunc(list, func(a, b Class) int {
		return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Verb.Rank(), b.Verb.Rank()))
	})
	return slices.Compact(list)
}

// overLimit returns the limits that would be passed.
//
//	max       always
//	share     unless the system is small
//	per-day   unless the system is small; what was done in the last 24 hours counts
//	per-week  unless the system is small; what was done in the last 7 days counts
func (in *Input) overLimit(class Class, would int) []Hold {
	limit, limited := in.Gate.Limits[class.Verb]
	system := in.Snapshot.System(class.System)
	if !limited || system == nil {
		return nil
	}
	spent := in.Spent[class]
	population := system.Enabled
	if class.Verb == identity.Delete || class.Verb == identity.Remove || class.Verb == identity.Release {
		population = system.Seen // suspended accounts are what these verbs work on
	}
	var holds []Hold
	over := func(guard string, bound, would int, why string) {
		if would > bound {
			holds = append(holds, Hold{guard, class.Verb, class.System, bound, would, why})
		}
	}
	if limit.Max >= 0 {
		over("max", limit.Max, would, fmt.Sprintf("%d accounts at once, and at most %d may be", would, limit.Max))
	}
	if system.Seen <= limit.Small {
		return holds
	}
	for _, b := range [...]struct {
		guard string
		share float64
		spent int
		when  string
	}{
		{"share", limit.Share, 0, "at once"},
		{"per-day", limit.PerDay, spent.Day, "in 24 hours"},
		{"per-week", limit.PerWeek, spent.Week, "in 7 days"},
	} {
		if b.share < 0 {
			continue
		}
		bound := int(math.Floor(b.share*float64(population) + 1e-9))
		over(b.guard, bound, would+b.spent, fmt.Sprintf("%d of %d accounts %s, and at most %.4g %% (%d) may be", would+b.spent, population, b.when, 100*b.share, bound))
	}
	return holds
}
