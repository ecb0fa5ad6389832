package ldap_test

import (
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const forEver = "000001010000Z"

// configure changes the server's own configuration: the value of an attribute of the ppolicy overlay, or none.
func (l *lab) configure(attribute string, values ...string) {
	l.Helper()
	config, err := goldap.DialURL(l.URL)
	if err != nil {
		l.Fatal(err)
	}
	defer config.Close()
	if err := config.Bind("cn=config", "config-secret"); err != nil {
		l.Fatal(err)
	}
	change := goldap.NewModifyRequest("olcOverlay={3}ppolicy,olcDatabase={2}mdb,cn=config", nil)
	change.Replace(attribute, values)
	if err := config.Modify(change); err != nil {
		l.Fatal(err)
	}
}

func (l *lab) policy(name string) string { return "cn=" + name + ",ou=policies," + l.BaseDN }

// OpenLDAP stores a lock that the policy ignores, without an error, and the "locked" user signs in.
func TestALockThatThePolicyIgnoresIsNoSuspension(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	const login = "u0025"
	a := l.account(login)
	l.set(l.UserDN(login), "pwdAccountLockedTime", forEver)
	l.door(login, true)
	l.state(a.Ref.Key, identity.Enabled)

	locked := l.lookup(a.Ref.Key)
	l.do(identity.Suspend, locked)
	l.door(login, false)
	l.state(a.Ref.Key, identity.Suspended)
	if got := l.value(l.UserDN(login), "pwdEndTime"); got != "19700101000000Z" {
		t.Errorf("pwdEndTime is %q", got)
	}

	l.do(identity.Restore, locked)
	l.door(login, true)
	if got := l.lookup(a.Ref.Key); got.Fingerprint() != locked.Fingerprint() {
		t.Errorf("restored to %+v, want %+v", got, locked)
	}
}

func TestWhichMarkIsWrittenFollowsFromThePolicy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		login     string
		configure func(l *lab)
		settings  func(l *lab, cfg *ldap.Config)
		lock, end bool
	}{
		"the default honours the lock, another policy does not": {login: "u0001", lock: true},
		"the entry's own policy ignores the lock":               {login: "u0025", end: true},
		"the default ignores the lock, and nobody told": {
			login: "u0001", lock: true, end: true,
			configure: func(l *lab) { l.configure("olcPPolicyDefault", l.policy("no-lockout")) },
		},
		"the default ignores the lock, and the settings name it": {
			login: "u0001", end: true,
			configure: func(l *lab) { l.configure("olcPPolicyDefault", l.policy("no-lockout")) },
			settings:  func(l *lab, cfg *ldap.Config) { cfg.Policy = l.policy("no-lockout") },
		},
		"the settings name another policy than holds": {
			login: "u0001", lock: true, end: true,
			configure: func(l *lab) { l.configure("olcPPolicyDefault", l.policy("no-lockout")) },
			settings:  func(l *lab, cfg *ldap.Config) { cfg.Policy = l.policy("default") },
		},
		"the settings ask for the end time": {
			login: "u0001", end: true,
			settings: func(_ *lab, cfg *ldap.Config) { cfg.SuspendBy = []ldap.Method{ldap.EndTime} },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 30)
			if c.configure != nil {
				c.configure(l)
			}
			if c.settings != nil {
				l.Connector = l.connect(func(cfg *ldap.Config) { c.settings(l, cfg) })
			}
			a := l.account(c.login)
			l.do(identity.Suspend, a)
			l.state(a.Ref.Key, identity.Suspended)
			l.door(c.login, false)
			e := l.entry(l.UserDN(c.login))
			lock, end := e.GetAttributeValue("pwdAccountLockedTime") == forEver, e.GetAttributeValue("pwdEndTime") != ""
			if lock != c.lock || end != c.end {
				t.Errorf("locked %v, ended %v; want %v, %v", lock, end, c.lock, c.end)
			}
			l.do(identity.Restore, a)
			l.door(c.login, true)
			if got := l.lookup(a.Ref.Key); got.Fingerprint() != a.Fingerprint() {
				t.Errorf("restored to %+v, want %+v", got, a)
			}
		})
	}
}

// Not even the policy that the settings name is believed against the directory's own judgement.
func TestTheDirectoryIsBelievedBeforeThePolicies(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.configure("olcPPolicyDefault", l.policy("no-lockout"))
	l.Connector = l.connect(func(cfg *ldap.Config) { cfg.Policy = l.policy("default") })
	a := l.account("u0001")
	l.set(l.UserDN("u0001"), "pwdAccountLockedTime", forEver)
	l.door("u0001", true)
	l.state(a.Ref.Key, identity.Enabled)
}

