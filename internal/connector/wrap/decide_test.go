package wrap

import (
	"context"
	"errors"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestAnAccountIsForWhatAHumanSays(t *testing.T) {
	t.Parallel()
	accounts := []identity.Account{
		{Ref: identity.AccountRef{System: "memory", Key: "k1"}, Login: "backup", Owner: "E7"},
		{Ref: identity.AccountRef{System: "memory", Key: "k2"}, Login: "front", Kind: identity.Service, Owner: "E7"},
		{Ref: identity.AccountRef{System: "memory", Key: "k3"}, Login: "ann"},
	}
	said := map[string]Decision{"k1": {identity.Service, "E1"}, "k2": {identity.Shared, ""}}
	var asked []string
	m := Decided(connectortest.NewMemory("memory", accounts...), func(_ context.Context, key string) (map[string]Decision, error) {
		asked = append(asked, key)
		return said, nil
	})
	want := map[string]Decision{"k1": {identity.Service, "E1"}, "k2": {identity.Shared, "E7"}, "k3": {}}
	var read taken
	if _, err := m.Read(t.Context(), &read); err != nil {
		t.Fatal(err)
	}
	for _, a := range read {
		if got := (Decision{a.Kind, a.Owner}); got != want[a.Ref.Key] {
			t.Errorf("%s was read as %v, want %v", a.Ref, got, want[a.Ref.Key])
		}
		looked, err := m.Lookup(t.Context(), a.Ref.Key)
		if got := (Decision{looked.Kind, looked.Owner}); err != nil || got != want[a.Ref.Key] {
			t.Errorf("%s was seen as %v (%v), want %v", a.Ref, got, err, want[a.Ref.Key])
		}
	}
	if len(asked) != 4 || asked[0] != "" {
		t.Errorf("asked for %q", asked)
	}
}

func TestWhatHumansSaidMustBeKnown(t *testing.T) {
	t.Parallel()
	away := errors.New("the store is away")
	m := Decided(connectortest.NewMemory("memory"), func(context.Context, string) (map[string]Decision, error) { return nil, away })
	if _, err := m.Read(t.Context(), nil); !errors.Is(err, away) {
		t.Errorf("read without: %v", err)
	}
}

// taken keeps clones of the accounts that it is given.
type taken []identity.Account

func (t *taken) People([]identity.Person) error { return nil }

func (t *taken) Accounts(batch []identity.Account) error {
	for i := range batch {
		*t = append(*t, batch[i].Clone())
	}
	return nil
}
