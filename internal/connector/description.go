package connector

import (
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Description is what a connector says of itself and of its system. Capabilities are data: nothing else tells what a
// connector can do.
type Description struct {
	Kind          string // the kind in the settings, such as "ldap"
	Authoritative bool   // it reads people; else it reads accounts
	Capabilities  []Capability

	Suspended string // what "suspended" means there, in one sentence
	Verified  string // how a suspension is verified, in one sentence
	Residual  string // what outlives a suspension, in one sentence; empty: nothing is known to

	// Shows are the kinds of residual access that Lookup lists whole: where it lists none of a kind, there is none.
	Shows []identity.ResidualKind

	// Parts ends the piece of an account's key that names a part of the system which can be out of reach by itself, such as
	// ":" after the name of a host; empty: the system is one.
	Parts string

	LastSeen    bool // LastSeen of its accounts can be trusted
	Concurrency int  // operations at once that the system takes well; at least 1

	// Self are the logins or keys of accounts that we ourselves use there.
	Self []string

	// Owner is who does the tasks of a system that we cannot write: a mail address; TaskTime is how long they have.
	Owner    string
	TaskTime time.Duration
}

// By says who does a verb on a system.
type By string

// Who does a verb.
const (
	ByConnector By = "connector"
	ByTask      By = "task" // a named human, with a due date and a proof
	ByNobody    By = "none" // the verb has no meaning there; Note says why
)

// Capability is what can be said of one verb on one system.
type Capability struct {
	Verb       identity.Verb
	By         By
	Reversible bool
	Loses      string // what no restore brings back of a reversible verb, such as "the password"; empty: nothing
	Note       string // what the verb does there, or why it means nothing, in one sentence
}

// ShowsAll reports whether Lookup lists every kind of these whole.
func (d *Description) ShowsAll(kinds ...identity.ResidualKind) bool {
	return !slices.ContainsFunc(kinds, func(k identity.ResidualKind) bool { return !slices.Contains(d.Shows, k) })
}

// Capability returns what the system says of a verb; a verb that it does not name is done by nobody.
func (d *Description) Capability(verb identity.Verb) Capability {
	for _, c := range d.Capabilities {
		if c.Verb == verb {
			return c
		}
	}
	return Capability{Verb: verb, By: ByNobody, Note: "this kind of system has no such thing"}
}
