package assess

import (
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Order returns the finding that carries what a human asked for: one verb on one account, now. Person is whose account it
// is by the link, if it is anybody's.
func Order(c *Case, person identity.PersonID, verb identity.Verb, by, reason string, at time.Time) Finding {
	return Finding{
		Kind: Ordered, Account: c.Account.Ref, Login: c.Account.Login, Person: person,
		Reasons: []string{fmt.Sprintf("%s asked for it: %s", by, reason), accountReason(c)},
		Steps:   []Step{{Verb: verb, Due: at.UTC(), Rule: "order of " + by, Entitlements: concerned(verb, &c.Account)}},
	}
}
