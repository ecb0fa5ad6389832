package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// dormant finds enabled accounts of people who work here that nobody has used for long. Never for newcomers and never
// for people on leave; only where the system's word on when an account was last used can be trusted.
func dormant(v *View, c *Case) (Finding, bool) {
	p := v.person(c)
	if p == nil || c.Link.Status != correlate.Linked || !v.can[c.Account.Ref.System].LastSeen || !v.dormant(&c.Account) {
		return Finding{}, false
	}
	d := v.departure(p)
	after := v.policies.Dormant.After
	if d.state != identity.Working || p.Vanished.Feeds > 0 || d.tenure.Start.After(v.at.Add(-after)) {
		return Finding{}, false
	}
	f := v.finding(Dormant, c,
		fmt.Sprintf("the account was last used on %s, more than %s ago", c.Account.LastSeen.UTC().Format("2006-01-02"), days(after)),
		linkReason(p, c))
	if !v.policies.Dormant.asks() {
		return f, true
	}
	if s, needed := v.step(c, identity.Task, c.Account.LastSeen.Add(after), fmt.Sprintf("dormant: task after %s", days(after))); needed {
		f.Steps = []Step{s}
	}
	return f, true
}

func (v *View) dormant(a *identity.Account) bool {
	after := v.policies.Dormant.After
	return after > 0 && a.State == identity.Enabled && !a.LastSeen.IsZero() && a.LastSeen.Before(v.at.Add(-after))
}
