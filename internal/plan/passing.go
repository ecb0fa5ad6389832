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

// Passing asks the gate again. An action that the plan held is let through only by an allowance; one that it did not
// hold is still held when a limit would be passed by now.
func (p *Plan) Passing(m Moment) Passing {
	var out Passing
	held := map[Class]bool{}
	for class, accounts := range p.classes(m.Settled) {
		for _, h := range m.Gate.holds(class, accounts, p.population(class.System), m.Spent[class], m.At) {
			if !slices.Contains(m.Allowed, class) {
				out.Held = append(out.Held, h)
				held[class] = true
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
