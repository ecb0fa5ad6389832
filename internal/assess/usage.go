package assess

import (
	"fmt"
	"slices"

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

// entitled finds suspended accounts that still hold rights. Those of leavers the policy's own steps take away, where it
// has such steps.
func entitled(v *View, c *Case) (Finding, bool) {
	if c.Account.State != identity.Suspended || len(c.Account.Entitlements) == 0 || c.Link.Status != correlate.Linked {
		return Finding{}, false
	}
	p := v.person(c)
	if d := v.departure(p); v.gone(&d) && (d.state != identity.Left || v.takesAll(&c.Account)) {
		return Finding{}, false
	}
	reason := fmt.Sprintf("the account is suspended and still holds %s", count(len(c.Account.Entitlements), "entitlement"))
	return v.finding(Entitled, c, reason, p.Name()+" "+v.stands(p)), true
}

// takesAll reports whether the policy for leavers takes away everything that an account holds.
func (v *View) takesAll(a *identity.Account) bool {
	for _, verb := range [...]identity.Verb{identity.Remove, identity.Release} {
		taken := slices.ContainsFunc(v.policies.Leaver, func(r Rule) bool { return r.Verb == verb })
		if !taken && len(concerned(verb, a)) > 0 {
			return false
		}
	}
	return true
}
