package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// returned finds accounts that we suspended and that are suspended still, of people who work here: HR took the date back, or
// the person was hired again. Access never comes back by itself; the step says how it does.
func returned(v *View, c *Case) (Finding, bool) {
	since, closed := v.memory.Closed[c.Account.Ref]
	p := v.person(c)
	if !closed || p == nil || c.Account.State != identity.Suspended || c.Link.Status != correlate.Linked || notPersonal(c.Account.Kind) {
		return Finding{}, false
	}
	if d := v.departure(p); v.gone(&d) || d.state != identity.Working || p.Vanished.Feeds > 0 {
		return Finding{}, false
	}
	f := v.finding(Returned, c,
		"we suspended the account, and saw it suspended at "+v.clocks(since, p),
		fmt.Sprintf("%s (%s) %s", p.Name(), p.ID, v.stands(p)), linkReason(p, c), accountReason(c))
	f.Steps = []Step{{
		Verb: identity.Restore, Due: v.at.UTC(), Rule: "returned: restore",
		Doubt: fmt.Sprintf("nothing is opened without a human: `exeunt undo --account %s` brings it back as it was", c.Account.Ref),
	}}
	return f, true
}
