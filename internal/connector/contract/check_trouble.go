package contract

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

func reportsADroppedListing(t testing.TB, l *Lab) { reportsIncomplete(t, l, DropListing) }

func reportsAShortListing(t testing.TB, l *Lab) { reportsIncomplete(t, l, Overstate) }

// reportsIncomplete demands an error under the fault, and a whole reading when it is healed.
func reportsIncomplete(t testing.TB, l *Lab, f Fault) {
	before := read(t, l)
	heal := l.Faults.Inject(f)
	defer heal()
	v, err := try(t, l)
	plain(t, "an incomplete reading", err)
	if f == DropListing && len(v.accounts)+len(v.people) >= l.Accounts+l.People {
		t.Errorf("the lab let all %d records through before it dropped the listing: nothing was checked", l.Accounts+l.People)
	}
	heal()
	sameReading(t, "after an incomplete reading", before, read(t, l))
}

func reportsThrottledReading(t testing.TB, l *Lab) { reportsWait(t, l, Throttle, ThrottleWait) }

func reportsABusySystem(t testing.TB, l *Lab) { reportsWait(t, l, Busy, 0) }

func reportsWait(t testing.TB, l *Lab, f Fault, wait time.Duration) {
	before := read(t, l)
	heal := l.Faults.Inject(f)
	defer heal()
	_, err := try(t, l)
	throttled(t, "a reading", err, wait)
	if len(before.accounts) > 0 {
		_, err = l.Connector.Lookup(t.Context(), before.accounts[0].Ref.Key)
		throttled(t, "a lookup", err, wait)
	}
	heal()
	sameReading(t, "after the system asked to wait", before, read(t, l))
}

// throttled demands a ThrottledError with the time that the system asked for.
func throttled(t testing.TB, what string, err error, wait time.Duration) {
	t.Helper()
	after, ok := connector.IsThrottled(err)
	switch {
	case !ok:
		t.Errorf("%s that the system put off returned %v; expected a ThrottledError", what, err)
	case after != wait:
		t.Errorf("%s that the system put off for %s is to wait %s", what, wait, after)
	case connector.IsPermanent(err):
		t.Errorf("%s is both put off and refused: %v", what, err)
	}
}
