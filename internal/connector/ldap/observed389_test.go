package ldap_test

import (
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// The answer is code 53, whatever the password; and the entry needs no class for it.
func TestAnInactivatedEntryIsAnsweredWithCode53(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 2)
	inside := l.dial(l.UserDN("u0001"), l.UserPassword("u0001"))
	a := l.account("u0001")
	l.do(identity.Suspend, a)
	for _, password := range []string{l.UserPassword("u0001"), "wrong"} {
		err := l.Bind(l.UserDN("u0001"), password)
		if !goldap.IsErrorWithCode(err, goldap.LDAPResultUnwillingToPerform) || !strings.Contains(err.Error(), "Account inactivated") {
			t.Errorf("with the password %q the answer is %v, want code 53", password, err)
		}
	}
	if _, err := inside.WhoAmI(nil); err != nil {
		t.Errorf("a connection that was open before is told %v: the page says that it goes on", err)
	}
	l.do(identity.Restore, a)
	l.door("u0001", true)
}

// This is why the control is not asked there.
func TestTheServerCallsAnInactivatedEntryAvailable(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 1)
	l.do(identity.Suspend, l.account("u0001"))
	request := goldap.NewSearchRequest(l.UserDN("u0001"), goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", nil,
		[]goldap.Control{goldap.NewControlString("1.3.6.1.4.1.42.2.27.9.5.8", true, "")})
	var said []goldap.Control
	for results := l.admin.SearchAsync(t.Context(), request, 1); results.Next(); {
		said = append(said, results.Controls()...)
	}
	const available = "\x80\x01\x00" // [0] seconds before expiration: never
	if control, ok := goldap.FindControl(said, "1.3.6.1.4.1.42.2.27.9.5.8").(*goldap.ControlString); !ok || control.ControlValue != available {
		t.Errorf("the server says %+v: it may be believed now", said)
	}
}

// Whoever stands in the role is inactivated, and has no value of his own.
func TestARoleThatInactivatesIsASuspension(t *testing.T) {
	t.Parallel()
	l := newBranch(t, 2)
	role := "cn=disabled," + l.PeopleDN
	l.add(role, "objectClass: nsRoleDefinition", "objectClass: nsSimpleRoleDefinition", "objectClass: nsManagedRoleDefinition", "objectClass: ldapSubEntry")
	l.add("cn=template,"+l.PeopleDN, "objectClass: nsContainer")
	l.add(`cn="`+role+`",cn=template,`+l.PeopleDN, "objectClass: extensibleObject", "objectClass: costemplate", "objectClass: ldapSubEntry", "nsAccountLock: true", "cosPriority: 1")
	l.add("cn=inactivation,"+l.PeopleDN, "objectClass: ldapSubEntry", "objectClass: cosSuperDefinition", "objectClass: cosClassicDefinition",
		"cosTemplateDn: cn=template,"+l.PeopleDN, "cosSpecifier: nsRole", "cosAttribute: nsAccountLock operational")
	l.set(l.UserDN("u0001"), "nsRoleDN", role)
	a := l.account("u0001")
	if a.State != identity.Suspended {
		t.Fatalf("it is read as %s; signing in gives %v", a.State, l.Bind(l.UserDN("u0001"), l.UserPassword("u0001")))
	}
	l.door("u0001", false)
	l.do(identity.Suspend, a)
	l.set(l.UserDN("u0001"), "nsRoleDN")
	l.door("u0001", true) // nothing was written into the entry
}

func TestALockThatNobodyLooksAtIsRefused(t *testing.T) {
	t.Parallel()
	on := newLab(t, 30)
	on.Connector = on.connect(only(ldap.AccountLock))
	a := on.account("u0002")
	refused(t, on.try(identity.Suspend, a), "389 Directory Server", "take nsaccountlock out of suspend-by")
	on.state(a.Ref.Key, identity.Enabled)

	l := newBranch(t, 1, only(ldap.Ppolicy))
	refused(t, l.try(identity.Suspend, l.account("u0001")), "ppolicy means nothing", "name nsaccountlock")
	l.door("u0001", true)
}

func TestTheLockBesideThePasswordPolicyIsRefused(t *testing.T) {
	t.Parallel()
	_, err := ldap.New(ldap.Config{
		Name: "x", URL: "ldaps://h", Bind: "cn=x", Password: secret("x"), PeopleBase: "dc=x",
		SuspendBy: []ldap.Method{ldap.AccountLock, ldap.EndTime},
	})
	says(t, err, "suspend-by", "nsaccountlock or end-time")
}

// The page marker of this server names the search, and is the same on every page.
func TestALimitOfTheServerIsAnErrorAndNotTheWhole(t *testing.T) {
	t.Parallel()
	server := systemtest.DS389(t, systemtest.Options{Users: 30})
	l := &lab{LDAPServer: server, TB: t}
	l.admin = l.dial(server.AdminDN, server.AdminPassword)
	l.Connector = l.connect(on389, func(cfg *ldap.Config) { cfg.PageSize = 4 })
	if got := len(l.read(l.Connector)); got != 31 {
		t.Errorf("read %d accounts, want 31", got)
	}
	l.set(l.ServiceDN, "nsLookThroughLimit", "10")
	l.Connector = l.connect(on389, func(cfg *ldap.Config) { cfg.PageSize = 4 })
	_, err := l.Read(t.Context(), &sink{})
	says(t, err, "because of its limits", "nsLookThroughLimit: -1")
	l.set(l.ServiceDN, "nsLookThroughLimit", "-1")
	l.pageIsEnough()
}

// pageIsEnough holds the account of docs/connectors/389ds.md to what the page says: it can do what it must, and no more.
func (l *lab) pageIsEnough() {
	ldif := page(l, "389ds.md")
	l.set(l.BaseDN, "aci")
	l.set(l.PeopleDN, "aci")
	l.set(l.GroupsDN, "aci")
	if err := l.admin.Del(goldap.NewDelRequest(l.ServiceDN, nil)); err != nil {
		l.Fatal(err)
	}
	l.ldapmodify(l.AdminDN, l.AdminPassword, ldif[0])
	l.ldapmodify(l.AdminDN, l.AdminPassword, ldif[1])
	l.Connector = l.connect(on389, func(cfg *ldap.Config) { cfg.Password, cfg.Attributes.Key = secret("change-me"), "nsUniqueId" })
	for _, login := range []string{"u0001", "u0002"} {
		before := l.entry(l.UserDN(login))
		a := l.account(login)
		l.do(identity.Suspend, a)
		l.state(a.Ref.Key, identity.Suspended)
		l.door(login, false)
		l.do(identity.Remove, a, a.Entitlements...)
		l.do(identity.Restore, a)
		if got, want := without(l.entry(l.UserDN(login)), bookkeeping...), without(before, bookkeeping...); got != want {
			l.Errorf("%s came back as\n%s\nand was\n%s", login, got, want)
		}
		l.door(login, true)
		if back := l.account(login); len(back.Entitlements) != len(a.Entitlements) || len(a.Entitlements) == 0 {
			l.Errorf("%s held %+v and holds %+v", login, a.Entitlements, back.Entitlements)
		}
	}
	l.mayNotDoMore()

	a := l.account("u0007")
	says(l, l.try(identity.Delete, a), "done in part", "Insufficient Access Rights")
	l.ldapmodify(l.AdminDN, l.AdminPassword, ldif[2])
	l.do(identity.Delete, a)
}
