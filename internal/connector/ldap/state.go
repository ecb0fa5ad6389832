package ldap

import (
	"context"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// The names of what suspending touches.
const (
	attrDN      = "dn"
	attrLocked  = "pwdAccountLockedTime"
	attrAccount = "nsAccountLock"
	attrEnd     = "pwdEndTime"
	attrShell   = "loginShell"
	attrShadow  = "shadowExpire"
	attrSubject = "pwdPolicySubentry" // which policy holds for an entry; never touched
)

const (
	// lockedForEver is how ppolicy writes a lock that only an administrator opens: year 0.
	lockedForEver = "000001010000Z"
	// ended is the end that we write: long past, and the same each time.
	ended = "19700101000000Z"
	// expired is the shadowExpire that we write: 1, because shadow(5) calls 0 ambiguous.
	expired = "1"
	// inactive is the nsAccountLock that we write; whatever the case, it is the only value that locks.
	inactive = "true"
)

// lockMark reports whether the entry carries a lock for ever. A lock with a time in it was set by the directory after
// failed binds, and opens by itself.
func (e entry) lockMark() bool { return strings.HasPrefix(e.value(attrLocked), "00000101") }

// endMark reports whether the entry's password has ended.
func (e entry) endMark() bool {
	end := wire.ParseTime(e.value(attrEnd))
	return !end.IsZero() && !end.After(time.Now())
}

// inactiveMark reports whether the entry is inactivated, by a value of its own or by a role that it is in.
func (e entry) inactiveMark() bool { return e.has(attrAccount, inactive) }

// shut reports whether a login shell lets nobody in.
func shut(shell string) bool {
	base := path.Base(shell)
	return base == "nologin" || base == "false"
}

// hasExpired reports whether a shadow account has expired. Days count from 1970 in UTC; -1 and nothing mean never.
func hasExpired(days string) bool {
	n, err := strconv.ParseInt(days, 10, 64)
	return err == nil && n > 0 && n <= time.Now().Unix()/(24*60*60)
}

// state says whether an entry is suspended: every method of the settings that applies to it is in effect, and at least
// one applies. The lock applies to every entry.
//
//	method             applies to                 in effect when
//	ppolicy, end-time  every entry                the door is shut (judge.shut)
//	nsaccountlock      every entry                nsAccountLock is true, on a server that looks at it
//	shell              entries with loginShell    loginShell lets nobody in
//	shadow             shadowAccount entries      shadowExpire is past
func (j *judge) state(ctx context.Context, e entry) (identity.AccountState, error) {
	applies := false
	if j.cfg.uses(AccountLock) {
		if j.cn.root.product != ds389 || !e.inactiveMark() {
			return identity.Enabled, nil
		}
		applies = true
	}
	if j.cfg.shutsDoor() {
		shut, err := j.shut(ctx, e)
		if err != nil || !shut {
			return identity.Enabled, err
		}
		applies = true
	}
	if shell := e.value(j.cfg.Attributes.Shell); j.cfg.uses(Shell) && shell != "" {
		if !shut(shell) {
			return identity.Enabled, nil
		}
		applies = true
	}
	if j.cfg.uses(Shadow) && e.has("objectClass", "shadowAccount") {
		if !hasExpired(e.value(attrShadow)) {
			return identity.Enabled, nil
		}
		applies = true
	}
	if !applies {
		return identity.Enabled, nil
	}
	return identity.Suspended, nil
}
