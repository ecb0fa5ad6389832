package identity_test

import (
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func full() identity.Account {
	return identity.Account{
		Ref: identity.AccountRef{System: "app", Key: "k"}, Login: "l", Email: "m", Employee: "e", Given: "g", Family: "f",
		Display: "d", Owner: "o", Kind: identity.Personal, State: identity.Enabled,
		Created: time.Unix(1, 0), LastSeen: time.Unix(2, 0),
		Entitlements: []identity.Entitlement{{Key: "g1", Name: "staff", Kind: identity.Group}},
		Attributes:   []identity.Attribute{{Name: "shell", Values: []string{"/bin/sh"}}, {Name: "lock"}},
	}
}

func TestTheFingerprintSeesEveryChangeThatADecisionRestsOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*identity.Account)
		same   bool
	}{
		{"nothing", func(*identity.Account) {}, true},
		{"a sign-in", func(a *identity.Account) { a.LastSeen = a.LastSeen.Add(time.Hour) }, true},
		{"when it was made", func(a *identity.Account) { a.Created = time.Time{} }, true},
		{"the system", func(a *identity.Account) { a.Ref.System = "other" }, true},
		{"the key", func(a *identity.Account) { a.Ref.Key = "k2" }, false},
		{"the login", func(a *identity.Account) { a.Login = "l2" }, false},
		{"a letter moved to the next field", func(a *identity.Account) { a.Login, a.Email = "lm", "" }, false},
		{"the mail", func(a *identity.Account) { a.Email = "" }, false},
		{"the number", func(a *identity.Account) { a.Employee = "e2" }, false},
		{"the owner", func(a *identity.Account) { a.Owner = "" }, false},
		{"the kind", func(a *identity.Account) { a.Kind = identity.Service }, false},
		{"the state", func(a *identity.Account) { a.State = identity.Suspended }, false},
		{"a right more", func(a *identity.Account) { a.Entitlements = append(a.Entitlements, identity.Entitlement{Key: "g2"}) }, false},
		{"a right less", func(a *identity.Account) { a.Entitlements = nil }, false},
		{"a right by another name", func(a *identity.Account) { a.Entitlements[0].Name = "admins" }, false},
		{"a group is a licence now", func(a *identity.Account) { a.Entitlements[0].Kind = identity.Licence }, false},
		{"an attribute less", func(a *identity.Account) { a.Attributes = a.Attributes[:1] }, false},
		{"an attribute's value", func(a *identity.Account) { a.Attributes[0].Values[0] = "/bin/false" }, false},
		{"an attribute that was not there is empty", func(a *identity.Account) { a.Attributes[1].Values = []string{} }, false},
		{"one value became two", func(a *identity.Account) { a.Attributes[0].Values = []string{"/bin", "/sh"} }, false},
		{"a right became an attribute", func(a *identity.Account) {
			a.Entitlements, a.Attributes = nil, append([]identity.Attribute{{Name: "g1", Values: []string{"staff", "group"}}}, a.Attributes...)
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, after := full(), full()
			c.change(&after)
			if same := before.Fingerprint() == after.Fingerprint(); same != c.same {
				t.Errorf("the fingerprint is the same: %v, want %v", same, c.same)
			}
		})
	}
}

// A connector may write the next batch over the memory of the last one: a clone must not notice.
func TestACloneSharesNoMemoryWithItsBuffer(t *testing.T) {
	t.Parallel()
	buffer := []byte("keyloginstaffg1shell/bin/sh")
	at := func(from, to int) string { return unsafe.String(&buffer[from], to-from) }
	a := identity.Account{
		Ref: identity.AccountRef{Key: at(0, 3)}, Login: at(3, 8),
		Entitlements: []identity.Entitlement{{Name: at(8, 13), Key: at(13, 15)}},
		Attributes:   []identity.Attribute{{Name: at(15, 20), Values: []string{at(20, 27)}}, {Name: "gone"}, {Name: "empty", Values: []string{}}},
	}
	want := identity.Account{
		Ref: identity.AccountRef{Key: "key"}, Login: "login",
		Entitlements: []identity.Entitlement{{Name: "staff", Key: "g1"}},
		Attributes:   []identity.Attribute{{Name: "shell", Values: []string{"/bin/sh"}}, {Name: "gone"}, {Name: "empty", Values: []string{}}},
	}
	got := a.Clone()
	copy(buffer, slices.Repeat([]byte("x"), len(buffer)))
	a.Entitlements[0], a.Attributes[0].Values[0] = identity.Entitlement{}, ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the clone changed with the buffer (-want +got):\n%s", diff)
	}
}

func TestADayWithoutAClockEndsAtItsEnd(t *testing.T) {
	t.Parallel()
	got := identity.On(date(t, "2026-12-31")).Ending(zone(t, "Europe/Paris"), identity.Clock{}).Format(time.RFC3339)
	if want := "2026-12-31T23:00:00Z"; got != want {
		t.Errorf("it ends at %s, want %s", got, want)
	}
}
