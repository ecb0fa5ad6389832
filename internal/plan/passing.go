package plan

import (
	"maps"
	"slices"
	"time"
)

// Moment is what the gate looks at again when a plan is about to be applied: budgets may have been spent, exceptions
// made and windows closed since it was made.
type Moment struct {
	At         time.Time
	Gate       Gate
	Spent      map[Class]Spent
	Exceptions []Exception
	// Lost says which accounts lost a protected entitlement since the plan was made, or are losing it, by their keys.
	Lost map[Held]map[string]bool

	Allowed []Class         // held classes that a human let pass, once
	Settled map[string]bool // actions that are over, by id
}

// Held is a protected entitlement of a system.
type Held struct{ System, Name string }

// Passing is what of a plan may run at a moment.
type Passing struct {
	Actions []Action
	Held    []Hold
	Refused []Refusal
}

// Passing asks the gate again. What a limit held when the plan was made passes only by an allowance, also when the budget
// is free by now; what a window held passes when it is open; and what was not held is, when a limit would be passed by
// now.
func (p *Plan) Passing(m Moment) Passing {
	var out Passing
	held := map[Class]bool{}
	hold := func(h Hold) {
		out.Held = append(out.Held, h)
		held[Class{h.Verb, h.System}] = true
	}
	for class, accounts := range p.classes(m.Settled) {
		if slices.Contains(m.Allowed, class) {
			continue
		}
		now := m.Gate.holds(class, accounts, p.population(class.System), m.Spent[class], m.At)
		for _, h := range now {
			hold(h)
		}
		for _, h := range p.Held {
			same := func(other Hold) bool { return other.Guard == h.Guard }
			if class == (Class{h.Verb, h.System}) && h.isLimit() && !slices.ContainsFunc(now, same) {
				hold(h)
			}
		}
	}
	for i := range p.Actions {
		a := &p.Actions[i]
		guard, why := p.refused(&m, a)
		switch {
		case m.Settled[a.ID]:
			out.Actions = append(out.Actions, *a)
		case held[a.class()]:
		case why != "":
			out.Refused = append(out.Refused, Refusal{a.Verb, a.System, a.Account, a.Login, a.Person, guard, why})
		default:
			out.Actions = append(out.Actions, *a)
		}
	}
	return out
}

// refused says which guard objects to an action by now, and why.
func (p *Plan) refused(m *Moment, a *Action) (guard, why string) {
	if why := exception(m.Exceptions, a, m.At); why != "" {
		return GuardException, why
	}
	for _, keep := range m.Gate.Keep {
		if keep.System != a.System || !slices.Contains(a.Holds, keep.Name) {
			continue
		}
		going := p.going(keep)
		maps.Copy(going, m.Lost[Held{keep.System, keep.Name}])
		if why := keep.check(p.holders(keep), going); why != "" {
			return "keep-at-least", why
		}
	}
	return "", ""
}

func (p *Plan) holders(k Keep) int {
	for _, s := range p.Sources {
		if s.Name != k.System || s.People {
			continue
		}
		for _, h := range s.Holders {
			if h.Name == k.Name {
				return h.Count
			}
		}
	}
	return 0
}

func (p *Plan) population(system string) Population {
	for _, s := range p.Sources {
		if s.Name == system && !s.People {
			return Population{s.Seen, s.Enabled}
		}
	}
	return Population{}
}
