package assess

import (
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// impossible finds accounts of people whose record says that an engagement ends before it starts, as that of a rehire does
// where the old end was left in. Nobody is cut by such a date: the engagement counts as one without an end.
func impossible(v *View, c *Case) (Finding, bool) {
	p := v.person(c)
	if p == nil || c.Link.Status != correlate.Linked || c.Account.State != identity.Enabled || notPersonal(c.Account.Kind) {
		return Finding{}, false
	}
	at := slices.IndexFunc(p.Engagements, unbelievable)
	if at < 0 || v.departure(p).state == identity.Left {
		return Finding{}, false
	}
	e := p.Engagements[at]
	f := v.finding(Impossible, c, disorder(p, e), "nobody is taken for gone by such dates", linkReason(p, c), accountReason(c))
	if end := e.End; !end.IsZero() && !end.Ending(p.Zone, p.EndsAt).After(v.at) {
		f.Steps = v.doubtful(c, "the record of this person ends before it starts: HR must correct it")
	}
	return f, true
}

// disorder says which date comes before the start.
func disorder(p *identity.Person, e identity.Engagement) string {
	what, date := "ends", e.End
	if !e.End.Before(e.Start) {
		what, date = "has its last day of work", e.LastDay
	}
	return fmt.Sprintf("%s (%s): %s of %s %s on %s, before its start on %s", p.Name(), p.ID, engagement(e), p.Source, what, date, e.Start)
}
