package ad_test

import (
	"errors"
	"slices"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

func errorOf(text string) error { return errors.New(text) }

func base(dn string) *goldap.SearchRequest {
	return goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", nil, nil)
}

// Samba answers 53 to the second removal, Windows 16 or 53, and 68 to a second addition.
func TestAMembershipThatIsAlreadySoIsDone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	l.group("g", l.dn(1))
	a := l.account(l.login(1))
	l.do(identity.Remove, a, a.Entitlements...)
	l.do(identity.Remove, a, a.Entitlements...)
	if last := l.logged(); len(last) == 0 || last[len(last)-1].StatusCode != 53 {
		t.Errorf("the domain logged %+v, and the second removal was to be refused with 53", last)
	}
	for _, code := range []int{16, 32} {
		p := newProxy(t, l.Domain)
		p.spoil(refusing(code, goldap.ApplicationModifyRequest), nil)
		if err := l.connect(p.through).Do(t.Context(), identity.Operation{Verb: identity.Remove, Account: a.Ref, Entitlements: a.Entitlements}); err != nil {
			t.Errorf("a removal that is answered with %d: %v", code, err)
		}
	}
	for _, code := range []int{20, 68} {
		p := newProxy(t, l.Domain)
		p.spoil(refusing(code, goldap.ApplicationModifyRequest), nil)
		if err := l.connect(p.through).Do(t.Context(), identity.Operation{Verb: identity.Add, Account: a.Ref, Entitlements: a.Entitlements}); err != nil {
			t.Errorf("an addition that is answered with %d: %v", code, err)
		}
	}
	p := newProxy(t, l.Domain)
	l.do(identity.Add, a, a.Entitlements...)
	p.spoil(refusing(53, goldap.ApplicationModifyRequest), nil)
	err := l.connect(p.through).Do(t.Context(), identity.Operation{Verb: identity.Remove, Account: a.Ref, Entitlements: a.Entitlements})
	refused(t, err, "a rule of the domain")
}

func TestAGroupIsFoundAgainAfterItWasRenamedAndIsSaidToBeGoneAfterItWasDeleted(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	for _, name := range []string{"kept", "renamed", "deleted"} {
		l.group(name, l.dn(1))
	}
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	l.do(identity.Remove, a, a.Entitlements...)
	l.rename(l.team("renamed"), "CN=other")
	if err := l.admin.Del(goldap.NewDelRequest(l.team("deleted"), nil)); err != nil {
		t.Fatal(err)
	}
	err := l.try(identity.Restore, a)
	says(t, err, "done in part", l.name+"-deleted", "no longer there")
	now := l.account(l.login(1))
	if now.State != identity.Enabled || len(now.Entitlements) != 2 {
		t.Errorf("restored to %+v", now)
	}
	l.do(identity.Remove, a, a.Entitlements...) // a group that is gone holds nobody
}

func TestARestoreTakesNothingAway(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	l.group("before", l.dn(1))
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	l.group("since", l.dn(1))
	l.do(identity.Restore, a)
	if names := namesOf(l.account(l.login(1))); !slices.Equal(names, []string{l.name + "-before", l.name + "-since"}) {
		t.Errorf("restored with %q", names)
	}
}

func TestAGroupOfAnotherDomainIsLeftToWhoeverRunsIt(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	foreign := identity.Entitlement{Key: "dn:cn=elsewhere,dc=other,dc=test", Name: "elsewhere", Kind: identity.Group}
	for _, verb := range []identity.Verb{identity.Remove, identity.Add} {
		refused(t, l.try(verb, l.account(l.login(1)), foreign), "cn=elsewhere,dc=other,dc=test", "another domain")
	}
}
