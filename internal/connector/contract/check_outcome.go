package contract

import (
	"context"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func writesNothingWhenCancelled(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cancelled(t, "a write", tr.try(ctx, tr.op(identity.Suspend)), context.Canceled)
	tr.untouched("after a write that was cancelled before")
}

func leavesAWriteThatHangs(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	hanging(t, l, "a write", func(ctx context.Context) error { return tr.try(ctx, tr.op(identity.Suspend)) })
	tr.do(identity.Suspend)
	tr.now(identity.Suspended)
	tr.onlyThis("suspended after a write that hung")
}

func survivesALostAnswer(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	heal := l.Faults.Inject(LoseAnswer)
	defer heal()
	plain(t, "a write whose answer was lost", tr.try(t.Context(), tr.op(identity.Suspend)))
	heal()
	tr.now(identity.Suspended)
	tr.door(false)
	tr.do(identity.Suspend)
	tr.expect("suspended again after a lost answer", tr.now(identity.Suspended), shut)
	tr.onlyThis("suspended after a lost answer")
}

func reportsAThrottledWrite(t testing.TB, l *Lab) { putsOff(t, l, Throttle, ThrottleWait) }

func reportsABusyWrite(t testing.TB, l *Lab) { putsOff(t, l, Busy, 0) }

func putsOff(t testing.TB, l *Lab, f Fault, wait time.Duration) {
	tr := begin(t, l, l.Cut[0])
	heal := l.Faults.Inject(f)
	defer heal()
	throttled(t, "a write", tr.try(t.Context(), tr.op(identity.Suspend)), wait)
	heal()
	tr.untouched("after the system put a write off")
	tr.do(identity.Suspend)
	tr.now(identity.Suspended)
}

func reportsARefusal(t testing.TB, l *Lab) {
	tr := begin(t, l, l.Cut[0])
	heal := l.Faults.Inject(Refuse)
	defer heal()
	if err := tr.try(t.Context(), tr.op(identity.Suspend)); !connector.IsPermanent(err) {
		t.Errorf("a write that the system refused returned %v; expected a PermanentError", err)
	}
	heal()
	tr.untouched("after a refused write")
}
