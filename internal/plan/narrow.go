package plan

import "slices"

// Narrow leaves of a draft for one system what concerns some accounts, by their keys, with the holds on it.
func (p *Plan) Narrow(keys map[string]bool) {
	p.Findings = slices.DeleteFunc(p.Findings, func(f Finding) bool { return !keys[f.Account] })
	p.Actions = slices.DeleteFunc(p.Actions, func(a Action) bool { return !keys[a.Account] })
	p.Upcoming = slices.DeleteFunc(p.Upcoming, func(a Action) bool { return !keys[a.Account] })
	p.Waiting = slices.DeleteFunc(p.Waiting, func(w Waiting) bool { return !keys[w.Account] })
	p.Refusals = slices.DeleteFunc(p.Refusals, func(r Refusal) bool { return !keys[r.Account] })
	p.Held = slices.DeleteFunc(p.Held, func(h Hold) bool {
		return !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.class() == Class{h.Verb, h.System} })
	})
}
