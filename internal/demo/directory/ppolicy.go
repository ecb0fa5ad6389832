package directory

import (
	"slices"
	"strconv"
	"time"
)

// lockedForGood is the pwdAccountLockedTime that only an administrator takes away again.
const lockedForGood = "000001010000Z"

// policy is what the entry's password policy says of locks (draft-behera-ldap-password-policy).
type policy struct {
	lockout     bool
	duration    time.Duration // of a lock that failures caused; zero: until an administrator ends it
	maxFailures int           // zero: no number of failures locks
	interval    time.Duration // after which a failure is forgotten; zero: never
}

// policyOf reads the policy that an entry names, else the default one. It is nil where that is not there.
func (t *tree) policyOf(r *record) *policy {
	dn := PolicyDN
	if named := r.value("pwdPolicySubentry"); named != "" {
		dn = named
	}
	key, _ := normalName(dn)
	p := t.byName[key]
	if p == nil {
		return nil
	}
	return &policy{
		lockout:     p.value("pwdLockout") == "TRUE",
		duration:    seconds(p.value("pwdLockoutDuration")),
		maxFailures: int(seconds(p.value("pwdMaxFailure")) / time.Second),
		interval:    seconds(p.value("pwdFailureCountInterval")),
	}
}

func seconds(value string) time.Duration {
	n, _ := strconv.Atoi(value)
	return time.Duration(n) * time.Second
}

// locked reports whether an entry's password is refused at that instant, right or wrong.
//
//	the policy is not there                              lets in, whatever the entry says
//	pwdStartTime in the future, pwdEndTime in the past   refused under every policy
//	pwdAccountLockedTime, pwdLockout FALSE               lets in: the attribute alone means nothing
//	pwdAccountLockedTime 000001010000Z                   refused until somebody takes it away
//	pwdAccountLockedTime of a day                        refused from then on until pwdLockoutDuration is over
func (p *policy) locked(r *record, at time.Time) bool {
	if p == nil {
		return false
	}
	if start, err := parseTime(r.value("pwdStartTime")); err == nil && at.Before(start) {
		return true
	}
	if end, err := parseTime(r.value("pwdEndTime")); err == nil && !at.Before(end) {
		return true
	}
	lock := r.value("pwdAccountLockedTime")
	if lock == "" || !p.lockout {
		return false
	}
	since, err := parseTime(lock)
	if lock == lockedForGood || err != nil {
		return true
	}
	return !at.Before(since) && (p.duration == 0 || at.Before(since.Add(p.duration)))
}

// failed notes a wrong password on a draft, and locks when the policy has had enough.
func (p *policy) failed(r *record, at time.Time) {
	if p == nil || !p.lockout {
		return
	}
	failures := slices.DeleteFunc(slices.Clone(r.values("pwdFailureTime")), func(v string) bool {
		t, err := parseTime(v)
		return err != nil || p.interval > 0 && at.Sub(t) > p.interval
	})
	failures = append(failures, at.UTC().Format("20060102150405.000000Z"))
	r.put("pwdFailureTime", failures...)
	if p.maxFailures > 0 && len(failures) >= p.maxFailures {
		r.put("pwdAccountLockedTime", formatTime(at))
	}
}

// succeeded notes a sign-in on a draft (OpenLDAP: olcLastBind), and forgets what went before it: a lock that is over,
// but not one that the policy never looked at.
func (p *policy) succeeded(r *record, at time.Time) {
	r.put("pwdLastSuccess", formatTime(at))
	r.put("pwdFailureTime")
	if p != nil && p.lockout {
		r.put("pwdAccountLockedTime")
	}
}
