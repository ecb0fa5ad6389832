package csv_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// sink keeps everything. Before each batch it calls before, where that is set.
type sink struct {
	people   []identity.Person
	accounts []identity.Account
	batches  int
	before   func(batch int) error
}

// People keeps the batch as the contract says that it may be kept: the structs are copied, what they point to is not.
func (s *sink) People(batch []identity.Person) error {
	s.people = append(s.people, batch...)
	return s.next()
}

// Accounts keeps clones.
func (s *sink) Accounts(batch []identity.Account) error {
	for i := range batch {
		s.accounts = append(s.accounts, batch[i].Clone())
	}
	return s.next()
}

func (s *sink) next() error {
	s.batches++
	if s.before == nil {
		return nil
	}
	return s.before(s.batches)
}

// people reads all people, sorted by id.
func people(t testing.TB, c connector.Connector) []identity.Person {
	t.Helper()
	var s sink
	reading, err := c.Read(t.Context(), &s)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	if reading.Seen != len(s.people) {
		t.Errorf("Seen is %d of %d people", reading.Seen, len(s.people))
	}
	slices.SortFunc(s.people, func(a, b identity.Person) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return s.people
}

// accounts reads all accounts, in the order of the file.
func accounts(t testing.TB, c connector.Connector) []identity.Account {
	t.Helper()
	var s sink
	reading, err := c.Read(t.Context(), &s)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	if reading.Seen != len(s.accounts) {
		t.Errorf("Seen is %d of %d accounts", reading.Seen, len(s.accounts))
	}
	return s.accounts
}

// refusal reads a file that must be refused, and returns why.
func refusal(t testing.TB, c connector.Connector) string {
	t.Helper()
	var s sink
	_, err := c.Read(t.Context(), &s)
	if err == nil {
		t.Fatalf("the file was read: %d people and %d accounts; expected a refusal", len(s.people), len(s.accounts))
	}
	if len(s.people) > 0 {
		t.Errorf("%d people were handed over of a file that was refused", len(s.people))
	}
	return err.Error()
}

// byValue compares values that hold zones and dates.
var byValue = cmp.Options{
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmp.Comparer(func(a, b identity.When) bool { return a == b }),
	cmp.Comparer(func(a, b identity.Clock) bool { return a == b }),
}

// same demands that two values are equal.
func same[T any](t testing.TB, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got, byValue); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// wantText demands that an error says all of this.
func wantText(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("there is no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q:\n%v", part, err)
		}
	}
}

func day(t testing.TB, text string) identity.When {
	t.Helper()
	d, err := identity.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return identity.On(d)
}

func touch(t testing.TB, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func rewrite(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
