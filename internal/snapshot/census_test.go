package snapshot_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// accounts is a system that gives one account.
type accounts struct{ connector.Connector }

// Read gives it.
func (accounts) Read(_ context.Context, sink connector.Sink) (connector.Reading, error) {
	return connector.Reading{Seen: 1, Expected: -1}, sink.Accounts([]identity.Account{{Login: "x"}})
}

// Describe says nothing.
func (accounts) Describe() connector.Description { return connector.Description{Kind: "test"} }

// A search that succeeds and shows less than it must is a gap: a lost right, a wrong base, a replica that is not filled.
func TestASystemIsWholeOrAGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		logins   []string
		expect   snapshot.Expect
		last     int
		gone     int
		reading  connector.Reading
		fails    error
		expected int
		why      string
	}{
		{"the first reading", []string{"a", "b"}, snapshot.Expect{Min: 1}, 0, 0, connector.Reading{Expected: -1}, nil, 0, ""},
		{"it breaks off", []string{"a"}, snapshot.Expect{Min: 1}, 5, 0, connector.Reading{Expected: -1}, errors.New("dropped"), 5, "dropped"},
		{"paging said two and gave one", []string{"a"}, snapshot.Expect{Min: 1}, 5, 0, connector.Reading{Seen: 1, Expected: 2}, nil, 2, "announced 2 records and gave 1"},
		{"no rows", nil, snapshot.Expect{Min: 1}, 5, 5, connector.Reading{Expected: -1}, nil, 1, "0 records were read and at least 1"},
		{"it may be empty", nil, snapshot.Expect{Min: 0, MaxDrop: 1}, 5, 5, connector.Reading{Expected: -1}, nil, 0, ""},
		{"the canary is there by login", []string{"a", "breakglass"}, snapshot.Expect{Min: 1, Canaries: []string{"breakglass"}}, 0, 0, connector.Reading{Expected: -1}, nil, 0, ""},
		{"the canary is there by key", []string{"a"}, snapshot.Expect{Min: 1, Canaries: []string{"key a"}}, 0, 0, connector.Reading{Expected: -1}, nil, 0, ""},
		{"a canary is missing", []string{"a", "b"}, snapshot.Expect{Min: 1, Canaries: []string{"a", "breakglass", "root"}}, 2, 0, connector.Reading{Expected: -1}, nil, 2, "breakglass, root must always be there and is not in this reading"},
		{"half of them have gone", []string{"a"}, snapshot.Expect{Min: 1, MaxDrop: 0.5}, 2, 1, connector.Reading{Expected: -1}, nil, 0, ""},
		{"more than half of them have gone", []string{"a", "new"}, snapshot.Expect{Min: 1, MaxDrop: 0.5}, 3, 2, connector.Reading{Expected: -1}, nil, 3, "2 of the 3 records of the last complete reading are missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := snapshot.AccountSource{Name: "app", Connector: accounts{}, Expect: c.expect, Last: snapshot.Last{Seen: c.last}}
			census := snapshot.NewCensus(&src, nil)
			for _, login := range c.logins {
				census.Take(&identity.Account{Ref: identity.AccountRef{Key: "key " + login}, Login: login, State: identity.Enabled})
			}
			if c.reading.Seen == 0 {
				c.reading.Seen = len(c.logins)
			}
			system, gap := src.Judge(c.reading, c.fails, census, c.gone)
			switch {
			case c.why == "" && gap != nil:
				t.Errorf("it is a gap: %+v", gap)
			case c.why == "" && (system.Seen != len(c.logins) || system.Enabled != len(c.logins) || system.Description.Kind != "test"):
				t.Errorf("%+v", system)
			case c.why == "":
			case gap == nil || gap.Expected != c.expected || gap.Seen != len(c.logins) || !strings.Contains(gap.Why, c.why) || gap.People:
				t.Errorf("%+v, want expected %d: %s", gap, c.expected, c.why)
			}
		})
	}
}

// A reading in which most of those who held a right hold none was made without the right to read groups.
func TestRightsThatAreLostAllAtOnceAreAGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, now int
		accept, gap bool
	}{{10, 5, false, false}, {10, 4, false, true}, {10, 0, false, true}, {10, 0, true, false}, {9, 0, false, false}, {0, 10, false, false}} {
		src := snapshot.AccountSource{Name: "app", Connector: accounts{}, Expect: snapshot.Expect{Accept: c.accept}, Last: snapshot.Last{Seen: 20, Entitled: c.before}}
		census := snapshot.NewCensus(&src, nil)
		for i := range 20 {
			a := identity.Account{State: identity.Enabled}
			if i < c.now {
				a.Entitlements = []identity.Entitlement{{Key: "g", Name: "staff"}}
			}
			census.Take(&a)
		}
		system, gap := src.Judge(connector.Reading{Expected: -1, Seen: 20}, nil, census, 0)
		if (gap != nil) != c.gap || gap == nil && system.Entitled != c.now {
			t.Errorf("%d held a right and %d do: %+v, %+v", c.before, c.now, system, gap)
		}
	}
}

// Who always ends the last line, and does not this time, was cut; who never does is believed.
func TestAFileThatEndsWithoutItsLineEndWasCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, before, now, gap bool }{
		{true, false, true, false}, {false, false, false, false}, {false, false, true, true}, {false, true, true, false}, {false, true, false, false},
	} {
		src := snapshot.AccountSource{Name: "app", Connector: accounts{}, Last: snapshot.Last{Seen: 1, Unended: c.before}}
		if c.first {
			src.Last = snapshot.Last{}
		}
		census := snapshot.NewCensus(&src, nil)
		census.Take(&identity.Account{Login: "a"})
		system, gap := src.Judge(connector.Reading{Expected: -1, Seen: 1, Unended: c.now}, nil, census, 0)
		if (gap != nil) != c.gap || gap == nil && system.Unended != c.now {
			t.Errorf("%+v: %+v, %+v", c, system, gap)
		}
	}
}

func TestOnlyOpenAccountsHoldARightOpen(t *testing.T) {
	t.Parallel()
	src := snapshot.AccountSource{Name: "app", Connector: accounts{}}
	census := snapshot.NewCensus(&src, []string{"admins", "root"})
	holding := func(state identity.AccountState, names ...string) {
		a := identity.Account{State: state}
		for _, name := range names {
			a.Entitlements = append(a.Entitlements, identity.Entitlement{Key: name, Name: name})
		}
		census.Take(&a)
	}
	holding(identity.Enabled, "staff", "admins")
	holding(identity.Enabled, "admins")
	holding(identity.Suspended, "admins", "root")
	holding(identity.Enabled)
	if want := map[string]int{"admins": 2, "root": 0}; !maps.Equal(census.Holders, want) || census.Seen != 4 || census.Enabled != 3 {
		t.Errorf("%v of %d accounts, %d of them open; want %v", census.Holders, census.Seen, census.Enabled, want)
	}
}
