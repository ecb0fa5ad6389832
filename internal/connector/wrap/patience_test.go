package wrap

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
)

// waiter is a clock that goes on only while somebody waits, and keeps how long.
type waiter struct {
	now   time.Time
	waits []time.Duration
	fails error
}

func (w *waiter) wait(_ context.Context, d time.Duration) error {
	if w.fails != nil {
		return w.fails
	}
	w.waits = append(w.waits, d)
	w.now = w.now.Add(d)
	return nil
}

func (w *waiter) patience(most time.Duration) *Patience {
	w.now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	return &Patience{Most: most, Now: func() time.Time { return w.now }, Wait: w.wait}
}

func throttle(after time.Duration) error {
	return &connector.ThrottledError{After: after, Err: errors.New("too many requests")}
}

func TestASystemThatAsksToWaitIsGivenTheTimeThatItAsksFor(t *testing.T) {
	t.Parallel()
	const s = time.Second
	for _, c := range []struct {
		name  string
		asks  []time.Duration // of each throttled call; a negative one gets through
		waits []time.Duration
		again bool // after the last
	}{
		{"it says how long", []time.Duration{7 * s}, []time.Duration{7 * s}, true},
		{"it does not say", []time.Duration{0, 0, 0, 0, 0}, []time.Duration{s, s, 2 * s, 4 * s, 8 * s}, true},
		{"half a minute at most", []time.Duration{60 * s, 0}, []time.Duration{60 * s, 30 * s}, true},
		{"as long as there is patience", []time.Duration{100 * s, 200 * s}, []time.Duration{100 * s, 200 * s}, true},
		{"and no longer", []time.Duration{100 * s, 201 * s}, []time.Duration{100 * s}, false},
		{"an hour is too long", []time.Duration{time.Hour}, nil, false},
		{"it gets on, slowly", []time.Duration{200 * s, -1, 200 * s, -1, 200 * s}, []time.Duration{200 * s, 200 * s, 200 * s}, true},
		{"another answer ends it", []time.Duration{7 * s, -1}, []time.Duration{7 * s}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &waiter{}
			p := w.patience(5 * time.Minute)
			again := false
			for _, after := range c.asks {
				var err error
				if after >= 0 {
					err = throttle(after)
				}
				again = p.Again(t.Context(), err)
			}
			if !slices.Equal(w.waits, c.waits) || again != c.again {
				t.Errorf("waited %v, again %v; want %v, %v", w.waits, again, c.waits, c.again)
			}
		})
	}
}

func TestNobodyWaitsForAnythingElseOrOnceItIsOver(t *testing.T) {
	t.Parallel()
	w := &waiter{}
	for _, err := range []error{nil, errors.New("lost"), connector.ErrGone, connector.Permanent(errors.New("no right"))} {
		if w.patience(time.Hour).Again(t.Context(), err) {
			t.Errorf("%v is tried again", err)
		}
	}
	w.fails = context.Canceled
	if w.patience(time.Hour).Again(t.Context(), throttle(0)) || len(w.waits) > 0 {
		t.Error("it goes on after the wait was cancelled")
	}
}

func TestALookWaitsAndAWriteDoesNot(t *testing.T) {
	t.Parallel()
	m, w := memory(), &waiter{}
	c := Patient(m, w.patience(time.Minute))
	m.Script(connectortest.Trouble{Fault: connectortest.Throttle, Method: connectortest.Lookup, Times: 3})
	if a, err := c.Lookup(t.Context(), connectortest.Key(1)); err != nil || a.Ref.Key != connectortest.Key(1) {
		t.Errorf("%v, %v", a.Ref, err)
	}
	if len(w.waits) != 3 || w.waits[0] != connectortest.ThrottleWait {
		t.Errorf("waited %v", w.waits)
	}
	m.Script(connectortest.Trouble{Fault: connectortest.Throttle, Method: connectortest.Do, Times: 1})
	if _, throttled := connector.IsThrottled(c.Do(t.Context(), cut("suspend", 1))); !throttled {
		t.Error("a write was tried again without a look")
	}
	m.Inject(connectortest.Throttle)
	if _, err := c.Lookup(t.Context(), connectortest.Key(1)); len(w.waits) > 12 || err == nil {
		t.Errorf("waited %v, %v", w.waits, err)
	}
}
