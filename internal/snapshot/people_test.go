package snapshot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// A source is read whole, or it is a gap with the numbers that show it. Absence is not departure.
func TestASourceIsWholeOrAGap(t *testing.T) {
	t.Parallel()
	whole := func(n int) connector.Reading {
		return connector.Reading{Seen: n, Expected: -1, Digest: "d2", Columns: []string{"id", "name"}}
	}
	for _, c := range []struct {
		name     string
		before   int // people of the last complete reading; 0: there was none
		feed     feed
		with     func(*snapshot.PeopleSource)
		expected int
		seen     int
		why      string // a part; empty: it is whole
	}{
		{"the first reading", 0, feed{people: staff(1, 3), reading: whole(3)}, nil, 0, 0, ""},
		{"the same as last time", 100, feed{people: staff(1, 100), reading: whole(100)}, nil, 0, 0, ""},
		{"it cannot be read", 100, feed{fails: errors.New("no such file")}, nil, 100, 0, "no such file"},
		{"it breaks off in the middle", 100, feed{people: staff(1, 99), fails: errors.New("unexpected end")}, nil, 100, 99, "unexpected end"},
		{"it gives fewer than it announced", 100, feed{people: staff(1, 99), reading: connector.Reading{Seen: 99, Expected: 100}}, nil, 100, 99, "it announced 100 records and gave 99"},
		{"nobody at all", 100, feed{reading: whole(0)}, nil, 1, 0, "0 records were read and at least 1 are expected"},
		{"nobody at all, the first time", 0, feed{reading: whole(0)}, nil, 1, 0, "at least 1 are expected"},
		{"fewer than the least", 0, feed{people: staff(1, 40), reading: whole(40)}, func(s *snapshot.PeopleSource) { s.Expect.Min = 41 }, 41, 40, "40 records were read and at least 41 are expected"},
		{"a tenth is missing", 100, feed{people: staff(1, 90), reading: whole(90)}, nil, 0, 0, ""},
		{"one more than a tenth is missing", 100, feed{people: staff(1, 89), reading: whole(89)}, nil, 100, 89, "11 of the 100 records of the last complete reading are missing (11.0 %) and at most 10.0 % may be"},
		{"as many people, and other ones", 100, feed{people: staff(51, 150), reading: whole(100)}, nil, 100, 100, "50 of the 100 records of the last complete reading are missing"},
		{"one of nine is missing, and none may be", 9, feed{people: staff(1, 8), reading: whole(8)}, nil, 9, 8, "1 of the 9 records"},
		{"a column is gone", 100, feed{people: staff(1, 100), reading: connector.Reading{Seen: 100, Expected: -1, Columns: []string{"id"}}}, nil, 100, 100, "the columns name were there the last time and are gone"},
		{"a column more", 100, feed{people: staff(1, 100), reading: connector.Reading{Seen: 100, Expected: -1, Columns: []string{"name", "x", "id"}}}, nil, 0, 0, ""},
		{"half is missing, and somebody said that it is right", 100, feed{people: staff(1, 50), reading: whole(50)}, func(s *snapshot.PeopleSource) { s.Expect.Accept = true }, 0, 0, ""},
		{"it breaks off, whatever somebody said", 100, feed{fails: errors.New("cut")}, func(s *snapshot.PeopleSource) { s.Expect.Accept = true }, 100, 0, "cut"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := source(c.before, &c.feed)
			if c.with != nil {
				c.with(&src)
			}
			snap := taken(t, src)
			switch {
			case c.why == "" && (len(snap.Gaps) > 0 || snap.BlindToPeople() || len(snap.Sources) != 1):
				t.Errorf("it is a gap: %+v", snap.Gaps)
			case c.why == "":
			case len(snap.Gaps) != 1 || !snap.BlindToPeople() || len(snap.People) > 0 || len(snap.Sources) > 0:
				t.Errorf("gaps %+v, %d people, %d sources", snap.Gaps, len(snap.People), len(snap.Sources))
			default:
				g := snap.Gaps[0]
				if g.System != "hr" || g.Expected != c.expected || g.Seen != c.seen || !strings.Contains(g.Why, c.why) || !g.People {
					t.Errorf("%+v, want expected %d, seen %d: %s", g, c.expected, c.seen, c.why)
				}
			}
		})
	}
}

