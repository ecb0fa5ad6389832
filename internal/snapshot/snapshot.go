// Package snapshot is stage 1 of 6: connectors in, a Snapshot out.
//
// A source is read whole or it is a Gap: absence is never taken for departure. The people are held in memory; the
// accounts of a system stream by, so that memory grows with people and with what is wrong, not with accounts.
package snapshot

import (
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Snapshot is what was read at one moment, with its gaps. It carries its own clock.
type Snapshot struct {
	At      time.Time         // the instant for which everything is decided, in the zone of this machine
	People  []identity.Person // sorted by id; also those who vanished
	Sources []Source          // the people sources, in the order of the settings
	Systems []System          // the systems, in the order of the settings
	Gaps    []Gap
}

// Source is one complete reading of a people source or of a system.
type Source struct {
	Name     string
	Seen     int
	Entitled int    // of a system: accounts that hold any right
	Digest   string // equal digests mean the same content
	Columns  []string
	Unended  bool      // of a file: its last line has no line end
	Written  time.Time // when the input itself was made; zero: live

	// People are those whom a people source names, and those who vanished from it, before sources are put together.
	People []identity.Person
}

// System is one connected system as this snapshot found it.
type System struct {
	Source
	Description connector.Description
	Enabled     int // accounts that open the door
	Blind       bool

	// Holders counts, for each protected entitlement that the settings name, the enabled accounts that hold it.
	Holders map[string]int
}

// Gap is a source that could not be read whole, with the numbers that show it.
type Gap struct {
	System   string `json:"system"`
	Expected int    `json:"expected"` // -1: not known
	Seen     int    `json:"seen"`
	Why      string `json:"why"`

	// People is true for a gap in who works here: then nothing at all is decided.
	People bool `json:"people"`
}

// BlindToPeople reports whether a people source is missing, so that no departure can be told from an absence.
func (s *Snapshot) BlindToPeople() bool {
	for _, g := range s.Gaps {
		if g.People {
			return true
		}
	}
	return false
}

// System returns the named system, or nil.
func (s *Snapshot) System(name string) *System {
	for i := range s.Systems {
		if s.Systems[i].Name == name {
			return &s.Systems[i]
		}
	}
	return nil
}

// Person returns the person with the id, or nil.
func (s *Snapshot) Person(id identity.PersonID) *identity.Person {
	at, found := slices.BinarySearchFunc(s.People, id, byID)
	if !found {
		return nil
	}
	return &s.People[at]
}
