package assess

import (
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// noOwner finds service and shared accounts for which nobody answers. They are nobody's own, so no person is looked for
// behind them; but somebody must know what they are for.
func noOwner(v *View, c *Case) (Finding, bool) {
	if !notPersonal(c.Account.Kind) || v.answers(c) != nil {
		return Finding{}, false
	}
	reasons := append([]string{"nobody answers for this " + string(c.Account.Kind) + " account: " + carried(&c.Account)}, unknownOwner(c)...)
	reasons = append(append(reasons, v.candidates(c)...), accountReason(c))
	f := v.finding(NoOwner, c, reasons...)
	f.Steps = v.ask(c, NoOwner)
	return f, true
}

// answers returns who answers for an account that is not, or not only, a person's own: whom it names as its owner; else,
// for a service or shared account, whom it is linked to. Nil: nobody.
func (v *View) answers(c *Case) *identity.Person {
	if owner := v.owner(&c.Account); owner != nil || !notPersonal(c.Account.Kind) {
		return owner
	}
	return v.person(c)
}

// owner returns the person whom an account names as its owner, or nil.
func (v *View) owner(a *identity.Account) *identity.Person {
	if a.Owner == "" {
		return nil
	}
	return v.index.Person(a.Owner)
}