// Who is missing from a whole feed has vanished, and is counted feed by feed; a feed that is read twice is one feed.
func TestWhoIsMissingIsCountedOnceAFeed(t *testing.T) {
	t.Parallel()
	src := source(100, &feed{people: staff(2, 100), reading: connector.Reading{Seen: 99, Expected: -1, Digest: "d2", Columns: []string{"id", "name"}}})
	next := func(digest string, at time.Time) identity.Vanished {
		src.Connector.(*feed).reading.Digest = digest
		snap, err := snapshot.People(t.Context(), at, []snapshot.PeopleSource{src})
		if err != nil || len(snap.Gaps) > 0 {
			t.Fatalf("%v, %+v", err, snap.Gaps)
		}
		src.Last.Digest, src.Last.Seen, src.Known = digest, 99, nil
		for _, p := range snap.People {
			src.Known = append(src.Known, snapshot.Known{ID: p.ID, Vanished: p.Vanished})
		}
		return snap.Person("E001").Vanished
	}
	for i, c := range []struct {
		digest string
		feeds  int
	}{{"d2", 1}, {"d2", 1}, {"d3", 2}, {"d3", 2}, {"d2", 3}} {
		got := next(c.digest, now.Add(time.Duration(i)*time.Hour))
		if got.Feeds != c.feeds || !got.Since.Equal(now) {
			t.Errorf("reading %d: missing from %d feeds since %s, want %d since %s", i, got.Feeds, got.Since, c.feeds, now)
		}
	}
	src.Connector.(*feed).people = staff(1, 100)
	if got := next("d4", now); got != (identity.Vanished{}) {
		t.Errorf("E001 is back, and is %+v", got)
	}
}

func TestTwoSourcesMakeOnePersonOrAGap(t *testing.T) {
	t.Parallel()
	of := func(name string, people ...identity.Person) snapshot.PeopleSource {
		for i := range people {
			people[i].Source = name
		}
		return snapshot.PeopleSource{Name: name, Connector: &feed{people: people, reading: connector.Reading{Seen: len(people), Expected: -1}}, Expect: snapshot.Expect{Min: 1}}
	}
	contract := func(p identity.Person, id string) identity.Person {
		p.Engagements = []identity.Engagement{{ID: id}}
		return p
	}
	ada := staff(1, 1)[0]
	for _, order := range [][]string{{"hr", "agency"}, {"agency", "hr"}} {
		sources := []snapshot.PeopleSource{of("hr", contract(ada, "C1"), staff(3, 3)[0]), of("agency", contract(ada, "A1"), staff(2, 2)[0])}
		if order[0] == "agency" {
			slices.Reverse(sources)
		}
		snap := taken(t, sources...)
		if len(snap.Gaps) > 0 || len(snap.People) != 3 || len(snap.Person("E001").Engagements) != 2 {
			t.Errorf("%v: gaps %+v, people %+v", order, snap.Gaps, snap.People)
		}
	}
	other := ada
	other.Given = "Bob"
	snap := taken(t, of("hr", ada), of("agency", other))
	if !snap.BlindToPeople() || !strings.Contains(snap.Gaps[0].Why, "give one of the two sources a prefix") {
		t.Errorf("one number is two people: %+v", snap.Gaps)
	}
	snap = taken(t, of("hr", ada), of("agency"))
	if !snap.BlindToPeople() || snap.Gaps[0].System != "agency" || len(snap.Gaps) != 1 {
		t.Errorf("one of two sources is empty: %+v", snap.Gaps)
	}
}

func TestASystemAmongThePeopleIsAGap(t *testing.T) {
	t.Parallel()
	src := source(0, &feed{})
	src.Connector = accounts{}
	if snap := taken(t, src); len(snap.Gaps) != 1 || !strings.Contains(snap.Gaps[0].Why, "name it under systems, not under people") {
		t.Errorf("%+v", snap.Gaps)
	}
}
