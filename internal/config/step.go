package config

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Step says when one verb is done to the accounts of a person who leaves.
type Step struct {
	From  Anchor
	After time.Duration // after the anchor; a day is 24 hours
	Never bool          // the verb is not done; From and After say nothing
}

// Anchor is a date of the person.
type Anchor string

// The anchors.
const (
	AnchorEnd     Anchor = "end"      // when the last engagement ends
	AnchorLastDay Anchor = "last-day" // when the last day of work ends
)

// String returns the step as settings write it: end, end+30d, never.
func (s Step) String() string {
	switch {
	case s.Never:
		return "never"
	case s.After == 0:
		return string(s.From)
	}
	return string(s.From) + "+" + FormatDuration(s.After)
}

var step = single("end, last-day, one of them with a delay such as end+30d, or never",
	schema{Type: "string", Pattern: `^(never|(end|last-day)(\+(` + durationPattern + `))?)$`}, parseStep)

// parseStep takes no negative delay: access never ends before HR said.
func parseStep(s string) (Step, bool) {
	if s == "never" {
		return Step{Never: true}, true
	}
	anchor, delay, delayed := strings.Cut(s, "+")
	step := Step{From: Anchor(anchor)}
	if step.From != AnchorEnd && step.From != AnchorLastDay {
		return Step{}, false
	}
	if !delayed {
		return step, true
	}
	var ok bool
	step.After, ok = parseDuration(delay)
	return step, ok
}

var leaver = section[map[identity.Verb]Step]{
	fields: []field[map[identity.Verb]Step]{
		entry(step, identity.Suspend, Key{Name: "suspend", Default: "end", Doc: "The account no longer opens the door."}),
		entry(step, identity.SignOut, Key{Name: "sign-out", Default: "end", Doc: "Open sessions and tokens end."}),
		entry(step, identity.Remove, Key{Name: "remove", Default: "end+1d", Doc: "Groups and roles are taken away."}),
		entry(step, identity.Release, Key{Name: "release", Default: "end+30d", Doc: "Licences are taken away."}),
		entry(step, identity.Delete, Key{Name: "delete", Default: "end+90d", Example: "never", Doc: "The account is deleted."}),
	},
	check: func(p *place, steps *map[identity.Verb]Step) {
		suspend, del := (*steps)[identity.Suspend], (*steps)[identity.Delete]
		if !suspend.Never && !del.Never && del.Before(suspend) {
			p.problem("delete", "delete ("+del.String()+") comes before suspend ("+suspend.String()+")", "a step that comes after suspend")
		}
	},
}

// Before reports whether the step can come before another one. The last day is never after the end.
func (s Step) Before(o Step) bool {
	return s.After < o.After && s.From == o.From || s.From == AnchorLastDay && o.From == AnchorEnd
}
