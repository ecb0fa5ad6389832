package assess

import (
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// takenForGone is how long an account that disappeared stays a finding. One that no whole reading has listed for so long
// is taken for gone; nobody will ever have seen it closed, and what was to be done to it never becomes verified.
const takenForGone = 30 * 24 * time.Hour

// disappeared finds accounts of which something was to be taken, that could not be found then, and that a whole reading
// does not list either. One that was deleted looks so, and as well one that was moved or hidden from us and still lets
// its person in: only a human can tell.
func (v *View) disappeared(snap *snapshot.Snapshot, cases []Case) []Finding {
	if len(v.memory.Missing) == 0 {
		return nil
	}
	listed := make(map[identity.AccountRef]bool, len(cases))
	for i := range cases {
		listed[cases[i].Account.Ref] = true
	}
	var findings []Finding
	for ref, m := range v.memory.Missing { // in any order: the findings are sorted
		until := m.Since.Add(takenForGone)
		if listed[ref] || !seen(snap, ref.System) || !v.at.Before(until) {
			continue
		}
		findings = append(findings, Finding{Kind: Missed, Account: ref, Login: m.Login, Person: m.Person, Reasons: []string{
			fmt.Sprintf("%s was to be done to this account at %s UTC, and it could not be found: nobody saw it closed", m.Verb, m.Since.UTC().Format(clock)),
			fmt.Sprintf("the reading of %s at %s UTC does not list it either: it was deleted, or moved, or hidden from us", ref.System, v.written[ref.System].UTC().Format(clock)),
			fmt.Sprintf("look there whether it still lets somebody in; where no reading lists it until %s, it is taken for gone", until.UTC().Format(time.DateOnly)),
		}})
	}
	return findings
}
