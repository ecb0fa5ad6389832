package assess

import (
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// View is the people of a snapshot as the policies see them. It is made once and then only read.
type View struct {
	at       time.Time
	people   []identity.Person
	policies Policies
	memory   Memory
	index    *correlate.Index
	can      map[string]connector.Description // by system
	written  map[string]time.Time             // by system: when what was read there had been written
	standing []standing                       // of each person
}

type standing uint8

const (
	ordinary standing = iota // works here, and will for longer than we look ahead
	notable                  // has left, leaves soon, is away, has not come yet, or has vanished
)

// NewView prepares to assess the accounts of a snapshot's people. Index answers who the owner of an account is, and
// can says what is possible on each system.
func NewView(snap *snapshot.Snapshot, policies Policies, memory Memory, index *correlate.Index, can map[string]connector.Description) *View {
	v := &View{at: snap.At, people: snap.People, policies: policies, memory: memory, index: index, can: can}
	v.standing = make([]standing, len(v.people))
	for i := range v.people {
		v.standing[i] = v.standingOf(&v.people[i])
	}
	return v
}

func (v *View) standingOf(p *identity.Person) standing {
	d := v.departure(p)
	soon := v.at.Add(v.horizon())
	switch {
	case p.Vanished.Feeds > 0, d.state != identity.Working, slices.ContainsFunc(p.Engagements, unbelievable):
		return notable
	case d.dated() && d.first().Before(soon):
		return notable
	}
	return ordinary
}

func unbelievable(e identity.Engagement) bool { return e.Impossible() }

// horizon is how far ahead a departure matters.
func (v *View) horizon() time.Duration { return max(v.policies.Upcoming, v.policies.Expiring) }

// departure is how a person's access ends, as far as it is known.
type departure struct {
	state   identity.State
	end     time.Time // zero: not known
	lastDay time.Time
	zone    *time.Location
	tenure  identity.Tenure
	why     why
}

// why says what the departure rests on.
type why string

const (
	byDate    why = "date"
	byStatus  why = "status"
	byAbsence why = "absence"
	byOrder   why = "order" // a human ended it at once
)

func (d *departure) known() bool { return !d.end.IsZero() }

// dated reports a departure of which the end or the last day of work is known.
func (d *departure) dated() bool { return d.known() || !d.lastDay.IsZero() }

// first is the earlier of the last day of work and the end, of those that are known.
func (d *departure) first() time.Time {
	if !d.lastDay.IsZero() && (d.end.IsZero() || d.lastDay.Before(d.end)) {
		return d.lastDay
	}
	return d.end
}

// departure works out how a person's access ends.
//
//	a human ended it at once, before the source says so      then, until an engagement that began later
//	the last engagement ends on a date                       that instant
//	the source says "left" and gives no date                 when it first said so
//	missing from as many complete feeds as configured        when first missing
func (v *View) departure(p *identity.Person) departure {
	t := p.At(v.at, v.policies.Grace[p.Source])
	d := departure{state: t.State, end: t.End, lastDay: t.LastDay, zone: p.Zone, tenure: t, why: byDate}
	if t.State == identity.Left && t.End.IsZero() {
		d.end, d.why = v.leftSince(p.ID), byStatus
		d.lastDay = d.end
	}
	if after := v.policies.VanishedAfter[p.Source]; after > 0 && p.Vanished.Feeds >= after && t.State != identity.Left {
		d.state, d.end, d.lastDay, d.why = identity.Left, p.Vanished.Since, p.Vanished.Since, byAbsence
	}
	if at, ordered := v.memory.Offboarded[p.ID]; ordered && !at.After(v.at) && !Voided(p, at, v.at) && (d.state != identity.Left || at.Before(d.end)) {
		d.state, d.end, d.lastDay, d.why = identity.Left, at, at, byOrder
	}
	return d
}

// Voided reports whether an engagement that began after an order to end a person's access makes it void: whoever was
// ordered out is employed anew.
func Voided(p *identity.Person, order, at time.Time) bool {
	return slices.ContainsFunc(p.Engagements, func(e identity.Engagement) bool {
		if e.Start.IsZero() {
			return false
		}
		begins := e.Start.Beginning(p.Zone)
		return begins.After(order) && !begins.After(at)
	})
}

// gone reports whether the person works here no more: has left, or is past the last day of work.
func (v *View) gone(d *departure) bool {
	return d.state == identity.Left || (!d.lastDay.IsZero() && !d.lastDay.After(v.at))
}

func (v *View) leftSince(id identity.PersonID) time.Time {
	if since, ok := v.memory.LeftSince[id]; ok {
		return since
	}
	return v.at.UTC()
}

// Undated returns the people of whom their source says, without a date, that they have left, and for whom it is not
// remembered since when. Sorted by id.
func (v *View) Undated() []identity.PersonID {
	var ids []identity.PersonID
	for i := range v.people {
		p := &v.people[i]
		if v.standing[i] == ordinary {
			continue
		}
		if _, known := v.memory.LeftSince[p.ID]; known {
			continue
		}
		if t := p.At(v.at, v.policies.Grace[p.Source]); t.State == identity.Left && t.End.IsZero() {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Withdrawn returns the people of whom it is remembered that their source said, without a date, that they have left, and of
// whom it says so no more. Sorted by id.
func (v *View) Withdrawn() []identity.PersonID {
	var ids []identity.PersonID
	for i := range v.people {
		p := &v.people[i]
		if _, known := v.memory.LeftSince[p.ID]; !known || p.Vanished.Feeds > 0 {
			continue
		}
		if t := p.At(v.at, v.policies.Grace[p.Source]); t.State != identity.Left || !t.End.IsZero() {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
