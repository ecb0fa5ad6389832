package plan

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// keepAtLeast refuses to cut any holder of a protected entitlement when too few enabled holders would be left: a system
// keeps its last administrators. Which of them is to go is then for a human to say.
func keepAtLeast(in *Input, p *Plan, a *Action) string {
	system := in.Snapshot.System(a.System)
	if system == nil {
		return ""
	}
	for _, keep := range in.Gate.Keep {
		if keep.System != a.System || !in.cutsHolder(a, keep.Name) {
			continue
		}
		going := map[string]bool{}
		for i := range p.Actions {
			if other := &p.Actions[i]; other.System == a.System && in.cutsHolder(other, keep.Name) {
				going[other.Account] = true
			}
		}
		if left := system.Holders[keep.Name] - len(going); left < keep.AtLeast {
			return fmt.Sprintf("%d of %d enabled holders of %s would be left, and %d must stay", left, system.Holders[keep.Name], keep.Name, keep.AtLeast)
		}
	}
	return ""
}

// cutsHolder reports whether the action takes an enabled holder of the entitlement away.
func (in *Input) cutsHolder(a *Action, name string) bool {
	account := in.Accounts[a.Ref()]
	if account == nil || account.State != identity.Enabled {
		return false
	}
	switch a.Verb {
	case identity.Suspend, identity.Delete:
		for _, e := range account.Entitlements {
			if e.Name == name {
				return true
			}
		}
	case identity.Remove:
		for _, e := range a.Entitlements {
			if e.Name == name {
				return true
			}
		}
	case identity.Restore, identity.Add, identity.SignOut, identity.Release, identity.Transfer, identity.Notify, identity.Task:
	}
	return false
}
