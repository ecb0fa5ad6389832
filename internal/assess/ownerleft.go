package assess

import (
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ownerLeft finds service and shared accounts whose owner has left, or will: somebody must take them over. They are never
// suspended for that: a service would stop.
func ownerLeft(v *View, c *Case) (Finding, bool) {
	owner := v.answers(c)
	if owner == nil {
		return Finding{}, false
	}
	d := v.departure(owner)
	if d.state != identity.Left && owner.Vanished.Feeds > 0 && owner != v.person(c) { // of one's own: see vanished
		return v.ownerVanished(c, owner), true
	}
	if d.state != identity.Left && (!d.known() || d.end.After(v.at.Add(v.horizon()))) {
		return Finding{}, false
	}
	f := v.finding(OwnerLeft, c,
		fmt.Sprintf("the account belongs to %s (%s), who %s", owner.Name(), owner.ID, v.stands(owner)),
		"somebody must take it over and change its secrets", accountReason(c))
	f.Person, f.Quiet = owner.ID, d.state != identity.Left
	if s, needed := v.step(c, identity.Task, d.end, "leaver: hand over"); needed {
		f.Steps = []Step{s}
	}
	return f, true
}

// ownerVanished returns the finding on an account whose owner a complete feed does not name any more: HR is asked first.
func (v *View) ownerVanished(c *Case, owner *identity.Person) Finding {
	f := v.finding(OwnerLeft, c,
		fmt.Sprintf("the account belongs to %s (%s), who %s", owner.Name(), owner.ID, v.stands(owner)),
		"nobody may be looking after it", accountReason(c))
	f.Person = owner.ID
	if s, needed := v.step(c, identity.Task, v.at, "leaver: hand over"); needed {
		s.Doubt = "nobody said that its owner left: HR must answer"
		f.Steps = []Step{s}
	}
	return f
}

func days(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return count(int(d/(24*time.Hour)), "day")
	}
	return short(d)
}
