package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// expiring announces accounts of people who leave soon.
func expiring(v *View, c *Case) (Finding, bool) {
	p := v.person(c)
	if p == nil || c.Link.Status != correlate.Linked || c.Account.State != identity.Enabled || p.Vanished.Feeds > 0 {
		return Finding{}, false
	}
	d := v.departure(p)
	if !d.known() || !d.end.After(v.at) || d.end.After(v.at.Add(v.policies.Expiring)) {
		return Finding{}, false
	}
	reason := fmt.Sprintf("%s (%s) works here until %s", p.Name(), p.ID, v.clocks(d.end, p))
	return v.finding(Expiring, c, reason, linkReason(p, c)), true
}
