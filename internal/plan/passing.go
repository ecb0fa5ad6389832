package plan

import (
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

	Allowed []Class         // held classes that a human let pass, once
	Settled map[string]bool // actions that are over, by id
}

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
		why := exception(m.Exceptions, a, m.At)
		switch {
		case m.Settled[a.ID]:
			out.Actions = append(out.Actions, *a)
		case held[a.class()]:
		case why != "":
			out.Refused = append(out.Refused, Refusal{a.Verb, a.System, a.Account, a.Login, a.Person, "exception", why})
		default:
			out.Actions = append(out.Actions, *a)
		}
	}
	return out
}

func (p *Plan) population(system string) Population {
	for _, s := range p.Sources {
		if s.Name == system && !s.People {
			return Population{s.Seen, s.Enabled}
		}
	}
	return Population{}
}
