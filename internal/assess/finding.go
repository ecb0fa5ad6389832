package assess

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Kind says what is wrong.
type Kind string

// The kinds of finding.
const (
	Leaver     Kind = "leaver"            // the person has left and the account is not closed as far as the policy asks
	Vanished   Kind = "vanished"          // the person is no longer in a complete feed: left, or a mistake?
	Expiring   Kind = "expiring"          // the person leaves soon
	Orphan     Kind = "orphan"            // nobody known is behind the account
	Dormant    Kind = "dormant"           // not used for long
	Entitled   Kind = "disabled-entitled" // suspended, and still holding rights
	Returned   Kind = "returned"          // we closed it, and its person works here
	ReEnabled  Kind = "re-enabled"        // we closed it, somebody opened it
	Ambiguous  Kind = "ambiguous"         // several people fit
	Proposed   Kind = "name-only"         // only a name speaks for the person
	Suspect    Kind = "suspect"           // it used to be somebody else's
	Duplicate  Kind = "duplicate"         // a second enabled account of one person on one system
	Shared     Kind = "shared"            // used by several people
	NoOwner    Kind = "no-owner"          // a service or shared account for which nobody answers
	OwnerLeft  Kind = "owner-left"        // a service or shared account whose owner has left
	Ordered    Kind = "order"             // somebody asked for it
	Undone     Kind = "undo"              // somebody asked to bring the account back
	Impossible Kind = "impossible-dates"  // HR's record of the person ends before it starts
	Missed     Kind = "disappeared"       // it was to be closed and could not be found: nobody saw it closed
	Contradict Kind = "contradicted"      // somebody attested that it was done, and it is not so
)

// Finding is what is wrong with one account, and why.
type Finding struct {
	Kind    Kind
	Account identity.AccountRef
	Login   string
	Person  identity.PersonID // who it is about; empty when nobody is known
	Reasons []string          // in words that a person in HR understands, with the records and dates they rest on

	// Candidates are the people who could be behind the account, best first.
	Candidates []identity.PersonID

	// Steps are what the policies ask to be done and what has not been done, in order of their instants.
	Steps []Step

	// Quiet is a finding with which nothing is wrong yet: it only carries steps that come later.
	Quiet bool
}

// Step is one verb that a policy asks for.
type Step struct {
	Verb         identity.Verb
	Due          time.Time // UTC
	Rule         string    // the policy's own words, such as "leaver: remove at end+1d"
	Entitlements []identity.Entitlement

	// InHand is the task with which somebody is already doing it; empty: nobody.
	InHand string
	// Doubt says why the step must not be done before a human decided, or is empty.
	Doubt string
}
