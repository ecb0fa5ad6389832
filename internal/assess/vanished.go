package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// vanished finds accounts of people whom a complete feed does not name any more. That is a question for a human first:
// it becomes an order only after the configured number of different complete feeds, and then it is a leaver.
func vanished(v *View, c *Case) (Finding, bool) {
	p := v.person(c)
	if p == nil || p.Vanished.Feeds == 0 || c.Link.Status != correlate.Linked || v.departure(p).state == identity.Left {
		return Finding{}, false
	}
	if c.Account.State != identity.Enabled {
		return Finding{}, false
	}
	reason := fmt.Sprintf("%s (%s) was in %s and is not in its %s, since %s",
		p.Name(), p.ID, p.Source, lastReadings(p.Vanished.Feeds), v.clocks(p.Vanished.Since, p))
	f := v.finding(Vanished, c, reason, linkReason(p, c), accountReason(c))
	doubt := "nobody said that this person left: HR must answer"
	if after := v.policies.VanishedAfter[p.Source]; after > 0 {
		doubt = fmt.Sprintf("it counts as a departure after %d complete readings without the person", after)
	}
	if !notPersonal(c.Account.Kind) {
		f.Steps = v.doubtful(c, doubt)
	}
	return f, true
}

func lastReadings(n int) string {
	if n == 1 {
		return "last complete reading"
	}
	return fmt.Sprintf("last %d complete readings", n)
}

// doubtful returns the suspension that would follow if a human decided so.
func (v *View) doubtful(c *Case, doubt string) []Step {
	s, needed := v.step(c, identity.Suspend, v.at, "leaver: suspend")
	if !needed {
		return nil
	}
	s.Doubt = doubt
	return []Step{s}
}
