package ad_test

import (
	"slices"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestADeletedAccountIsGoneWithAndWithoutTheBin(t *testing.T) {
	t.Parallel()
	for name, domain := range map[string]*systemtest.Domain{
		"bin": systemtest.SharedDomain(t), "no bin": systemtest.ActiveDirectory(t, systemtest.DomainOptions{Plain: true}),
	} {
		l := newLabOn(t, domain, 2)
		l.group("g", l.dn(1), l.dn(2))
		a := l.account(l.login(1))
		l.do(identity.Delete, a)
		if _, err := l.Lookup(t.Context(), a.Ref.Key); !gone(err) {
			t.Errorf("%s: looked up after it was deleted: %v", name, err)
		}
		if err := l.try(identity.Delete, a); !gone(err) {
			t.Errorf("%s: deleted twice: %v", name, err)
		}
		// Samba with a bin goes on showing the link to the deleted entry, under its deleted name
		if members := l.entry(l.team("g")).GetAttributeValues("member"); slices.Contains(members, l.dn(1)) || !slices.Contains(members, l.dn(2)) {
			t.Errorf("%s: the group holds %q", name, members)
		}
		l.door(1, "data 52e")
		l.door(2, "")
	}
}

func TestAnAccountWithEntriesBelowItIsNotDeleted(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	l.add("CN=phone,"+l.dn(1), "objectClass: classStore")
	refused(t, l.try(identity.Delete, l.account(l.login(1))), "entries below it")
	l.door(1, "")
}
