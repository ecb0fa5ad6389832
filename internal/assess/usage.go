package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// shared finds accounts that several people use: nobody's departure closes them, so their secret must change.
func shared(v *View, c *Case) (Finding, bool) {
	if c.Account.Kind != identity.Shared {
		return Finding{}, false
	}
	return v.finding(Shared, c, "several people use this account: nobody's departure closes it", carried(&c.Account), accountReason(c)), true
}

// entitled finds suspended accounts that still hold rights, of people who are not gone: for leavers the policy's own
// steps take the rights away.
func entitled(v *View, c *Case) (Finding, bool) {
	if c.Account.State != identity.Suspended || len(c.Account.Entitlements) == 0 || c.Link.Status != correlate.Linked {
		return Finding{}, false
	}
	p := v.person(c)
	if d := v.departure(p); v.gone(&d) {
		return Finding{}, false
	}
	reason := fmt.Sprintf("the account is suspended and still holds %s", count(len(c.Account.Entitlements), "entitlement"))
	return v.finding(Entitled, c, reason, p.Name()+" "+v.stands(p)), true
}
