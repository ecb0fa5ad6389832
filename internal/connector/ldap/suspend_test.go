package ldap_test

import (
	"errors"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func only(methods ...ldap.Method) func(*ldap.Config) {
	return func(cfg *ldap.Config) { cfg.SuspendBy = methods }
}

// The door answers with the same code whether the account is locked or the password is wrong.
func TestALockedUserIsRefusedAndLetInAgainAfterRestore(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.do(identity.Suspend, a)
	err := l.Bind(l.UserDN("u0001"), l.UserPassword("u0001"))
	if !goldap.IsErrorWithCode(err, goldap.LDAPResultInvalidCredentials) {
		t.Errorf("the suspended user is answered %v, want code 49", err)
	}
	l.do(identity.Restore, a)
	l.door("u0001", true)
}

func TestEachMethodWritesWhatItSays(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, only(ldap.Ppolicy, ldap.Shell, ldap.Shadow))
	withShell, without := l.account("u0002"), l.account("u0003")
	l.do(identity.Suspend, withShell)
	l.do(identity.Suspend, without)
	for login, want := range map[string][3]string{
		"u0002": {forEver, "/usr/sbin/nologin", "1"},
		"u0003": {forEver, "", ""},
	} {
		e := l.entry(l.UserDN(login))
		got := [3]string{e.GetAttributeValue("pwdAccountLockedTime"), e.GetAttributeValue("loginShell"), e.GetAttributeValue("shadowExpire")}
		if got != want {
			t.Errorf("%s holds %q, want %q", login, got, want)
		}
	}
	l.state(withShell.Ref.Key, identity.Suspended)
	l.state(without.Ref.Key, identity.Suspended)
}

// Each method alone must be in effect: one that is undone is enough to open the account.
func TestAnAccountIsSuspendedOnlyWhileEveryMethodHolds(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, only(ldap.Ppolicy, ldap.Shell, ldap.Shadow))
	a := l.account("u0002")
	for attribute, value := range map[string]string{"pwdAccountLockedTime": "", "loginShell": "/bin/zsh", "shadowExpire": "-1"} {
		l.do(identity.Suspend, a)
		l.state(a.Ref.Key, identity.Suspended)
		if value == "" {
			l.set(l.UserDN("u0002"), attribute)
		} else {
			l.set(l.UserDN("u0002"), attribute, value)
		}
		l.state(a.Ref.Key, identity.Enabled)
	}
}

func TestAnEntryToWhichNoMethodAppliesIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, only(ldap.Shell, ldap.Shadow))
	a := l.account("u0003")
	refused(t, l.try(identity.Suspend, a), "u0003", "no loginShell", "no shadowAccount", "suspend-by")
	l.state(a.Ref.Key, identity.Enabled)

	b := l.account("u0002")
	l.do(identity.Suspend, b)
	l.state(b.Ref.Key, identity.Suspended)
	l.door("u0002", true) // as the settings want it: the directory itself stays open
}

func TestAShellThatLetsNobodyInIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.set(l.UserDN("u0002"), "loginShell", "/bin/false")
	a := l.account("u0002")
	l.do(identity.Suspend, a)
	if got := l.value(l.UserDN("u0002"), "loginShell"); got != "/bin/false" {
		t.Errorf("loginShell is %q", got)
	}
	l.state(a.Ref.Key, identity.Suspended)
}

func TestARepeatedSuspensionWritesNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, only(ldap.Ppolicy, ldap.Shell, ldap.Shadow))
	a := l.account("u0002")
	l.do(identity.Suspend, a)
	once := exact(l.entry(l.UserDN("u0002")))
	l.do(identity.Suspend, a)
	if twice := exact(l.entry(l.UserDN("u0002"))); twice != once {
		t.Errorf("the second suspension changed\n%s\nto\n%s", once, twice)
	}
}

func TestASignInDoesNotChangeWhatAPlanRestsOn(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Attributes.LastSeen = "pwdLastSuccess" })
	a := l.account("u0001")
	l.door("u0001", true)
	b := l.lookup(a.Ref.Key)
	if b.LastSeen.IsZero() || !a.LastSeen.IsZero() {
		t.Errorf("last seen %v, and %v after signing in", a.LastSeen, b.LastSeen)
	}
	if a.Fingerprint() != b.Fingerprint() {
		t.Errorf("signing in changed %+v to %+v", a, b)
	}
}

func TestOurOwnAccountIsNeverCut(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.Connector = l.connect(func(cfg *ldap.Config) {
		cfg.Bind, cfg.Password = "UID=breakglass, "+l.PeopleDN, secret(l.UserPassword("breakglass"))
	})
	a := l.account("breakglass")
	for _, verb := range []identity.Verb{identity.Suspend, identity.Remove, identity.Delete} {
		refused(t, l.try(verb, a, a.Entitlements...), "breakglass", "Exeunt itself signs in")
	}
}

func TestVerbsThatADirectoryHasNotAreRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	for _, verb := range []identity.Verb{identity.SignOut, identity.Release, identity.Transfer, identity.Notify, identity.Task} {
		refused(t, l.try(verb, a), "cannot "+string(verb))
	}
}

func TestDeletingTakesTheNameOutOfEveryGroup(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	group := "cn=posix," + l.GroupsDN
	l.add(group, "objectClass: posixGroup", "cn: posix", "gidNumber: 7", "memberUid: u0001", "memberUid: u0002")
	a := l.account("u0001")
	l.do(identity.Delete, a)
	if got := l.entry(group).GetAttributeValues("memberUid"); len(got) != 1 || got[0] != "u0002" {
		t.Errorf("the group still knows %q", got)
	}
	if err := l.try(identity.Delete, a); !errors.Is(err, connector.ErrGone) {
		t.Errorf("deleted twice: %v, want ErrGone", err)
	}
}

func TestAnEntryWithEntriesBelowItIsNotDeleted(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.add("ou=devices,"+l.UserDN("breakglass"), "objectClass: organizationalUnit", "ou: devices")
	a := l.account("breakglass")
	refused(t, l.try(identity.Delete, a), "entries below it")
	if now := l.lookup(a.Ref.Key); now.Fingerprint() != a.Fingerprint() {
		t.Errorf("a refused deletion left %+v of %+v", now, a)
	}
}
