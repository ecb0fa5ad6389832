package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// orphan finds accounts with nobody known behind them. An account that names an owner whom we know has an owner.
func orphan(v *View, c *Case) (Finding, bool) {
	if c.Link.Status != correlate.Unmatched || v.owner(c) != nil {
		return Finding{}, false
	}
	reasons := []string{"no person fits: " + carried(&c.Account), accountReason(c)}
	if c.Account.Owner != "" {
		reasons = append(reasons, fmt.Sprintf("its owner %s is nobody whom we know", c.Account.Owner))
	}
	f := v.finding(Orphan, c, reasons...)
	if v.policies.Orphan.asks() && c.Account.State == identity.Enabled {
		rule := fmt.Sprintf("orphan: task after %s", days(v.policies.Orphan.After))
		if s, needed := v.step(c, identity.Task, c.Since.Add(v.policies.Orphan.After), rule); needed {
			f.Steps = append(f.Steps, s)
		}
	}
	return f, true
}

// owner returns the person whom a service or shared account names as its owner, or nil.
func (v *View) owner(c *Case) *identity.Person {
	if c.Account.Owner == "" {
		return nil
	}
	return v.index.Person(c.Account.Owner)
}
