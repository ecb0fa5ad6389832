package directory

import (
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
)

// Method is one way to suspend accounts there, and why it is proposed.
type Method struct {
	By  config.SuspendBy
	Why string
}

// oidPolicy is the control of the password policy draft (draft-behera-ldap-password-policy).
const oidPolicy = "1.3.6.1.4.1.42.2.27.8.5.1"

// SuspendBy proposes what a suspension can be: each method that applies to some of the accounts. Doubt says what must
// be looked at before that is relied on; empty: nothing.
//
//	policies that can be seen    control   proposed   because
//	all have pwdLockout          any       ppolicy    the lock holds
//	some have it, or none has    any       ppolicy    where it does not, the password's end time is set
//	none                         offered   ppolicy    in doubt: which policy holds cannot be seen
//	none                         no        nothing    a lock would be stored and ignored
//
// 389 Directory Server has a lock of its own, which no policy takes away.
func (d *Directory) SuspendBy(s *Sample) (methods []Method, doubt string, err error) {
	methods, doubt, err = d.door()
	if err != nil {
		return nil, "", err
	}
	if shell := s.Attribute("loginShell"); shell != nil {
		methods = append(methods, Method{config.ByShell, fmt.Sprintf("%d of %d entries have a loginShell, which hosts obey", shell.Filled, s.Entries)})
	}
	if n := s.classes["shadowaccount"]; n > 0 {
		methods = append(methods, Method{config.ByShadow, fmt.Sprintf("%d of %d entries are a shadowAccount, whose expiry PAM obeys: keys open nothing either", n, s.Entries)})
	}
	if len(methods) == 0 {
		methods = append(methods, Method{config.ByPPolicy, "nothing else could be"})
	}
	return methods, doubt, nil
}

// door is the method that keeps accounts out of the directory itself, if there is one.
func (d *Directory) door() (methods []Method, doubt string, err error) {
	vendor := strings.ToLower(d.Product)
	if strings.Contains(vendor, "389") || strings.Contains(vendor, "red hat") {
		return []Method{{config.ByAccountLock, "the directory is a 389 Directory Server, which keeps out whoever has nsAccountLock"}}, "", nil
	}
	policy, doubt, err := d.policy()
	if policy != "" {
		methods = append(methods, Method{config.ByPPolicy, policy})
	}
	return methods, doubt, err
}

// policy says why the password policy's lock is proposed, or, with an empty why, what speaks against it.
func (d *Directory) policy() (why, doubt string, err error) {
	found, err := d.under(d.Context, "(objectClass=pwdPolicy)", sampled, "pwdLockout")
	if err != nil {
		return "", "", err
	}
	lock := 0
	for _, e := range found {
		if strings.EqualFold(e.GetEqualFoldAttributeValue("pwdLockout"), "TRUE") {
			lock++
		}
	}
	switch {
	case len(found) > 0 && lock == len(found):
		return "the password policy has pwdLockout, so that a locked account lets nobody in", "", nil
	case len(found) > 0:
		return fmt.Sprintf("%d of %d password policies have pwdLockout; where one has not, the password's end time is set", lock, len(found)), "", nil
	case d.offers(oidPolicy):
		return "the directory knows password policies", "no password policy can be seen, and a lock holds only where one applies: the first suspension tells", nil
	}
	return "", "the directory has no password policy (ppolicy): passwords go on opening what asks the directory itself", nil
}
