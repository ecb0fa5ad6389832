package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// orphan finds accounts with nobody known behind them. An account that names an owner whom we know has an owner, and
// nobody is behind an account that is not a person's: see noOwner.
func orphan(v *View, c *Case) (Finding, bool) {
	if c.Link.Status != correlate.Unmatched || notPersonal(c.Account.Kind) || v.owner(&c.Account) != nil {
		return Finding{}, false
	}
	reasons := []string{"no person fits: " + carried(&c.Account), accountReason(c)}
	f := v.finding(Orphan, c, append(reasons, unknownOwner(c)...)...)
	f.Steps = v.ask(c, Orphan)
	return f, true
}

// ask returns the task to find out who is behind an account, when the policy asks for it.
func (v *View) ask(c *Case, kind Kind) []Step {
	if !v.policies.Orphan.asks() || c.Account.State != identity.Enabled {
		return nil
	}
	rule := fmt.Sprintf("%s: task after %s", kind, days(v.policies.Orphan.After))
	s, needed := v.step(c, identity.Task, c.Since.Add(v.policies.Orphan.After), rule)
	if !needed {
		return nil
	}
	return []Step{s}
}

// unknownOwner says whom an account names as its owner, when that is nobody whom we know.
func unknownOwner(c *Case) []string {
	if c.Account.Owner == "" {
		return nil
	}
	return []string{fmt.Sprintf("its owner %s is nobody whom we know", c.Account.Owner)}
}
