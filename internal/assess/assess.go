// Package assess is stage 3 of 6: a Snapshot, Links and policies in, Findings out: what is wrong, and why?
//
// It is pure, and level-triggered: each pass asks what should be true now, from dates, never from what was asked
// before. One policy is one file.
package assess

import (
	"cmp"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// policy looks at one case and says whether something is wrong with it.
type policy func(v *View, c *Case) (Finding, bool)

// policies are asked one after the other; each may add a finding of its own to a case.
var policies = []policy{
	leaver, vanished, impossible, expiring, returned, reEnabled, contradicted,
	orphan, noOwner, ambiguous, proposed, suspect,
	ownerLeft, shared, entitled, dormant,
}

// Assess returns what is wrong with the cases of a snapshot, and with people's further accounts, sorted by account and kind.
// What is of a blind system is left out: what was not read whole says nothing.
func Assess(v *View, snap *snapshot.Snapshot, cases []Case, doubles []Double) []Finding {
	if snap.BlindToPeople() {
		return nil
	}
	v = v.reading(snap)
	var findings []Finding
	for i := range doubles {
		if seen(snap, doubles[i].Account.System) {
			findings = append(findings, v.duplicate(&doubles[i]))
		}
	}
	for i := range cases {
		if !seen(snap, cases[i].Account.Ref.System) {
			continue
		}
		for _, policy := range policies {
			if f, wrong := policy(v, &cases[i]); wrong {
				findings = append(findings, f)
			}
		}
	}
	findings = append(findings, v.disappeared(snap, cases)...)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(a.Account.Compare(b.Account), cmp.Compare(a.Kind, b.Kind))
	})
	return findings
}

// seen reports whether a system was read whole.
func seen(snap *snapshot.Snapshot, name string) bool {
	system := snap.System(name)
	return system != nil && !system.Blind
}

// reading returns the view with when each system's content was made: an export tells of the moment it was written.
func (v *View) reading(snap *snapshot.Snapshot) *View {
	with := *v
	with.written = make(map[string]time.Time, len(snap.Systems))
	for _, s := range snap.Systems {
		with.written[s.Name] = s.Written
		if s.Written.IsZero() {
			with.written[s.Name] = snap.At
		}
	}
	return &with
}

func (v *View) finding(kind Kind, c *Case, reasons ...string) Finding {
	f := Finding{Kind: kind, Account: c.Account.Ref, Login: c.Account.Login, Reasons: reasons}
	if c.Link.Person >= 0 {
		f.Person = v.people[c.Link.Person].ID
	}
	for _, who := range c.Link.Candidates {
		f.Candidates = append(f.Candidates, v.people[who.Person].ID)
	}
	return f
}

func (v *View) person(c *Case) *identity.Person {
	if c.Link.Person < 0 {
		return nil
	}
	return &v.people[c.Link.Person]
}

// step returns the step for a verb that is due at an instant, unless it has been done, or has no meaning on the system. A
// system on which nobody can suspend is no reason to be silent about who has left: the plan refuses that aloud.
func (v *View) step(c *Case, verb identity.Verb, due time.Time, rule string) (Step, bool) {
	s := Step{Verb: verb, Due: due.UTC(), Rule: rule, Entitlements: concerned(verb, &c.Account)}
	able := v.can[c.Account.Ref.System]
	if v.satisfied(&s, &c.Account) || v.meaningless(verb, &able) {
		return Step{}, false
	}
	if task, open := v.memory.Tasks[Deed{c.Account.Ref, verb}]; open && !v.refuted(c, task) {
		s.InHand = task.ID
	}
	return s, true
}

func (v *View) meaningless(verb identity.Verb, able *connector.Description) bool {
	return verb != identity.Task && verb != identity.Suspend && able.Capability(verb).By == connector.ByNobody
}

// satisfied reports whether what the step asks is already so.
func (v *View) satisfied(s *Step, a *identity.Account) bool {
	switch s.Verb {
	case identity.Suspend:
		return a.State == identity.Suspended
	case identity.Remove, identity.Release:
		return len(s.Entitlements) == 0
	case identity.SignOut, identity.Transfer:
		done, ok := v.memory.Done[Deed{a.Ref, s.Verb}]
		return ok && !done.Before(s.Due)
	case identity.Delete, identity.Restore, identity.Add, identity.Notify, identity.Task:
		return false
	}
	return false
}

// concerned returns the entitlements that a verb takes away: licences are released, everything else is removed.
func concerned(verb identity.Verb, a *identity.Account) []identity.Entitlement {
	if verb != identity.Remove && verb != identity.Release {
		return nil
	}
	var list []identity.Entitlement
	for _, e := range a.Entitlements {
		if (e.Kind == identity.Licence) == (verb == identity.Release) {
			list = append(list, e)
		}
	}
	return list
}
