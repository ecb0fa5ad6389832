// Package connectortest is floor, beside the contract with a system. Run is the suite that every connector passes
// with one call; Memory is a whole system in memory, for the tests of whatever reads and writes systems.
package connectortest

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/contract"
)

// What a connector is tested with; package contract says what each of them means.
type (
	// Subject is a connector that the suite is run on.
	Subject = contract.Subject
	// Lab is a connector on a fresh system, and the means to disturb the system and to look at it.
	Lab = contract.Lab
	// Fault is a way in which a system misbehaves.
	Fault = contract.Fault
	// Faults let a system misbehave.
	Faults = contract.Faults
	// Witness sees the accounts of a system by other means than the connector.
	Witness = contract.Witness
	// Sight is what a witness sees of one account.
	Sight = contract.Sight
)

// The faults that the suite asks for.
const (
	DropListing  = contract.DropListing
	Overstate    = contract.Overstate
	LoseAnswer   = contract.LoseAnswer
	Throttle     = contract.Throttle
	Busy         = contract.Busy
	Refuse       = contract.Refuse
	Hang         = contract.Hang
	ThrottleWait = contract.ThrottleWait
)

// Run holds a connector to the contract, one subtest a rule. A rule that the subject gives no means to check is
// reported by name and with what is missing; it is no failure.
func Run(t *testing.T, s Subject) {
	t.Helper()
	l := s.Fresh(t)
	reading, unread := contract.Offered(contract.ReadingRules(), &l)
	writing, unwritten := contract.Offered(contract.WritingRules(), &l)
	for _, r := range reading {
		t.Run("reading/"+r.Name, func(t *testing.T) { r.Check(t, &l) })
	}
	for _, r := range writing {
		t.Run("writing/"+r.Name, func(t *testing.T) {
			l := s.Fresh(t)
			r.Check(t, &l)
		})
	}
	for _, why := range append(unread, unwritten...) {
		t.Log(why)
	}
}
