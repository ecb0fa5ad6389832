// Package apply is stage 5 of 6: an approved Plan in, Outcomes out. It is the only stage that writes to systems, and
// there is no other path to a connector's Do.
//
// The actions of one system run in waves: in each wave the next action of many accounts. A wave looks at every account
// first, records the intents with the exact earlier state, and only then writes.
package apply

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// State is what apply was told of an action.
type State string

// The states of an outcome.
const (
	Intended State = "intended" // recorded, not yet answered
	Done     State = "done"     // the system said yes
	Unknown  State = "unknown"  // the answer was lost: somebody must look
	Failed   State = "failed"   // the system refused, or asked to wait
	Stopped  State = "stopped"  // not tried: the account is not as the plan says
	Asked    State = "asked"    // a task for a human was opened
)

// Outcome is what became of one action.
type Outcome struct {
	Action plan.Action
	State  State
	Note   string    // in words
	At     time.Time // UTC

	Unanswered bool // nothing was written, because the system did not answer
	// Gone says that the account could not be found when we came to it, and that no deletion of ours is why: nothing was
	// written. It may have been deleted, and as well moved or hidden from us.
	Gone bool
}

// Intent is what is about to be written: recorded before the first change, with the exact earlier state.
type Intent struct {
	Action plan.Action
	Before identity.Account
	Gone   bool      // the account is not there: nothing will be written
	At     time.Time // UTC
}

// Journal records intents. It returns only when they would survive the loss of this process.
type Journal interface {
	Intend(ctx context.Context, intents []Intent) error
}

// Job is one action with what is known of earlier tries.
type Job struct {
	Action plan.Action

	// Resumed says that an earlier try may have written, and that nobody knows how it left the account: what was changed
	// since the plan may be our own doing.
	Resumed bool
	// Before is the state to bring back, for Restore.
	Before *identity.Account
}

// Target is one system to write to.
type Target struct {
	Connector connector.Connector
	Journal   Journal
	Now       func() time.Time

	// Owner returns whose account this is now, by the newest reading of who works here; "" for nobody.
	Owner func(a *identity.Account) identity.PersonID
	// Again is told of every answer to a write. After one that asks to wait it waits, and reports whether to try again:
	// nothing was changed, and the account is looked at once more. Nil: never.
	Again func(ctx context.Context, err error) bool
	// Down returns why an account is not asked for any more, by its key: the system does not answer. Nil: all are.
	Down func(key string) error
	// Seen holds, for accounts that this run changed before, the state in which it left them.
	Seen map[identity.AccountRef]identity.Fingerprint
}
