package identity

import (
	"slices"
	"time"
)

// State says where a person stands at an instant.
type State string

// The states of a person.
const (
	Coming  State = "coming"  // the first engagement has not begun
	Working State = "working" // a valid engagement
	OnLeave State = "leave"   // a valid engagement, in a dated pause
	Left    State = "left"    // no valid engagement is left
)

// Tenure is a person's standing at one instant: all engagements together.
type Tenure struct {
	State State

	// Start is when the present (or last, or first coming) unbroken stretch of engagements begins, zero: since ever.
	Start time.Time
	// End is when that stretch ends: the instant access ends. Zero: no end is known.
	End time.Time
	// LastDay is when the last day of work in that stretch ends; equal to End when the source gives none. It can be known
	// when no end is.
	LastDay time.Time
	// Returns is when a later stretch begins, zero: none is known.
	Returns time.Time

	// Decides is the engagement whose end is End.
	Decides Engagement
}

// At returns the person's standing at an instant. An engagement that begins on the day after another one ends
// continues it, and so does one that begins up to grace later: a gap of a day between two contracts is no departure.
// The person has left only when no valid engagement is left.
func (p *Person) At(at time.Time, grace time.Duration) Tenure {
	stretches := p.stretches(grace)
	for i, s := range stretches {
		last := i == len(stretches)-1
		if !last && !stretches[i+1].Start.After(at) {
			continue
		}
		if !last {
			s.Returns = stretches[i+1].Start
		}
		s.State = p.standing(&s, at)
		return s
	}
	return Tenure{State: Left}
}

func (p *Person) standing(s *Tenure, at time.Time) State {
	switch {
	case s.Start.After(at):
		return Coming
	case s.Decides.ended() || (!s.End.IsZero() && !s.End.After(at)):
		return Left
	case p.pausedAt(at) || s.Decides.Status == StatusLeave:
		return OnLeave
	}
	return Working
}

// ended reports an engagement of which the source says that it is over without saying when.
func (e *Engagement) ended() bool { return e.End.IsZero() && e.Status == StatusLeft }

func (p *Person) pausedAt(at time.Time) bool {
	return slices.ContainsFunc(p.Leaves, func(l Leave) bool {
		begun := l.Start.IsZero() || !l.Start.Beginning(p.Zone).After(at)
		return begun && (l.End.IsZero() || l.End.Ending(p.Zone, EndOfDay).After(at))
	})
}

// stretches returns the person's engagements as unbroken stretches, oldest first.
func (p *Person) stretches(grace time.Duration) []Tenure {
	single := make([]Tenure, 0, len(p.Engagements))
	for _, e := range p.Engagements {
		single = append(single, p.stretch(e))
	}
	slices.SortStableFunc(single, func(a, b Tenure) int { return a.Start.Compare(b.Start) })
	joined := single[:0]
	for _, s := range single {
		if n := len(joined); n > 0 && joined[n-1].reaches(s.Start, grace) {
			joined[n-1].extend(s)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// stretch takes a date that cannot be believed for none: nobody leaves by it.
func (p *Person) stretch(e Engagement) Tenure {
	t := Tenure{Decides: e}
	if !e.Start.IsZero() {
		t.Start = e.Start.Beginning(p.Zone)
	}
	if !e.End.IsZero() && !e.End.Before(e.Start) {
		t.End = e.End.Ending(p.Zone, p.EndsAt)
	}
	t.LastDay = t.End
	if !e.LastDay.IsZero() && !e.LastDay.Before(e.Start) {
		t.LastDay = e.LastDay.Ending(p.Zone, p.EndsAt)
	}
	return t
}

// reaches reports whether an engagement that begins at start continues the stretch.
func (t *Tenure) reaches(start time.Time, grace time.Duration) bool {
	if t.Decides.ended() {
		return false
	}
	const overnight = 24 * time.Hour // from the cut on the last day to any hour of the next one
	return t.End.IsZero() || !start.After(t.End.Add(overnight+grace))
}

// extend adds an engagement to the stretch: the one that ends last decides. Where one has no end, the last day of work is
// the last of both, and none when one of them has none.
func (t *Tenure) extend(s Tenure) {
	switch {
	case s.Decides.ended():
		return
	case t.End.IsZero():
		t.LastDay = lastOf(t.LastDay, s.LastDay)
	case s.End.IsZero():
		t.End, t.LastDay, t.Decides = s.End, lastOf(t.LastDay, s.LastDay), s.Decides
	case s.End.After(t.End):
		t.End, t.LastDay, t.Decides = s.End, s.LastDay, s.Decides
	}
}

// lastOf returns the later of two days, of which zero never comes.
func lastOf(a, b time.Time) time.Time {
	if a.IsZero() || b.IsZero() {
		return time.Time{}
	}
	if a.After(b) {
		return a
	}
	return b
}
