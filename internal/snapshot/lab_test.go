package snapshot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// feed is a source of people that gives what it is told to give.
type feed struct {
	connector.Connector
	people  []identity.Person
	reading connector.Reading
	fails   error
}

// Read gives the people, then fails if it is to.
func (f *feed) Read(_ context.Context, sink connector.Sink) (connector.Reading, error) {
	if err := sink.People(f.people); err != nil {
		return connector.Reading{}, err
	}
	return f.reading, f.fails
}

// staff makes the people E001 to En.
func staff(from, to int) []identity.Person {
	var list []identity.Person
	for i := from; i <= to; i++ {
		list = append(list, identity.Person{ID: id(i), Source: "hr", Given: "Ada", Family: string(id(i)), Zone: time.UTC})
	}
	return list
}

func id(n int) identity.PersonID { return identity.PersonID(fmt.Sprintf("E%03d", n)) }

// source is a source of people that was read whole once, with the people E001 to En.
func source(n int, f *feed) snapshot.PeopleSource {
	src := snapshot.PeopleSource{
		Name: "hr", Connector: f, Expect: snapshot.Expect{Min: 1, MaxDrop: 0.1},
		Recall: func(_ context.Context, ids []identity.PersonID) ([]identity.Person, error) {
			var list []identity.Person
			for _, id := range ids {
				list = append(list, identity.Person{ID: id, Source: "hr", Given: "Ada", Family: string(id), Zone: time.UTC})
			}
			return list, nil
		},
	}
	if n > 0 {
		src.Last = snapshot.Last{Seen: n, Digest: "d1", Columns: []string{"id", "name"}}
	}
	for i := 1; i <= n; i++ {
		src.Known = append(src.Known, snapshot.Known{ID: id(i)})
	}
	return src
}

func taken(t testing.TB, sources ...snapshot.PeopleSource) *snapshot.Snapshot {
	t.Helper()
	snap, err := snapshot.People(t.Context(), now, sources)
	if err != nil {
		t.Fatal(err)
	}
	return snap
}
