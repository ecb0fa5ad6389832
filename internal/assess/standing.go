package assess

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Standing is where a person stands, all that is known taken together: the dates and the status of the source, the
// grace of the settings, an absence that counts as a departure, and the order of a human.
type Standing struct {
	State  identity.State
	Begins time.Time // of the present, last or first coming stretch of engagements; zero: since ever
	Ends   time.Time // when access ends, or ended; zero: no end is known
}

// Standing returns where a person of the snapshot stands.
func (v *View) Standing(p *identity.Person) Standing {
	d := v.departure(p)
	return Standing{State: d.state, Begins: utc(d.tenure.Start), Ends: utc(d.end)}
}

func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC()
}
