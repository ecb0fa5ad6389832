package contract

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func readsEveryAccount(t testing.TB, l *Lab) {
	v := read(t, l)
	if len(v.accounts) != l.Accounts || len(v.people) != 0 {
		t.Errorf("the sink got %d accounts and %d people, and the system holds %d accounts", len(v.accounts), len(v.people), l.Accounts)
	}
	seen := map[string]bool{}
	for i := range v.accounts {
		a := &v.accounts[i]
		if seen[a.Ref.Key] {
			t.Fatalf("the account %s was given twice", a.Ref)
		}
		seen[a.Ref.Key] = true
		if wrong := wrongAccount(a, l.System); wrong != "" {
			t.Fatalf("the account %s (login %q): %s", a.Ref, a.Login, wrong)
		}
	}
}

// wrongAccount says what the contract does not allow of an account that was read, or nothing.
func wrongAccount(a *identity.Account, system string) string {
	kinds := []identity.AccountKind{"", identity.Personal, identity.Service, identity.Shared, identity.Guest}
	switch {
	case a.Ref.Key == "":
		return "it has no key"
	case a.Ref.System != system:
		return fmt.Sprintf("its system is %q, not %q", a.Ref.System, system)
	case a.Login == "":
		return "it has no login"
	case a.State != identity.Enabled && a.State != identity.Suspended:
		return fmt.Sprintf("its state %q is none of the two", a.State)
	case !slices.Contains(kinds, a.Kind):
		return fmt.Sprintf("its kind %q is none of the four", a.Kind)
	case !utc(a.Created) || !utc(a.LastSeen):
		return "its times are not in UTC"
	case !strictly(a.Entitlements, func(e identity.Entitlement) string { return e.Key }):
		return "its entitlements are not sorted by key, each once"
	case !strictly(a.Attributes, func(at identity.Attribute) string { return at.Name }):
		return "its attributes are not sorted by name, each once"
	}
	return ""
}

func utc(at time.Time) bool { return at.IsZero() || at.Location() == time.UTC }

// strictly reports that the list is sorted by its keys, which are there and differ.
func strictly[E any](list []E, key func(E) string) bool {
	for i := range list {
		if key(list[i]) == "" || (i > 0 && cmp.Compare(key(list[i-1]), key(list[i])) >= 0) {
			return false
		}
	}
	return true
}

func readsEveryPerson(t testing.TB, l *Lab) {
	v := read(t, l)
	if len(v.people) != l.People || len(v.accounts) != 0 {
		t.Errorf("the sink got %d people and %d accounts, and the source holds %d people", len(v.people), len(v.accounts), l.People)
	}
	seen := map[identity.PersonID]bool{}
	for i := range v.people {
		p := &v.people[i]
		if seen[p.ID] {
			t.Fatalf("the person %q was given twice", p.ID)
		}
		seen[p.ID] = true
		if wrong := wrongPerson(p, l.System); wrong != "" {
			t.Fatalf("the person %q: %s", p.ID, wrong)
		}
	}
}

// wrongPerson says what the contract does not allow of a person who was read, or nothing.
func wrongPerson(p *identity.Person, source string) string {
	switch {
	case p.ID == "":
		return "there is no id"
	case p.Source != source:
		return fmt.Sprintf("the source is %q, not %q", p.Source, source)
	case p.Zone == nil:
		return "there is no zone"
	case p.EndsAt.IsZero():
		return "there is no time at which access ends on a last day"
	}
	return ""
}

func countsWhatItGave(t testing.TB, l *Lab) {
	v := read(t, l)
	got := len(v.accounts) + len(v.people)
	if v.reading.Seen != got {
		t.Errorf("Seen is %d, and the sink got %d records", v.reading.Seen, got)
	}
	if v.reading.Expected != -1 && v.reading.Expected != v.reading.Seen {
		t.Errorf("Expected is %d and Seen is %d, and yet the reading was no error", v.reading.Expected, v.reading.Seen)
	}
}

func readsTheSameTwice(t testing.TB, l *Lab) {
	first := read(t, l)
	sameReading(t, "read twice", first, read(t, l))
}

// sameReading demands that a second reading gave the same as the first, in any order.
func sameReading(t testing.TB, what string, first, second *view) {
	t.Helper()
	others(t, what, first, second)
	if a, b := linesOf(first), linesOf(second); !slices.Equal(a, b) {
		t.Errorf("%s, the people differ:\n%s\n%s", what, a, b)
	}
	if first.reading.Digest != second.reading.Digest || !slices.Equal(first.reading.Columns, second.reading.Columns) {
		t.Errorf("%s, digest or columns differ: %+v and %+v", what, first.reading, second.reading)
	}
}

func linesOf(v *view) []string {
	lines := make([]string, 0, len(v.people))
	for _, p := range v.people {
		lines = append(lines, describePerson(p))
	}
	slices.Sort(lines)
	return lines
}

// forgetsItsBatches rests on the collector, which spoils every batch that it was given. Earlier rules have spoilt
// batches of the same connector: what they wrote must not be seen either.
func forgetsItsBatches(t testing.TB, l *Lab) {
	first := read(t, l)
	second := read(t, l)
	for _, v := range []*view{first, second} {
		for i := range v.accounts {
			if a := &v.accounts[i]; spoiltAccount(a) {
				t.Fatalf("a batch was given again with what the sink had written into it: %+v", a)
			}
		}
		for _, p := range v.people {
			if spoiltPerson(p) {
				t.Fatalf("a batch was given again with what the sink had written into it: %s", describePerson(p))
			}
		}
	}
	sameReading(t, "after the sink had written into its batches", first, second)
}

// lendsNoPeople keeps the people as they were given, and looks at them when the reading is over.
func lendsNoPeople(t testing.TB, l *Lab) {
	kept := &keeper{}
	if _, err := l.Connector.Read(t.Context(), kept); err != nil {
		t.Fatalf("a reading of the whole system: %v", err)
	}
	for i := range kept.given {
		if now, then := describePerson(kept.given[i]), describePerson(kept.copied[i]); now != then {
			t.Fatalf("a person who was kept as given was written over:\nthen: %s\nnow:  %s", then, now)
		}
	}
}

// keeper is a sink that keeps people as they are, and beside them as they were.
type keeper struct{ given, copied []identity.Person }

// People keeps the batch; only its slice is the connector's.
func (k *keeper) People(batch []identity.Person) error {
	k.given = append(k.given, batch...)
	for _, p := range batch {
		k.copied = append(k.copied, clonePerson(p))
	}
	return nil
}

// Accounts takes nothing.
func (*keeper) Accounts([]identity.Account) error { return nil }
