package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Plan says how long a plan holds, how far it looks ahead, and how long it is kept.
type Plan struct {
	Expires  time.Duration // more than 0
	Upcoming time.Duration
	Keep     time.Duration // after it expired, when nothing was decided about it
}

// Gate says who must agree to a verb. What is in neither list needs one person.
type Gate struct {
	Alone []identity.Verb // may run with nobody there
	Two   []identity.Verb // needs two people; delete is always one of them
}

var plan = section[Plan]{fields: []field[Plan]{
	bind(stretch, func(p *Plan) *time.Duration { return &p.Expires }, Key{
		Name: "expires", Default: "24h", Doc: "How long a plan can be applied after it was made.",
	}),
	bind(span, func(p *Plan) *time.Duration { return &p.Upcoming }, Key{
		Name: "upcoming", Default: "90d", Doc: "How far ahead a plan shows what will be due.",
	}),
	bind(span, func(p *Plan) *time.Duration { return &p.Keep }, Key{
		Name: "keep", Default: "7d", Doc: "How long a plan is kept after it expired, when nothing of it was decided or done. What was is kept for good.",
	}),
}}

var gate = section[Gate]{
	fields: []field[Gate]{
		bind(verbs, func(g *Gate) *[]identity.Verb { return &g.Alone }, Key{
			Name: "alone", Default: "[suspend, sign-out]", Doc: "What may run with nobody there, within the limits.",
		}),
		bind(verbs, func(g *Gate) *[]identity.Verb { return &g.Two }, Key{
			Name: "two", Default: "[delete]", Doc: "What two people must agree to. Delete is always one of them.",
		}),
	},
	check: checkGate,
}

var verbs = set(choice(Verbs()...), "verbs", 0)

func checkGate(p *place, g *Gate) {
	for _, verb := range g.Alone {
		if slices.Contains(g.Two, verb) {
			p.problem("alone", fmt.Sprintf("%s may run alone and needs two people", verb), "each verb in one of the two lists")
		}
	}
	if p.good("two") && !slices.Contains(g.Two, identity.Delete) {
		p.problem("two", "delete does not need two people", "delete in the list (it cannot be undone)")
	}
}