// Without a policy neither lock nor end time is looked at: an overlay that has lost its default opens every lock.
func TestWithoutAPolicyNothingIsSuspended(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a, b := l.account("u0001"), l.account("u0003")
	l.do(identity.Suspend, a)
	l.configure("olcPPolicyDefault")
	l.set(l.UserDN("u0001"), "pwdEndTime", "19700101000000Z")
	l.door("u0001", true)
	l.state(a.Ref.Key, identity.Enabled)
	if got := l.account("u0001"); got.State != identity.Enabled {
		t.Errorf("read as %s", got.State)
	}

	before := exact(l.entry(l.UserDN("u0003")))
	refused(t, l.try(identity.Suspend, b), "no password policy holds for uid=u0003", "olcPPolicyDefault")
	if after := exact(l.entry(l.UserDN("u0003"))); after != before {
		t.Errorf("a refused suspension changed\n%s\nto\n%s", before, after)
	}
}

func TestAPolicyThatIsNotThereIsNoPolicy(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.set(l.UserDN("u0001"), "pwdPolicySubentry", l.policy("missing"))
	a := l.account("u0001")
	l.set(l.UserDN("u0001"), "pwdAccountLockedTime", forEver)
	l.door("u0001", true)
	l.state(a.Ref.Key, identity.Enabled)
	refused(t, l.try(identity.Suspend, a), "no password policy holds for uid=u0001")
}

// A directory locks an account by itself after failed binds. That passes, and anybody can bring it about.
func TestATemporaryLockIsNeitherASuspensionNorAChange(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	for tries := 0; l.value(l.UserDN("u0001"), "pwdAccountLockedTime") == ""; tries++ {
		if tries == 100 {
			t.Fatal("100 failed binds locked nothing")
		}
		if err := l.Bind(l.UserDN("u0001"), "wrong"); !goldap.IsErrorWithCode(err, goldap.LDAPResultInvalidCredentials) {
			t.Fatalf("a wrong password got the answer %v", err)
		}
	}
	l.door("u0001", false)
	now := l.lookup(a.Ref.Key)
	if now.State != identity.Enabled || now.Fingerprint() != a.Fingerprint() {
		t.Errorf("after failed binds the account is %+v, and was %+v", now, a)
	}
	l.do(identity.Suspend, a)
	l.state(a.Ref.Key, identity.Suspended)
	if got := l.value(l.UserDN("u0001"), "pwdAccountLockedTime"); got != forEver {
		t.Errorf("pwdAccountLockedTime is %q", got)
	}
	l.do(identity.Restore, a)
	l.door("u0001", true)
}

func TestRestoreLeavesALockOfTheDirectoryAlone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	l.set(l.UserDN("u0001"), "pwdAccountLockedTime", "20261123120000Z")
	l.do(identity.Restore, a)
	if got := l.value(l.UserDN("u0001"), "pwdAccountLockedTime"); got != "20261123120000Z" {
		t.Errorf("pwdAccountLockedTime is %q", got)
	}
}

func TestAnEndTimeThatHasPassedIsASuspensionAndOneToComeIsNot(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	a := l.account("u0001")
	for value, want := range map[string]identity.AccountState{"20260101000000Z": identity.Suspended, "29990101000000Z": identity.Enabled} {
		l.set(l.UserDN("u0001"), "pwdEndTime", value)
		l.state(a.Ref.Key, want)
		l.door("u0001", want == identity.Enabled)
	}
}

// An account that may not compare passwords is told nothing by the usability control.
func TestWithoutTheRightToCompareThePoliciesDecide(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.Connector = l.connect(func(cfg *ldap.Config) { cfg.Bind, cfg.Password = l.UserDN("u0009"), secret(l.UserPassword("u0009")) })
	ordinary, named, trapped := l.account("u0001"), l.account("u0003"), l.account("u0025")
	l.set(l.UserDN("u0003"), "pwdPolicySubentry", l.policy("default"))
	for _, login := range []string{"u0001", "u0003", "u0025"} {
		l.set(l.UserDN(login), "pwdAccountLockedTime", forEver)
	}
	l.state(named.Ref.Key, identity.Suspended)
	l.state(trapped.Ref.Key, identity.Enabled)
	l.state(ordinary.Ref.Key, identity.Enabled) // two policies, and no word of which is the default: not known to be shut
	l.set(l.UserDN("u0001"), "pwdEndTime", "19700101000000Z")
	l.state(ordinary.Ref.Key, identity.Suspended)
}
