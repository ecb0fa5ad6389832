package plan

import (
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// keepAtLeast refuses to cut any holder of a protected entitlement when too few enabled holders would be left: a system
// keeps its last administrators. Which of them is to go is then for a human to say. Who is with somebody as a task is going
// too. When nobody at all is seen to hold it, nobody knows who does, and nothing is cut on that system.
func keepAtLeast(in *Input, p *Plan, a *Action) string {
	system := in.Snapshot.System(a.System)
	if system == nil || !takesAway(a.Verb) {
		return ""
	}
	for _, keep := range in.Gate.Keep {
		if keep.System != a.System {
			continue
		}
		if why := keep.unseen(system.Holders[keep.Name]); why != "" && in.isOpen(a) {
			return why
		}
		if slices.Contains(a.Holds, keep.Name) {
			if why := keep.check(system.Holders[keep.Name], p.going(keep)); why != "" {
				return why
			}
		}
	}
	return ""
}

// isOpen reports whether the account lets somebody in.
func (in *Input) isOpen(a *Action) bool {
	account := in.Accounts[a.Ref()]
	return account != nil && account.State == identity.Enabled
}

// takesAway reports whether a verb can take a right away from somebody who holds it.
func takesAway(verb identity.Verb) bool {
	return slices.Contains([]identity.Verb{identity.Suspend, identity.Remove, identity.Delete}, verb)
}

// unseen says why nothing is cut where nobody is seen to hold what some must go on holding.
func (k *Keep) unseen(holders int) string {
	if holders > 0 || k.AtLeast == 0 {
		return ""
	}
	return fmt.Sprintf("nobody is seen to hold %s on %s, and %d must go on holding it: it is called something else (by now), or cannot be read; "+
		"correct `protect: entitlements`, or the right to read, and plan again", k.Name, k.System, k.AtLeast)
}

// check says why none of those who are going may go, or "".
func (k *Keep) check(holders int, going map[string]bool) string {
	if left := holders - len(going); left < k.AtLeast {
		return fmt.Sprintf("%d of %d enabled holders of %s would be left, and %d must stay", max(left, 0), holders, k.Name, k.AtLeast)
	}
	return ""
}

// going returns the keys of the accounts that lose the entitlement by the plan's actions, or by what somebody has in hand.
func (p *Plan) going(k Keep) map[string]bool {
	going := map[string]bool{}
	for i := range p.Actions {
		if a := &p.Actions[i]; a.System == k.System && slices.Contains(a.Holds, k.Name) {
			going[a.Account] = true
		}
	}
	for i := range p.Waiting {
		if w := &p.Waiting[i]; w.System == k.System && slices.Contains(w.Holds, k.Name) {
			going[w.Account] = true
		}
	}
	return going
}

// holds returns the protected entitlements that an enabled account loses by an action.
func (in *Input) holds(a *Action) []string {
	if !in.isOpen(a) || !takesAway(a.Verb) {
		return nil
	}
	var names []string
	for _, keep := range in.Gate.Keep {
		if keep.System == a.System && loses(a, in.Accounts[a.Ref()], keep.Name) {
			names = append(names, keep.Name)
		}
	}
	return names
}

// loses reports whether the account has the entitlement no more, or has no use of it, after the action.
func loses(a *Action, account *identity.Account, name string) bool {
	if a.Verb == identity.Remove {
		return slices.ContainsFunc(a.Entitlements, func(e Entitlement) bool { return e.Name == name })
	}
	return slices.ContainsFunc(account.Entitlements, func(e identity.Entitlement) bool { return e.Name == name })
}
