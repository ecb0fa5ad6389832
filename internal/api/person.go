package api

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Person is a human known to an authoritative source.
type Person struct {
	ID          identity.PersonID `json:"id"`
	Source      string            `json:"source"`
	Given       string            `json:"given"`
	Family      string            `json:"family"`
	Email       string            `json:"email"`
	Login       string            `json:"login"`
	Manager     identity.PersonID `json:"manager"`
	Zone        string            `json:"zone"`
	EndsAt      string            `json:"ends_at" doc:"When access ends on a day without a time of its own."`
	Engagements []Engagement      `json:"engagements"`
	Leaves      []Leave           `json:"leaves"`
	Vanished    *Vanished         `json:"vanished,omitempty"`
}

// Engagement is one contract, posting or sponsorship. Its days are as the source writes them: a date, a date and a time
// in the person's zone, or an instant.
type Engagement struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Position   string          `json:"position"`
	Department string          `json:"department"`
	Status     identity.Status `json:"status"`
	Start      string          `json:"start"`
	End        string          `json:"end"`
	LastDay    string          `json:"last_day"`
}

// Leave is a dated pause.
type Leave struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// Vanished says since when a person is in no complete reading.
type Vanished struct {
	Since time.Time `json:"since"`
	Feeds int       `json:"feeds" doc:"How many different complete readings have lacked the person."`
}

// PersonOf returns a person as the API shows one.
func PersonOf(p *identity.Person) Person {
	out := Person{
		ID: p.ID, Source: p.Source, Given: p.Given, Family: p.Family, Email: p.Email, Login: p.Login, Manager: p.Manager,
		Zone: p.Zone.String(), EndsAt: p.EndsAt.String(), Engagements: []Engagement{}, Leaves: []Leave{},
	}
	for _, e := range p.Engagements {
		out.Engagements = append(out.Engagements, Engagement{
			ID: e.ID, Kind: e.Kind, Position: e.Position, Department: e.Department, Status: e.Status,
			Start: e.Start.String(), End: e.End.String(), LastDay: e.LastDay.String(),
		})
	}
	for _, l := range p.Leaves {
		out.Leaves = append(out.Leaves, Leave{l.Start.String(), l.End.String()})
	}
	if p.Vanished.Feeds > 0 {
		out.Vanished = &Vanished{p.Vanished.Since, p.Vanished.Feeds}
	}
	return out
}
