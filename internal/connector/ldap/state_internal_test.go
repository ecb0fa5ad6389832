package ldap

import (
	"testing"

	goldap "github.com/go-ldap/ldap/v3"
)

func TestAShadowAccountHasExpiredOnlyOnceItsDayIsPast(t *testing.T) {
	t.Parallel()
	for days, want := range map[string]bool{"1": true, "19000": true, "0": false, "-1": false, "": false, "x": false, "999999": false} {
		if got := hasExpired(days); got != want {
			t.Errorf("hasExpired(%q) = %v, want %v", days, got, want)
		}
	}
}

func TestMarksAreReadWithTheirTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locked, end   string
		lock, isEnded bool
	}{
		{"", "", false, false},
		{"000001010000Z", "", true, false},
		{"00000101000000Z", "", true, false},
		{"20260101000000Z", "", false, false},
		{"", "19700101000000Z", false, true},
		{"", "20260101000000Z", false, true},
		{"", "29990101000000Z", false, false},
	} {
		e := entry{Entry: goldap.NewEntry("uid=x", map[string][]string{attrLocked: {c.locked}, attrEnd: {c.end}})}
		if e.lockMark() != c.lock || e.endMark() != c.isEnded {
			t.Errorf("%q, %q: locked %v, ended %v", c.locked, c.end, e.lockMark(), e.endMark())
		}
	}
}
