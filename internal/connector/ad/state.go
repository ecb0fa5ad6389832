package ad

import (
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// disabled is ACCOUNTDISABLE in userAccountControl (MS-ADTS 2.2.16). Every other bit is none of our business.
const disabled = 0x2

// control returns userAccountControl, whose number is signed on the wire.
func (e entry) control() (int64, bool) {
	n, err := strconv.ParseInt(e.value(attrControl), 10, 32)
	return n, err == nil
}

// isDisabled reports whether the account is disabled.
func (e entry) isDisabled() bool {
	n, _ := e.control()
	return n&disabled != 0
}

// hasExpired reports whether the account has expired.
func (e entry) hasExpired(now time.Time) bool {
	at := fileTime(e.value(attrExpires))
	return !at.IsZero() && !at.After(now)
}

// state says whether the account opens the door. A lockout after failed sign-ins and an old password are no suspension:
// both pass, or are mended by the person alone.
func (e entry) state(now time.Time) identity.AccountState {
	if e.isDisabled() || e.hasExpired(now) {
		return identity.Suspended
	}
	return identity.Enabled
}
