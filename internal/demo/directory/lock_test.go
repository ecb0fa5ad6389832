package directory_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/demo/directory"
)

// signIn asks for the password policy's word; locked is what it said.
func (l *lab) signIn(t *testing.T, dn, password string) (locked bool, err error) {
	t.Helper()
	r := ldap.NewSimpleBindRequest(dn, password, []ldap.Control{ldap.NewControlBeheraPasswordPolicy()})
	answer, err := l.dial(t).SimpleBind(r)
	if answer == nil {
		t.Fatal(err)
	}
	said, ok := ldap.FindControl(answer.Controls, ldap.ControlTypeBeheraPasswordPolicy).(*ldap.ControlBeheraPasswordPolicy)
	if !ok {
		t.Errorf("%s: the password policy says nothing", dn)
		return false, err
	}
	return said.Error == 1, err
}

// policy makes a password policy; the pairs are what it says.
func (l *lab) policy(t *testing.T, pairs ...string) (dn string) {
	t.Helper()
	return l.entry(t, "cn="+l.fresh("policy")+",ou=policies,"+directory.Base,
		append([]string{"objectClass", "organizationalRole", "objectClass", "pwdPolicy", "pwdAttribute", "userPassword"}, pairs...)...)
}

// usable returns what the account usability control says of an entry, in hexadecimal; nothing when it is silent.
func (l *lab) usable(t *testing.T, conn *ldap.Conn, dn string) []string {
	t.Helper()
	r := query(dn, ldap.ScopeBaseObject, "(objectClass=*)", "1.1")
	r.Controls = []ldap.Control{ldap.NewControlString(oidUsability, false, "")}
	var said []string
	for found := conn.SearchAsync(t.Context(), r, 1); found.Next(); {
		for _, c := range found.Controls() {
			said = append(said, hex.EncodeToString([]byte(c.(*ldap.ControlString).ControlValue)))
		}
	}
	return said
}

func usability(policy string, locked bool) string {
	switch {
	case strings.HasPrefix(policy, "cn=gone,"):
		return ""
	case locked:
		return "a10f8001008101008201008301ff8401ff"
	}
	return "8001ff"
}

const (
	oidUsability = "1.3.6.1.4.1.42.2.27.9.5.8"

	forGood = "000001010000Z"
	past    = "20200101000000Z"
	future  = "29990101000000Z"
)

func aLockCountsUnderAPolicyThatSaysSo(t *testing.T, l *lab) {
	loose, strict := l.policy(t, "pwdLockout", "FALSE"), l.policy(t, "pwdLockout", "TRUE", "pwdLockoutDuration", "0")
	for _, c := range []struct {
		what, policy, attribute, value string
		locked                         bool
	}{
		{"no lock", "", "", "", false},
		{"the default policy honours a lock", "", "pwdAccountLockedTime", forGood, true},
		{"a lock of long ago is over", "", "pwdAccountLockedTime", past, false},
		{"a lock of long ago is never over without a duration", strict, "pwdAccountLockedTime", past, true},
		{"a policy without lockout lets in", loose, "pwdAccountLockedTime", forGood, false},
		{"a policy that says nothing of it lets in", l.policy(t), "pwdAccountLockedTime", forGood, false},
		{"a policy that is not there lets in", "cn=gone,ou=policies," + directory.Base, "pwdAccountLockedTime", forGood, false},
		{"a lock of the future does not lock yet", "", "pwdAccountLockedTime", future, false},
		{"an end under a policy that is not there lets in", "cn=gone,ou=policies," + directory.Base, "pwdEndTime", past, false},
		{"the end has come", "", "pwdEndTime", past, true},
		{"the end has come, whatever the policy", loose, "pwdEndTime", past, true},
		{"the end will come", "", "pwdEndTime", future, false},
		{"the start will come", loose, "pwdStartTime", future, true},
		{"the start has come", "", "pwdStartTime", past, false},
	} {
		dn := l.person(t)
		if c.policy != "" {
			l.replace(t, dn, "pwdPolicySubentry", c.policy)
		}
		if c.attribute != "" {
			l.replace(t, dn, c.attribute, c.value)
		}
		if said := strings.Join(l.usable(t, l.service(t), dn), " "); said != usability(c.policy, c.locked) {
			t.Errorf("%s: the directory says %q of its use", c.what, said)
		}
		for password, code := range map[string]uint16{"secret": ldap.LDAPResultSuccess, "wrong": ldap.LDAPResultInvalidCredentials} {
			if c.locked {
				code = ldap.LDAPResultInvalidCredentials
			}
			locked, err := l.signIn(t, dn, password)
			expect(t, c.what+", "+password, err, code)
			if locked != c.locked {
				t.Errorf("%s, %s: the policy says locked: %t", c.what, password, locked)
			}
		}
		if c.policy == loose && c.attribute == "pwdAccountLockedTime" {
			same(t, "a lock that nobody looked at", l.read(t, dn, c.attribute), c.value)
		}
	}
}

