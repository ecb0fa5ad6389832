package assess

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Memory is what earlier passes left behind that a decision needs. All of it is plain data of the snapshot.
type Memory struct {
	// Closed holds, for each account that we suspended and saw suspended, since when, UTC. An undo takes it out.
	Closed map[identity.AccountRef]time.Time
	// Done holds when a verb whose effect cannot be read back (such as sign-out) was last done, UTC.
	Done map[Deed]time.Time
	// Tasks holds the tasks that are with somebody.
	Tasks map[Deed]Task
	// Missing holds the accounts of which something was to be taken, that could not be found when it was to be done or to be
	// seen, and that nobody has seen since.
	Missing map[identity.AccountRef]Missing
	// LeftSince holds when the source first said of a person, without a date, that they have left, UTC.
	LeftSince map[identity.PersonID]time.Time
	// Offboarded holds the people whose access a human ended at once, whatever the source says, and when, UTC.
	Offboarded map[identity.PersonID]time.Time
}

// Missing is an account that disappeared.
type Missing struct {
	Login  string
	Person identity.PersonID
	Verb   identity.Verb // what was to be done
	Since  time.Time     // when that was to be done, UTC
}

// Deed is one verb on one account.
type Deed struct {
	Account identity.AccountRef
	Verb    identity.Verb
}

// Task is a piece of work that is with somebody.
type Task struct {
	ID       string
	Attested time.Time // when somebody said that it is done, UTC; zero: open
}
