package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ambiguous finds accounts that fit several people: nothing is done to them, whoever leaves.
func ambiguous(v *View, c *Case) (Finding, bool) {
	if c.Link.Status != correlate.Ambiguous || notPersonal(c.Account.Kind) {
		return Finding{}, false
	}
	reasons := append([]string{"more than one person fits: " + carried(&c.Account)}, v.candidates(c)...)
	return v.undecided(Ambiguous, c, reasons, "several people fit: somebody must say whose account it is"), true
}

// proposed finds accounts for which only a name speaks.
func proposed(v *View, c *Case) (Finding, bool) {
	if c.Link.Status != correlate.Proposed || notPersonal(c.Account.Kind) {
		return Finding{}, false
	}
	reasons := append([]string{"only a name speaks for somebody: " + carried(&c.Account)}, v.candidates(c)...)
	return v.undecided(Proposed, c, reasons, "a name alone is no proof: somebody must confirm whose account it is"), true
}

// suspect finds accounts that used to be somebody else's: a mail or login given to a new hire, a changed number; and those
// whose employee number is not that of the person who fits.
func suspect(v *View, c *Case) (Finding, bool) {
	if c.Link.Status != correlate.Suspect {
		return Finding{}, false
	}
	was, doubt := fmt.Sprintf("the account used to be linked to %s by %s", c.Link.Was, c.Link.WasBy), "it used to be somebody else's"
	if c.Link.WasBy == correlate.ByConfirmed {
		was = fmt.Sprintf("a human confirmed that the account is %s's, and what it carries has changed since", c.Link.Was)
	}
	if c.Link.Was == "" {
		was, doubt = "the account carries an employee number that is not that of the person who fits", "its employee number is somebody else's"
	}
	reasons := append([]string{was, carried(&c.Account)}, v.candidates(c)...)
	f := v.undecided(Suspect, c, reasons, doubt+": somebody must confirm whose it is now")
	f.Person = c.Link.Was
	return f, true
}

// undecided returns a finding on a doubtful link. Where somebody who fits has left, it carries the suspension that
// waits for the answer.
func (v *View) undecided(kind Kind, c *Case, reasons []string, doubt string) Finding {
	f := v.finding(kind, c, append(reasons, accountReason(c))...)
	for _, who := range c.Link.Candidates {
		if v.departure(&v.people[who.Person]).state == identity.Left && c.Account.State == identity.Enabled && !notPersonal(c.Account.Kind) {
			f.Steps = v.doubtful(c, doubt)
			break
		}
	}
	return f
}
