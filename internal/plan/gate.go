package plan

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Gate is the settings of the guards.
type Gate struct {
	Accounts []ProtectedAccount
	Keep     []Keep
	Limits   map[identity.Verb]Limit
	Windows  Windows

	Alone []identity.Verb // may run without a human
	Two   []identity.Verb // need two approvals

	Expires time.Duration // how long a plan may be applied
}

// ProtectedAccount is an account that nobody's departure touches: break-glass, service.
type ProtectedAccount struct {
	System string
	Login  string // one of Login and Key is set
	Key    string
}

// Keep says how many enabled accounts must go on holding an entitlement.
type Keep struct {
	System  string
	Name    string
	AtLeast int
}

// Limit bounds one verb on one system in one plan. A negative number is no bound.
type Limit struct {
	Max     int     // accounts
	Share   float64 // of the system's enabled accounts, 0 to 1
	PerDay  float64 // share, over the last 24 hours together with this plan
	PerWeek float64 // share, over the last 7 days together with this plan
	Small   int     // a system of that many accounts or fewer is judged by Max alone
}

// Windows says when what may run.
type Windows struct {
	Freezes []Freeze
	Hours   Hours // of the verbs that cannot be taken back
}

// Freeze is a time in which some verbs do not run. The end is not part of it.
type Freeze struct {
	From, To time.Time
	Verbs    []identity.Verb
	Reason   string
}

// Hours are times of the week in which somebody is there. The zero value is always.
type Hours struct {
	Days     []time.Weekday
	From, To identity.Clock
	Zone     *time.Location
	Verbs    []identity.Verb
}

// Spent is what was done lately of one class: when it was last done, UTC, by the key of the account.
type Spent map[string]time.Time

// since counts the accounts to which it was done after an instant, but for those that are counted anyway: an account is
// one account, however often it is tried.
func (s Spent) since(t time.Time, besides map[string]bool) int {
	n := 0
	for key, at := range s {
		if at.After(t) && !besides[key] {
			n++
		}
	}
	return n
}

// Class is one verb on one system: what limits count and an allowance names.
type Class struct {
	Verb   identity.Verb
	System string
}

// String returns verb:system, as an allowance is written.
func (c Class) String() string { return string(c.Verb) + ":" + c.System }

// Exception is a decision to leave something as it is.
type Exception struct {
	ID      string
	Account identity.AccountRef // zero: the whole person
	Person  identity.PersonID
	Owner   string
	Reason  string
	Expires time.Time // UTC; from then on it is no more
}
