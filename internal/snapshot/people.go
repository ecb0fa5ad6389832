package snapshot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// PeopleSource is one authoritative source with what is remembered of it.
type PeopleSource struct {
	Name      string
	Connector connector.Connector
	Expect    Expect
	Last      Last
	Known     []Known // everybody of the last complete reading, and those who vanished before

	// Recall returns what was last known of people who are in no reading any more.
	Recall func(ctx context.Context, ids []identity.PersonID) ([]identity.Person, error)
}

// Known is a person whom a source named before.
type Known struct {
	ID       identity.PersonID
	Vanished identity.Vanished
}

// People reads every people source into a snapshot. A source that cannot be read whole is a gap; the error is only for
// a context that ended, or a memory that does not answer.
func People(ctx context.Context, at time.Time, sources []PeopleSource) (*Snapshot, error) {
	snap := &Snapshot{At: at}
	for _, src := range sources {
		people, source, gap, err := src.read(ctx, at)
		if err := cmp.Or(ctx.Err(), err); err != nil {
			return nil, err
		}
		if gap != nil {
			snap.Gaps = append(snap.Gaps, *gap)
			continue
		}
		snap.Sources = append(snap.Sources, source)
		if len(sources) == 1 {
			snap.People = people
			sortPeople(snap.People)
			return snap, nil
		}
		snap.People = append(snap.People, people...)
	}
	if gap := snap.joinSources(); gap != nil {
		snap.Gaps = append(snap.Gaps, *gap)
	}
	return snap, nil
}

func (src *PeopleSource) read(ctx context.Context, at time.Time) ([]identity.Person, Source, *Gap, error) {
	in := peopleSink{people: make([]identity.Person, 0, src.Last.Seen)}
	reading, err := src.Connector.Read(ctx, &in)
	if why := unread(reading, err); why != "" {
		return nil, Source{}, &Gap{src.Name, expected(reading, src.Last), len(in.people), why, true}, nil
	}
	people := in.people
	sortPeople(people)
	gone, newly := src.vanished(people, reading.Digest, at)
	counts := Counts{Seen: len(people), Missing: newly, Unended: reading.Unended}
	if expected, why := src.Expect.check(src.Last, counts, reading.Columns, nil); why != "" {
		return nil, Source{}, &Gap{src.Name, expected, len(people), why, true}, nil
	}
	vanished, err := src.recall(ctx, gone)
	people = append(people, vanished...)
	source := Source{Name: src.Name, Seen: len(in.people), Digest: reading.Digest, Columns: reading.Columns, Unended: reading.Unended, Written: reading.Written, People: people}
	return people, source, nil, err
}

// unread says why a reading is not whole by the connector's own word, or "".
func unread(r connector.Reading, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case r.Expected >= 0 && r.Expected != r.Seen:
		return fmt.Sprintf("it announced %d records and gave %d", r.Expected, r.Seen)
	}
	return ""
}

func expected(r connector.Reading, last Last) int {
	switch {
	case r.Expected > 0:
		return r.Expected
	case last.Seen > 0:
		return last.Seen
	}
	return -1
}

// vanished returns the people whom the source knew and does not name any more, and how many of them it still named in
// its last complete reading. A reading with the same digest as the last one is no new evidence and is not counted.
func (src *PeopleSource) vanished(present []identity.Person, digest string, at time.Time) (gone []Known, newly int) {
	for _, p := range src.Known {
		if _, here := slices.BinarySearchFunc(present, p.ID, byID); here {
			continue
		}
		switch {
		case p.Vanished.Feeds == 0:
			p.Vanished = identity.Vanished{Since: at.UTC(), Feeds: 1}
			newly++
		case digest == "" || digest != src.Last.Digest:
			p.Vanished.Feeds++
		}
		gone = append(gone, p)
	}
	return gone, newly
}

// recall returns the people behind the ids as they were last known, each with how long it has vanished.
func (src *PeopleSource) recall(ctx context.Context, gone []Known) ([]identity.Person, error) {
	if len(gone) == 0 {
		return nil, nil
	}
	ids := make([]identity.PersonID, len(gone))
	since := make(map[identity.PersonID]identity.Vanished, len(gone))
	for i, k := range gone {
		ids[i], since[k.ID] = k.ID, k.Vanished
	}
	people, err := src.Recall(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("recall the people who vanished from %s: %w", src.Name, err)
	}
	for i := range people {
		people[i].Vanished = since[people[i].ID]
	}
	return people, nil
}

// joinSources puts the people of all sources together. The same id in two sources is the same person with all the
// engagements, unless the names differ: then nobody can tell, and the snapshot is blind.
func (s *Snapshot) joinSources() *Gap {
	sortPeople(s.People)
	joined := s.People[:0]
	for _, p := range s.People {
		n := len(joined)
		if n == 0 || joined[n-1].ID != p.ID {
			joined = append(joined, p)
			continue
		}
		if !joinPerson(&joined[n-1], p) {
			why := fmt.Sprintf("the id %s is %s in %s and %s in %s: give one of the two sources a prefix in the settings",
				p.ID, joined[n-1].Name(), joined[n-1].Source, p.Name(), p.Source)
			return &Gap{System: p.Source, Expected: -1, Seen: -1, Why: why, People: true}
		}
	}
	s.People = joined
	return nil
}

// joinPerson adds what another source says of the same person, and reports whether it is the same person at all. Who
// is named by one source has not vanished because another one stopped naming them.
func joinPerson(p *identity.Person, other identity.Person) bool {
	if !strings.EqualFold(p.Given, other.Given) || !strings.EqualFold(p.Family, other.Family) {
		return false
	}
	if other.Vanished.Feeds == 0 {
		p.Engagements = append(slices.Clone(p.Engagements), other.Engagements...)
		p.Leaves = append(slices.Clone(p.Leaves), other.Leaves...)
	}
	return true
}

func sortPeople(people []identity.Person) {
	slices.SortStableFunc(people, func(a, b identity.Person) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Vanished.Feeds, b.Vanished.Feeds), strings.Compare(a.Source, b.Source))
	})
}

func byID(p identity.Person, id identity.PersonID) int { return cmp.Compare(p.ID, id) }

type peopleSink struct{ people []identity.Person }

// People keeps the batch.
func (s *peopleSink) People(batch []identity.Person) error {
	s.people = append(s.people, batch...)
	return nil
}

// Accounts refuses: a people source has none.
func (s *peopleSink) Accounts([]identity.Account) error {
	return fmt.Errorf("a people source gave accounts: name it under systems, not under people")
}
