package connectortest

import (
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Staff makes n people who all work here, from E00001 on, always the same.
func Staff(n int) []identity.Person {
	staff := make([]identity.Person, n)
	for i := range staff {
		given, family := name(i)
		staff[i] = identity.Person{
			ID: identity.PersonID(employee(i)), Given: given, Family: family, Email: login(i) + "@example.test",
			Login: login(i), Zone: time.UTC, EndsAt: identity.EndOfDay,
			Engagements: []identity.Engagement{{
				ID: "1", Kind: "employee", Position: "clerk", Status: identity.StatusWorking,
				Start: identity.On(identity.Date{Year: 2020, Month: uint8(1 + i%12), Day: uint8(1 + i%28)}),
			}},
		}
	}
	return staff
}

// Crowd makes n enabled accounts, with the keys of Key, always the same: the personal accounts of the first n of
// Staff, each with three groups, a licence, and attributes to capture.
func Crowd(n int) []identity.Account {
	crowd := make([]identity.Account, n)
	for i := range crowd {
		given, family := name(i)
		crowd[i] = identity.Account{
			Ref: identity.AccountRef{Key: Key(i)}, Login: login(i), Email: login(i) + "@example.test",
			Employee: employee(i), Given: given, Family: family, Display: given + " " + family,
			State: identity.Enabled, Created: time.Date(2020, 1, 1, 0, i, 0, 0, time.UTC),
			LastSeen:     time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC),
			Entitlements: rights(i),
			Attributes: []identity.Attribute{
				{Name: "locked"},
				{Name: "phone", Values: []string{fmt.Sprintf("+33 1 %08d", i), fmt.Sprint(i)}},
				{Name: "shell", Values: []string{[]string{"/bin/bash", "/bin/zsh"}[i%2]}},
			},
		}
	}
	return crowd
}

// Key returns the key of the account of Crowd with this index, from 0.
func Key(i int) string { return fmt.Sprintf("k%06d", i+1) }

func employee(i int) string { return fmt.Sprintf("E%05d", i+1) }

func login(i int) string { return fmt.Sprintf("u%05d", i+1) }

func name(i int) (given, family string) {
	givens := [...]string{"Ada", "Björn", "Chloé", "Dmitri", "Eun-ji", "Fatima", "Grażyna", "Hồng", "Igor", "José", "Kwame"}
	families := [...]string{
		"Ångström", "Benali", "Čapek", "Diallo", "Ericsson", "Fernández", "García", "Hansen", "Ito", "Jung",
		"Kowalski", "Łukasz", "Müller",
	}
	return givens[i%len(givens)], families[i%len(families)]
}

func rights(i int) []identity.Entitlement {
	group := func(n int) identity.Entitlement {
		return identity.Entitlement{Key: fmt.Sprintf("g%02d", n), Name: fmt.Sprintf("team %d", n), Kind: identity.Group}
	}
	return []identity.Entitlement{
		{Key: "everyone", Name: "everyone", Kind: identity.Group},
		group(i % 7), group(7 + i%5),
		{Key: "seat", Name: "a seat", Kind: identity.Licence},
	}
}
