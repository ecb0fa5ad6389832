package assess

import (
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// leaver finds accounts of people who have left, or will, and lays the policy's steps at their instants. A service or
// shared account is nobody's own: see ownerLeft.
func leaver(v *View, c *Case) (Finding, bool) {
	p := v.person(c)
	if p == nil || c.Link.Status != correlate.Linked || notPersonal(c.Account.Kind) {
		return Finding{}, false
	}
	d := v.departure(p)
	if !d.dated() || (p.Vanished.Feeds > 0 && d.state != identity.Left) {
		return Finding{}, false
	}
	f := v.finding(Leaver, c)
	f.Steps = v.leaverSteps(c, d)
	due := slices.ContainsFunc(f.Steps, func(s Step) bool { return !s.Due.After(v.at) })
	f.Quiet = !due
	if len(f.Steps) == 0 || (f.Quiet && d.first().After(v.at.Add(v.horizon()))) {
		return Finding{}, false
	}
	f.Reasons = append(v.departureReasons(p, d), linkReason(p, c), accountReason(c))
	return f, true
}

func (v *View) leaverSteps(c *Case, d departure) []Step {
	var steps []Step
	for _, rule := range v.policies.Leaver {
		due, dated := rule.due(d)
		if !dated {
			continue
		}
		if s, needed := v.step(c, rule.Verb, due, "leaver: "+rule.String()); needed {
			steps = append(steps, s)
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Due.Compare(b.Due) })
	return steps
}

// departureReasons says in words how the person's access ends.
func (v *View) departureReasons(p *identity.Person, d departure) []string {
	who := fmt.Sprintf("%s (%s)", p.Name(), p.ID)
	switch d.why {
	case byStatus:
		return []string{who + " has left: " + p.Source + " says so without an end date, since " + v.clocks(d.end, p)}
	case byAbsence:
		return []string{fmt.Sprintf("%s is missing from %d complete readings of %s, since %s", who, p.Vanished.Feeds, p.Source, v.clocks(d.end, p))}
	case byOrder:
		return []string{who + " was offboarded at once by order, at " + v.clocks(d.end, p)}
	case byDate:
	}
	if !d.known() {
		return []string{fmt.Sprintf("%s: the last day of work in %s of %s ends at %s, and no end is known",
			who, engagement(d.tenure.Decides), p.Source, v.clocks(d.lastDay, p))}
	}
	reasons := []string{fmt.Sprintf("%s: %s of %s ends on %s", who, engagement(d.tenure.Decides), p.Source, d.tenure.Decides.End)}
	verb := "ends"
	if !d.end.After(v.at) {
		verb = "ended"
	}
	reasons = append(reasons, fmt.Sprintf("access %s at %s", verb, v.clocks(d.end, p)))
	if d.lastDay.Before(d.end) {
		reasons = append(reasons, "the last day of work is "+d.tenure.Decides.LastDay.String())
	}
	if n := len(p.Engagements); n > 1 {
		reasons = append(reasons, fmt.Sprintf("none of the %d engagements is valid after that", n))
	}
	if !d.tenure.Returns.IsZero() {
		reasons = append(reasons, "comes back at "+v.clocks(d.tenure.Returns, p))
	}
	return reasons
}

func engagement(e identity.Engagement) string {
	s := "the engagement"
	if e.ID != "" {
		s += " " + e.ID
	}
	if e.Position != "" {
		s += " as " + e.Position
	}
	return s
}
