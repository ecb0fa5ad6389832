package ad_test

import (
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

var cuts = []identity.Verb{identity.Suspend, identity.Remove, identity.Delete}

func bound(l *lab) string { return "CN=svc-exeunt,OU=Services," + l.BaseDN }

// everywhere makes the connector of a lab see the whole domain.
func everywhere(cfg *ad.Config) { cfg.Base = "" }

func TestTheAccountThatWeUseIsNeverCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, everywhere, func(cfg *ad.Config) { cfg.CutAdmins = true })
	us := l.lookup(l.key(bound(l)))
	for _, verb := range cuts {
		refused(t, l.try(verb, us, us.Entitlements...), "signs in with")
	}
	for _, bind := range []string{`EXEUNT\svc-exeunt`, bound(l)} {
		c := l.connect(func(cfg *ad.Config) { cfg.Bind = bind })
		err := c.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: us.Ref})
		refused(t, err, "signs in with")
		if self := c.Describe().Self; self[1] != "svc-exeunt" {
			t.Errorf("signed in as %s, we are %q", bind, self)
		}
	}
}

func TestWhatTheDomainMadeForItselfIsNeverCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, everywhere, func(cfg *ad.Config) { cfg.CutAdmins = true })
	for _, name := range []string{"Administrator", "krbtgt", "Guest"} {
		a := l.lookup(l.key("CN=" + name + ",CN=Users," + l.BaseDN))
		if a.Kind == identity.Personal {
			t.Errorf("%s is %s", name, a.Kind)
		}
		for _, verb := range cuts {
			refused(t, l.try(verb, a, a.Entitlements...), "made for itself")
		}
	}
}

// Samba lets an account of Account Operators disable an administrator: what refuses is the connector.
func TestAnAdministratorIsRefusedUnlessTheSettingsSayOtherwise(t *testing.T) {
	t.Parallel()
	l := newLabOn(t, systemtest.ActiveDirectory(t, systemtest.DomainOptions{}), 5)
	l.group("ops", l.dn(2))
	l.group("ordinary", l.dn(2), l.dn(4))
	l.join("CN=Domain Admins,CN=Users,"+l.BaseDN, l.team("ops"))
	l.join("CN=Backup Operators,CN=Builtin,"+l.BaseDN, l.dn(3))
	l.set(l.dn(1), "adminCount", "1")
	for n, why := range map[int]string{1: "adminCount", 2: "Domain Admins, perhaps by another group", 3: "Backup Operators"} {
		a := l.account(l.login(n))
		for _, verb := range cuts {
			refused(t, l.try(verb, a, a.Entitlements...), why, "cut-admins: true")
		}
		l.door(n, "")
	}
	l.do(identity.Suspend, l.account(l.login(4)))

	bold := l.connect(func(cfg *ad.Config) { cfg.CutAdmins = true })
	for _, n := range []int{1, 2, 3} {
		if err := bold.Do(t.Context(), identity.Operation{Verb: identity.Suspend, Account: l.account(l.login(n)).Ref}); err != nil {
			t.Errorf("with cut-admins, account %d: %v", n, err)
		}
	}
}

func TestTheLastOneOpenInDomainAdminsStays(t *testing.T) {
	t.Parallel()
	l := newLabOn(t, systemtest.ActiveDirectory(t, systemtest.DomainOptions{}), 5, func(cfg *ad.Config) { cfg.CutAdmins, cfg.KeepPassword = true, true })
	l.group("ops", l.dn(1), l.dn(2))
	l.group("ordinary", l.dn(1))
	admins := "CN=Domain Admins,CN=Users," + l.BaseDN
	l.join(admins, l.team("ops"))
	l.join(admins, bound(l)) // we do not count
	l.join(admins, l.dn(3))
	l.set(l.dn(3), "accountExpires", "134000000000000000") // and neither does who has expired
	l.set("CN=Administrator,CN=Users,"+l.BaseDN, "userAccountControl", "514")

	first, second := l.account(l.login(1)), l.account(l.login(2))
	var errs []error
	for range 10 { // often, because two that are looked at one after the other by chance show nothing
		l.set(l.dn(1), "userAccountControl", "512")
		l.set(l.dn(2), "userAccountControl", "512")
		errs = l.atOnce(identity.Suspend, first, second)
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("of the last two, at once, one is cut and the other refused; got %v and %v", errs[0], errs[1])
		}
	}
	last := first
	if errs[0] == nil {
		last = second
	}
	for _, verb := range cuts {
		refused(t, l.try(verb, last, last.Entitlements...), "the last one open in Domain Admins")
	}
	if last.Login == first.Login {
		l.do(identity.Remove, last, named(last, l.name+"-ordinary"))
	}
	l.set("CN=Administrator,CN=Users,"+l.BaseDN, "userAccountControl", "512")
	l.do(identity.Suspend, last)
}

// atOnce does a verb to several accounts at once.
func (l *lab) atOnce(verb identity.Verb, accounts ...identity.Account) []error {
	errs := make([]error, len(accounts))
	var all sync.WaitGroup
	for i, a := range accounts {
		all.Go(func() { errs[i] = l.try(verb, a) })
	}
	all.Wait()
	return errs
}

// named returns the entitlement of an account with a name.
func named(a identity.Account, name string) identity.Entitlement {
	for _, e := range a.Entitlements {
		if e.Name == name {
			return e
		}
	}
	return identity.Entitlement{Name: name}
}

func TestARestoreIsNoCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	a := l.account(l.login(1))
	l.set(l.dn(1), "adminCount", "1")
	l.set(l.dn(1), "userAccountControl", "514")
	l.do(identity.Restore, a)
	l.door(1, "")
	if connector.IsPermanent(l.try(identity.Add, a)) {
		t.Error("an administrator is given a group, and refused")
	}
}
