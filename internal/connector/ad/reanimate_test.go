package ad_test

import (
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// An administrator brings a deleted entry back, which loses its groups and its password; the undo does the rest.
func TestAnAccountThatWasBroughtBackFromTheDeadGetsItsGroupsAgain(t *testing.T) {
	t.Parallel()
	l := newLabOn(t, systemtest.ActiveDirectory(t, systemtest.DomainOptions{Plain: true}), 1)
	l.group("g", l.dn(1))
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	l.do(identity.Delete, a)
	if err := l.try(identity.Restore, a); !gone(err) {
		t.Errorf("a restore of what is deleted: %v", err)
	}

	deleted := []goldap.Control{goldap.NewControlString("1.2.840.113556.1.4.417", true, "")}
	found, err := l.admin.Search(goldap.NewSearchRequest("<GUID="+a.Ref.Key+">", goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"isDeleted"}, deleted))
	if err != nil {
		t.Fatal(err)
	}
	back := goldap.NewModifyRequest(found.Entries[0].DN, deleted)
	back.Delete("isDeleted", nil)
	back.Replace("distinguishedName", []string{l.dn(1)})
	if err := l.admin.Modify(back); err != nil {
		t.Fatalf("bring it back: %v", err)
	}
	l.do(identity.Restore, a)
	now := l.lookup(a.Ref.Key)
	if now.State != identity.Enabled || len(now.Entitlements) != 1 || now.Entitlements[0] != a.Entitlements[0] {
		t.Errorf("it is back as %+v", now)
	}
	l.set(l.dn(1), "unicodePwd", quoted("From-The-Helpdesk-1!"))
	if err := l.in(l.login(1), "From-The-Helpdesk-1!"); err != nil {
		t.Errorf("with the password of the helpdesk: %v", err)
	}
}
