package plan

import (
	"cmp"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Consent is what one person said of a plan: yes to some classes of its actions.
type Consent struct {
	By      string
	Classes []Class // empty: all
	// Allow says yes also to what is over a limit, once.
	Allow bool
}

// Ask is one class of a plan's actions, and what it still needs before it may run.
type Ask struct {
	Class
	Actions int
	Needs   int // people who must agree; 0: it may run alone
	Has     int // people who have agreed
	// Over says that a limit or a window holds the class: whoever agrees must allow that, aloud.
	Over []Hold
}

// Ready reports whether enough people have agreed.
func (a *Ask) Ready() bool { return a.Has >= a.Needs }

// Asks returns every class of the plan's actions with what it needs, sorted by system and verb.
//
//	every action may run alone, nothing holds it   nobody
//	a verb of Gate.Two                             two people
//	everything else                                one person
//	over a limit or outside of a window            as many, and each of them must allow it
func (p *Plan) Asks(g *Gate, consents []Consent) []Ask {
	byClass := map[Class]*Ask{}
	alone := map[Class]bool{}
	for i := range p.Actions {
		a := &p.Actions[i]
		ask, known := byClass[a.class()]
		if !known {
			ask = &Ask{Class: a.class()}
			byClass[ask.Class], alone[ask.Class] = ask, true
		}
		ask.Actions++
		alone[ask.Class] = alone[ask.Class] && a.Alone
	}
	asks := make([]Ask, 0, len(byClass))
	for class, ask := range byClass {
		ask.Over = p.over(class)
		ask.Needs = needs(g, class.Verb, alone[class])
		ask.Has = agreed(consents, class, len(ask.Over) > 0)
		asks = append(asks, *ask)
	}
	slices.SortFunc(asks, func(a, b Ask) int {
		return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Verb.Rank(), b.Verb.Rank()))
	})
	return asks
}

func needs(g *Gate, verb identity.Verb, alone bool) int {
	switch {
	case slices.Contains(g.Two, verb):
		return 2
	case alone:
		return 0
	}
	return 1
}

// over returns the holds of a class but the one that only asks for people.
func (p *Plan) over(class Class) []Hold {
	var holds []Hold
	for _, h := range p.Held {
		if h.Verb == class.Verb && h.System == class.System && h.Guard != "approval" {
			holds = append(holds, h)
		}
	}
	return holds
}

// agreed counts the people who said yes to a class, each once.
func agreed(consents []Consent, class Class, over bool) int {
	people := map[string]bool{}
	for _, c := range consents {
		if (len(c.Classes) == 0 || slices.Contains(c.Classes, class)) && (c.Allow || !over) {
			people[c.By] = true
		}
	}
	return len(people)
}

// Concerns reports whether one of the plan's actions is about the person.
func (p *Plan) Concerns(id identity.PersonID) bool {
	return id != "" && slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Person == id })
}
