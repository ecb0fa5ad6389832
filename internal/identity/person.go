// Package identity is the floor: people, engagements, accounts, entitlements and verbs as plain values.
//
// Nothing here does I/O, reads a clock or depends on another package of ours. Everything else speaks in these words.
package identity

import (
	"cmp"
	"time"
)

// PersonID is the id of a person in the authoritative source, for instance an employee number.
// It is unique over all sources: a source whose numbers could collide is given a prefix in the settings.
type PersonID string

// Person is a human known to an authoritative source.
type Person struct {
	ID          PersonID
	Source      string // the name of the source in the settings
	Given       string
	Family      string
	Email       string
	Login       string   // empty when the source does not tell
	Manager     PersonID // empty when unknown
	Zone        *time.Location
	EndsAt      Clock // when access ends on a day that carries no time of its own
	Engagements []Engagement
	Leaves      []Leave
	Vanished    Vanished
}

// Vanished says that a person was in an earlier complete reading of the source and is in the newest one no more.
// The zero value means: the person is in the newest reading.
type Vanished struct {
	Since time.Time // the first complete reading without the person, UTC
	Feeds int       // how many different complete readings have lacked the person
}

// Status is what the source says of an engagement, apart from its dates.
type Status string

// The statuses. Dates win over a status: a status decides only where the dates leave the question open.
const (
	StatusWorking Status = "working"
	StatusLeave   Status = "leave"
	StatusLeft    Status = "left"
)

// Engagement is one contract, posting or sponsorship of a person.
type Engagement struct {
	ID         string // the source's number of the engagement, empty when it has none
	Kind       string // employee, contractor, ... as the source writes it
	Position   string
	Department string
	Status     Status
	Start      When // none: since ever
	End        When // the last day of the engagement; none: no end is known
	LastDay    When // the last day of work, when it is before the end (garden leave)
}

// Impossible reports dates that cannot be believed: an end, or a last day of work, before the start. A rehire whose old
// end was left in the record looks so.
func (e *Engagement) Impossible() bool {
	return e.End.Before(e.Start) || e.LastDay.Before(e.Start)
}

// Leave is a dated pause: parental leave, long illness.
type Leave struct {
	Start When
	End   When // the last day of the leave; none: open
}

// Name returns the person's name as one reads it.
func (p *Person) Name() string {
	switch {
	case p.Given == "":
		return p.Family
	case p.Family == "":
		return p.Given
	}
	return p.Given + " " + p.Family
}

// Work returns the engagement by which a person is known: the one that ends last, of those the one that began last.
func (p *Person) Work() Engagement {
	var last Engagement
	for i := range p.Engagements {
		if e := &p.Engagements[i]; i == 0 || e.outlasts(&last) {
			last = *e
		}
	}
	return last
}

func (e *Engagement) outlasts(o *Engagement) bool {
	if e.End.IsZero() != o.End.IsZero() {
		return e.End.IsZero()
	}
	return cmp.Or(cmp.Compare(e.End.Date.String(), o.End.Date.String()), cmp.Compare(e.Start.Date.String(), o.Start.Date.String())) > 0
}
