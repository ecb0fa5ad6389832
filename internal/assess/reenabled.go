package assess

import (
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// reEnabled finds accounts that we closed and that are open again while their person is still gone. Closing it again
// is the leaver policy's business: it asks what should be true now.
func reEnabled(v *View, c *Case) (Finding, bool) {
	since, closed := v.memory.Closed[c.Account.Ref]
	p := v.person(c)
	if !closed || p == nil || c.Account.State != identity.Enabled || v.departure(p).state != identity.Left {
		return Finding{}, false
	}
	return v.finding(ReEnabled, c,
		"the account was closed and seen closed at "+v.clocks(since, p),
		"it is open again, and not by an undo of ours",
		p.Name()+" "+v.stands(p)), true
}