func onlyWhoMayCompareAPasswordIsToldOfItsUse(t *testing.T, l *lab) {
	dn := l.person(t)
	same(t, "a person is told", l.usable(t, l.as(t, dn, "secret"), dn))
	same(t, "nothing is told of who has no password", l.usable(t, l.service(t), directory.PeopleBase))
}

func aLockThatIsTakenAwayLetsInAgain(t *testing.T, l *lab) {
	dn := l.person(t)
	l.replace(t, dn, "pwdAccountLockedTime", forGood)
	if locked, _ := l.signIn(t, dn, "secret"); !locked {
		t.Fatal("the lock does not lock")
	}
	conn := l.service(t)
	expect(t, "unlock", conn.Modify(modification(dn, remove, "pwdAccountLockedTime")), ldap.LDAPResultSuccess)
	_, err := l.signIn(t, dn, "secret")
	expect(t, "sign in", err, ldap.LDAPResultSuccess)
	expect(t, "unlock again", conn.Modify(modification(dn, remove, "pwdAccountLockedTime")), ldap.LDAPResultNoSuchAttribute)
}

func aNewPasswordTakesTheLockAway(t *testing.T, l *lab) {
	dn := l.person(t)
	l.replace(t, dn, "pwdAccountLockedTime", forGood)
	l.replace(t, dn, "userPassword", "another")
	same(t, "pwdAccountLockedTime", l.read(t, dn, "pwdAccountLockedTime"))
	_, err := l.signIn(t, dn, "another")
	expect(t, "sign in with the new password", err, ldap.LDAPResultSuccess)
	_, err = l.signIn(t, dn, "secret")
	expect(t, "sign in with the old password", err, ldap.LDAPResultInvalidCredentials)
}

func tooManyFailuresLock(t *testing.T, l *lab) {
	dn := l.person(t)
	l.replace(t, dn, "pwdPolicySubentry", l.policy(t, "pwdLockout", "TRUE", "pwdMaxFailure", "2"))
	_, err := l.signIn(t, dn, "wrong")
	expect(t, "a first failure", err, ldap.LDAPResultInvalidCredentials)
	if n := len(l.read(t, dn, "pwdFailureTime")); n != 1 {
		t.Errorf("%d failures are noted", n)
	}
	_, err = l.signIn(t, dn, "secret")
	expect(t, "a success in between", err, ldap.LDAPResultSuccess)
	same(t, "failures after a success", l.read(t, dn, "pwdFailureTime"))
	for range 2 {
		_, err = l.signIn(t, dn, "wrong")
		expect(t, "failures in a row", err, ldap.LDAPResultInvalidCredentials)
	}
	locked, err := l.signIn(t, dn, "secret")
	expect(t, "the right password, too late", err, ldap.LDAPResultInvalidCredentials)
	if !locked || len(l.read(t, dn, "pwdAccountLockedTime")) != 1 {
		t.Error("two failures did not lock")
	}
}

func aSignInIsNoted(t *testing.T, l *lab) {
	dn := l.person(t)
	same(t, "pwdLastSuccess of who never came", l.read(t, dn, "pwdLastSuccess"))
	if _, err := l.signIn(t, dn, "secret"); err != nil {
		t.Fatal(err)
	}
	if got := l.read(t, dn, "pwdLastSuccess"); len(got) != 1 {
		t.Errorf("pwdLastSuccess: %q", got)
	}
	same(t, "modifiersName", l.read(t, dn, "modifiersName"), "cn=admin,"+directory.Base)
}

func anOpenConnectionOutlivesTheLock(t *testing.T, l *lab) {
	dn := l.person(t)
	conn := l.as(t, dn, "secret")
	l.replace(t, dn, "pwdAccountLockedTime", forGood)
	if n := len(find(t, conn, dn, ldap.ScopeBaseObject, "(objectClass=*)")); n != 1 {
		t.Errorf("the open connection sees %d entries", n)
	}
}
