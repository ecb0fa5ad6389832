package plan

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// hold stops whole classes of actions: over a limit, nothing of that class runs, not the first few.
func (p *Plan) hold(in *Input) {
	for class, accounts := range p.classes(nil) {
		system := in.Snapshot.System(class.System)
		if system == nil {
			continue
		}
		population := Population{system.Seen, system.Enabled}
		for _, h := range in.Gate.holds(class, accounts, population, in.Spent[class], in.Snapshot.At) {
			p.Held = append(p.Held, h)
			p.mark(class, h.Guard)
		}
	}
}

// holds returns every guard that stops the class, which would concern these accounts, at an instant.
func (g *Gate) holds(class Class, accounts map[string]bool, population Population, spent Spent, at time.Time) []Hold {
	const day, week = 24 * time.Hour, 7 * 24 * time.Hour
	lately := counts{spent.since(at.Add(-day), accounts), spent.since(at.Add(-week), accounts)}
	would := len(accounts)
	holds := append(g.overLimit(class, would, population, lately), g.closedWindow(class, would, at)...)
	if slices.Contains(g.Two, class.Verb) {
		holds = append(holds, Hold{"approval", class.Verb, class.System, 0, would, fmt.Sprintf("%s needs two approvals", class.Verb)})
	}
	return holds
}

// isLimit reports whether it is a limit that holds, and not the time of day or an approval.
func (h *Hold) isLimit() bool {
	return slices.Contains([]string{"max", "share", "per-day", "per-week"}, h.Guard)
}

// counts are accounts of which something was done lately, besides those that it would be done to now.
type counts struct{ day, week int }

func (p *Plan) mark(class Class, guard string) {
	for i := range p.Actions {
		if a := &p.Actions[i]; a.class() == class {
			a.Held = append(a.Held, guard)
			a.Alone = false
		}
	}
}

func (a *Action) class() Class { return Class{a.Verb, a.System} }

// classes returns the classes of cutting actions with the accounts that each concerns, sorted; actions in skip do not
// count.
func (p *Plan) classes(skip map[string]bool) iter.Seq2[Class, map[string]bool] {
	accounts := map[Class]map[string]bool{}
	for i := range p.Actions {
		a := &p.Actions[i]
		if !a.Verb.Cuts() || skip[a.ID] {
			continue
		}
		if accounts[a.class()] == nil {
			accounts[a.class()] = map[string]bool{}
		}
		accounts[a.class()][a.Account] = true
	}
	sorted := slices.SortedFunc(maps.Keys(accounts), func(a, b Class) int {
		return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Verb.Rank(), b.Verb.Rank()))
	})
	return func(yield func(Class, map[string]bool) bool) {
		for _, class := range sorted {
			if !yield(class, accounts[class]) {
				return
			}
		}
	}
}

// Population is how many accounts a system has.
type Population struct{ Seen, Enabled int }

// of returns the accounts that a verb could concern: suspended ones are what removing and deleting work on.
func (p Population) of(verb identity.Verb) int {
	if verb == identity.Suspend || verb == identity.SignOut {
		return p.Enabled
	}
	return p.Seen
}

// overLimit returns the limits that would be passed.
//
//	max       always
//	share     unless the system is small
//	per-day   unless the system is small; what was done in the last 24 hours counts
//	per-week  unless the system is small; what was done in the last 7 days counts
func (g *Gate) overLimit(class Class, would int, population Population, lately counts) []Hold {
	limit, limited := g.Limits[class.Verb]
	if !limited {
		return nil
	}
	var holds []Hold
	if limit.Max >= 0 && would > limit.Max {
		why := fmt.Sprintf("%d accounts at once, and at most %d may be", would, limit.Max)
		holds = append(holds, Hold{"max", class.Verb, class.System, limit.Max, would, why})
	}
	if population.Seen <= limit.Small {
		return holds
	}
	for _, b := range [...]budget{
		{"share", limit.Share, 0, "at once"},
		{"per-day", limit.PerDay, lately.day, "in 24 hours"},
		{"per-week", limit.PerWeek, lately.week, "in 7 days"},
	} {
		if h, over := b.check(class, would, population.of(class.Verb)); over {
			holds = append(holds, h)
		}
	}
	return holds
}

// budget is a bound as a share of the population, of which some is spent.
type budget struct {
	guard string
	share float64
	spent int
	when  string
}

func (b budget) check(class Class, would, population int) (Hold, bool) {
	bound := int(math.Floor(b.share*float64(population) + 1e-9))
	total := would + b.spent
	if b.share < 0 || total <= bound {
		return Hold{}, false
	}
	why := fmt.Sprintf("%d of %d accounts %s, and at most %.4g %% (%d) may be", total, population, b.when, 100*b.share, bound)
	return Hold{b.guard, class.Verb, class.System, bound, total, why}, true
}
