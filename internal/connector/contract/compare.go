package contract

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// unlike says in which fields two accounts differ, or nothing. When they were last seen is left out, and so is what lets
// somebody in besides, for which a reading does not look.
func unlike(want, got *identity.Account) string {
	plain := func(a *identity.Account) identity.Account {
		c := a.Clone()
		c.LastSeen, c.Residual = time.Time{}, nil
		if len(c.Entitlements) == 0 {
			c.Entitlements = nil
		}
		if len(c.Attributes) == 0 {
			c.Attributes = nil
		}
		return c
	}
	return cmp.Diff(plain(want), plain(got))
}

// equal demands that the account is as it was, for everything that decisions rest on.
func equal(t testing.TB, what string, want, got *identity.Account) {
	t.Helper()
	if want.Fingerprint() != got.Fingerprint() {
		t.Errorf("%s, the account %s differs (-before +after):\n%s", what, want.Ref, unlike(want, got))
	}
}

// others demands that two readings hold the same accounts, and that all but some are as they were.
func others(t testing.TB, what string, before, after *view, except ...string) {
	t.Helper()
	for key, was := range before.byKey {
		if slices.Contains(except, key) {
			continue
		}
		is := after.byKey[key]
		if is == nil {
			t.Errorf("%s, another account is gone: %s", what, was.Ref)
			continue
		}
		equal(t, what+", which was done to another one", was, is)
	}
	for key, is := range after.byKey {
		if before.byKey[key] == nil {
			t.Errorf("%s, there is an account that was not there: %s", what, is.Ref)
		}
	}
}

// describePerson writes everything of a person on one line.
func describePerson(p identity.Person) string {
	zone := "none"
	if p.Zone != nil {
		zone = p.Zone.String()
	}
	p.Zone = nil
	return fmt.Sprintf("%+v zone:%s", p, zone)
}

// spread picks at most n elements, evenly.
func spread[E any](list []E, n int) []E {
	if len(list) <= n {
		return list
	}
	picked := make([]E, 0, n)
	for i := range n {
		picked = append(picked, list[i*len(list)/n])
	}
	return picked
}
