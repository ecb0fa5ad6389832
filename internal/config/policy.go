package config

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Policies say what is done about each finding, and when.
type Policies struct {
	Leaver   map[identity.Verb]Step // one for each of Verbs()
	Orphan   Response
	Dormant  Response
	Expiring Expiring
	Vanished Vanished
}

// Response is what is done about something that has lasted for some time.
type Response struct {
	After time.Duration
	Do    Do
}

// Do is what is done about a finding that no verb answers.
type Do string

// The answers.
const (
	DoTask   Do = "task"   // somebody is asked to look
	DoReport Do = "report" // it is shown, and nobody is asked
)

// Expiring finds people whose access ends soon.
type Expiring struct{ Within time.Duration }

// Vanished is about people who are in a complete feed no more and whom HR has not said to have left.
type Vanished struct{ Do Do }

var policies = section[Policies]{fields: []field[Policies]{
	bind(leaver.form(), func(p *Policies) *map[identity.Verb]Step { return &p.Leaver }, Key{
		Name: "leaver",
		Doc:  "When each thing is done to the accounts of a person who leaves: end or last-day, with a delay such as end+30d, or never.",
	}),
	bind(response("14d"), func(p *Policies) *Response { return &p.Orphan }, Key{
		Name: "orphan",
		Doc:  "An account that belongs to nobody known.",
	}),
	bind(response("90d"), func(p *Policies) *Response { return &p.Dormant }, Key{
		Name: "dormant",
		Doc:  "An account that nobody has used.",
	}),
	bind(expiring.form(), func(p *Policies) *Expiring { return &p.Expiring }, Key{
		Name: "expiring",
		Doc:  "A person whose access ends soon.",
	}),
	bind(vanished.form(), func(p *Policies) *Vanished { return &p.Vanished }, Key{
		Name: "vanished",
		Doc:  "A person who is in the feed no more, and of whom HR has not said that they left.",
	}),
}}

// response is the form of an answer to something that has lasted; the default says for how long.
func response(after string) form[Response] {
	s := section[Response]{fields: []field[Response]{
		bind(span, func(r *Response) *time.Duration { return &r.After }, Key{
			Name: "after", Default: after, Doc: "How long it must have lasted.",
		}),
		bind(choice(DoTask, DoReport), func(r *Response) *Do { return &r.Do }, Key{
			Name: "do", Default: "task", Doc: "task: somebody is asked to look. report: it is shown.",
		}),
	}}
	return s.form()
}

var expiring = section[Expiring]{fields: []field[Expiring]{
	bind(span, func(e *Expiring) *time.Duration { return &e.Within }, Key{
		Name: "within", Default: "30d", Doc: "How far ahead it is shown.",
	}),
}}

var vanished = section[Vanished]{fields: []field[Vanished]{
	bind(choice(DoTask, DoReport), func(v *Vanished) *Do { return &v.Do }, Key{
		Name: "do", Default: "task", Doc: "task: somebody is asked whether the person has left. report: it is shown.",
	}),
}}
