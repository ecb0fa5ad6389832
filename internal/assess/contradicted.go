package assess

import (
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// contradicted finds what somebody attested as done, and what the system, read later, shows as not done.
func contradicted(v *View, c *Case) (Finding, bool) {
	for _, verb := range [...]identity.Verb{identity.Suspend, identity.Remove, identity.Release, identity.Delete} {
		task, ok := v.memory.Tasks[Deed{c.Account.Ref, verb}]
		if !ok || !v.refuted(c, task) {
			continue
		}
		s := Step{Verb: verb, Entitlements: concerned(verb, &c.Account)}
		if v.satisfied(&s, &c.Account) {
			continue
		}
		return v.finding(Contradict, c,
			fmt.Sprintf("task %s to %s this account was reported as done at %s UTC", task.ID, verb, task.Attested.UTC().Format(clock)),
			fmt.Sprintf("%s, written at %s UTC, shows that it is not", c.Account.Ref.System, v.written[c.Account.Ref.System].UTC().Format(clock)),
			accountReason(c)), true
	}
	return Finding{}, false
}

// refuted reports whether a task's attestation is older than what the system says now. Called for accounts that still
// need what the task was to do.
func (v *View) refuted(c *Case, task Task) bool {
	return !task.Attested.IsZero() && v.written[c.Account.Ref.System].After(task.Attested)
}
