package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// ada is a person with everything that a person can have.
func ada(t testing.TB) identity.Person {
	t.Helper()
	zone := got[*time.Location](t)(time.LoadLocation("Australia/Melbourne"))
	day, clock := got[identity.Date](t)(identity.NewDate(2024, 2, 29)), got[identity.Clock](t)(identity.NewClock(17, 30))
	midnight := got[identity.Clock](t)(identity.NewClock(0, 0))
	return identity.Person{
		ID: "E001", Source: "hr", Given: "Ada", Family: "d'Ångström \"☃\" 王", Email: "ada@example.test", Login: "ada", Manager: "E000",
		Zone: zone, EndsAt: clock,
		Engagements: []identity.Engagement{
			{ID: "c1", Kind: "employee", Position: "Chief", Department: "R&D <lab>", Status: identity.StatusWorking, Start: identity.On(day), End: identity.OnAt(day.AddDays(1000), midnight)},
			{Status: identity.StatusLeft, End: identity.Exactly(noon.Truncate(time.Second)), LastDay: identity.OnAt(day, clock)},
		},
		Leaves: []identity.Leave{{Start: identity.On(day)}},
	}
}

// crowd is so many people of whom little is known.
func crowd(n int) []identity.Person {
	people := make([]identity.Person, n)
	for i := range people {
		people[i] = identity.Person{ID: identity.PersonID(fmt.Sprintf("P%05d", i)), Source: "hr", Family: fmt.Sprintf("Family%d", i), Zone: time.UTC}
	}
	return people
}

func hr(seen int) snapshot.Source {
	return snapshot.Source{Name: "hr", Seen: seen, Digest: "d1", Columns: []string{"id", "naïve, \"name\""}, Written: noon.Add(-time.Hour)}
}

// working says of everybody that they work here.
func working(*identity.Person) assess.Standing { return assess.Standing{State: identity.Working} }

func peopleComeBack(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	people := append(crowd(1200), ada(t)) // more than one statement takes
	must(t, s.SavePeople(ctx, hr(1201), people, working, noon))
	same(t, "Recall", got[[]identity.Person](t)(s.Recall(ctx, "hr", []identity.PersonID{"E001", "P00007", "nobody"})), []identity.Person{people[1200], people[7]})
	same(t, "Recall of another source", got[[]identity.Person](t)(s.Recaller("other")(ctx, []identity.PersonID{"E001"})), []identity.Person(nil))
	same(t, "People", len(collect(t, s.People(ctx, store.PersonFilter{}))), 1201)
	same(t, "two people", len(collect(t, s.People(ctx, store.PersonFilter{Limit: 2}))), 2)
	for _, text := range []string{"CHIEF", "d'ÅNGSTRÖM", `"☃"`, "ada  D'å", "r&d <lab>", "e001", " "} {
		same(t, "found by "+text, collect(t, s.People(ctx, store.PersonFilter{Text: text, Limit: 1})), people[1200:])
	}
	for _, text := range []string{"P%", "P0000_", "engagements", "chief research"} { // a sign of LIKE, a name of a field, two fields
		same(t, "found by "+text, len(collect(t, s.People(ctx, store.PersonFilter{Text: text}))), 0)
	}

	people[1200].Family = "Byron"
	must(t, s.SavePeople(ctx, hr(1201), people, working, noon))
	same(t, "Recall after a change", got[[]identity.Person](t)(s.Recall(ctx, "hr", []identity.PersonID{"E001"})), people[1200:])
}

// The order is that of the bytes, whatever language the database speaks.
func whoVanishedIsKnown(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	people := []identity.Person{{ID: "a"}, {ID: "B"}, {ID: "é"}, {ID: "Z-1"}, {ID: "Z1"}}
	want := []snapshot.Known{{ID: "B"}, {ID: "Z-1"}, {ID: "Z1"}, {ID: "a"}, {ID: "é"}}
	must(t, s.SavePeople(ctx, hr(5), people, working, noon))
	same(t, "Known", got[[]snapshot.Known](t)(s.Known(ctx, "hr")), want)

	people[1].Vanished = identity.Vanished{Since: noon, Feeds: 2}
	want[0].Vanished = people[1].Vanished
	must(t, s.SavePeople(ctx, hr(5), people, working, noon))
	same(t, "Known after one vanished", got[[]snapshot.Known](t)(s.Known(ctx, "hr")), want)
	same(t, "Vanished", got[[]identity.Person](t)(s.Recall(ctx, "hr", []identity.PersonID{"B"}))[0].Vanished, people[1].Vanished)
	same(t, "Known of another source", got[[]snapshot.Known](t)(s.Known(ctx, "other")), []snapshot.Known(nil))
}

func sourceIsRemembered(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	same(t, "never read", got[snapshot.Last](t)(s.Last(ctx, "hr")), snapshot.Last{})
	must(t, s.SavePeople(ctx, hr(7), nil, working, noon))
	same(t, "read once", got[snapshot.Last](t)(s.Last(ctx, "hr")), snapshot.Last{Seen: 7, Digest: "d1", Columns: hr(7).Columns})
	must(t, s.SavePeople(ctx, snapshot.Source{Name: "hr", Seen: 8, Digest: "d2"}, nil, working, noon))
	same(t, "read twice", got[snapshot.Last](t)(s.Last(ctx, "hr")), snapshot.Last{Seen: 8, Digest: "d2"})
	must(t, s.SavePeople(ctx, snapshot.Source{Name: "hr", Seen: 8, Entitled: 3, Unended: true}, nil, working, noon))
	same(t, "read three times", got[snapshot.Last](t)(s.Last(ctx, "hr")), snapshot.Last{Seen: 8, Entitled: 3, Unended: true})
}
