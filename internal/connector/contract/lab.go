// Package contract is floor, beside the contract with a system: its rules, as checks of a connector on a real system. The
// tests of a connector run them through connectortest.Run, and Live runs them on a system that is in use.
package contract

import (
	"context"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Subject is a connector that the suite is run on.
type Subject struct {
	// Fresh makes a connector on a system in its first state: a new one, or one that was set back. Run calls it once
	// for all the rules of reading and once for each rule of writing, one after the other, and never touches an
	// earlier Lab again. What must be closed is given to t.Cleanup.
	Fresh func(t testing.TB) Lab
}

// Lab is a connector on a fresh system, and the means to disturb the system and to look at it. Connector, System and
// Accounts (or People) are needed; for each of the others that is missing, Run reports by name what was not checked.
type Lab struct {
	Connector connector.Connector

	// System is the name that every account's reference, or every person's source, must carry.
	System string

	// Accounts and People are how many the system holds. A system whose connector reads in pages should hold more
	// than two pages.
	Accounts int
	People   int

	// Cut are keys of enabled accounts that the suite may do anything to, at best as many as Concurrency. At least one
	// should hold two entitlements, and one a licence where the system has licences. None: the suite writes nothing,
	// but for verbs that Describe does not give to the connector.
	Cut []string

	// Unknown is a key that no account has, of the form that this system's keys have. Empty: the suite makes one up
	// from a key that was read.
	Unknown string

	// TryIn attempts to use the account as its owner would, with a credential that is right: nil means that the door
	// opened.
	TryIn func(ctx context.Context, login string) error

	Faults  Faults
	Witness Witness
}

// Witness sees the accounts of a system by other means than the connector: the system's own log, its database, another
// protocol.
type Witness interface {
	// Look returns what is true of the account at this moment; an account that is not there is connector.ErrGone.
	Look(key string) (Sight, error)
}

// Sight is what a witness sees of one account.
type Sight struct {
	State        identity.AccountState
	Entitlements []string // their keys, sorted; nil: this witness cannot tell

	// Exact is everything that the witness sees of the account and that a restore must bring back, in any form that is
	// equal when the account is equal. Empty: this witness sees no more than the fields above.
	Exact string
}
