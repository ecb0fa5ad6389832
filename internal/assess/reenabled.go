package assess

import (
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// reEnabled finds accounts that we closed when their person went and that are open again while the person is still gone.
// What was closed for an earlier departure is another story. Closing it again is the leaver policy's business: it asks
// what should be true now.
func reEnabled(v *View, c *Case) (Finding, bool) {
	since, closed := v.memory.Closed[c.Account.Ref]
	p := v.person(c)
	if !closed || p == nil || c.Account.State != identity.Enabled {
		return Finding{}, false
	}
	if d := v.departure(p); !v.gone(&d) || since.Before(d.lastDay) {
		return Finding{}, false
	}
	return v.finding(ReEnabled, c,
		"the account was closed and seen closed at "+v.clocks(since, p),
		"it is open again, and not by an undo of ours",
		p.Name()+" "+v.stands(p)), true
}
