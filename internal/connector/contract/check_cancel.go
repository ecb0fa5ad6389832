package contract

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

var errEnough = errors.New("the sink has had enough")

func returnsTheErrorOfTheSink(t testing.TB, l *Lab) {
	c := &collector{next: func() error { return errEnough }}
	if _, err := l.Connector.Read(t.Context(), c); err != errEnough { //nolint:errorlint // as it is: not wrapped
		t.Errorf("the sink returned %q, and the reading %v", errEnough, err)
	}
	if c.batches != 1 {
		t.Errorf("the sink was called %d times; its first answer was an error", c.batches)
	}
}

func readsNothingWhenCancelled(t testing.TB, l *Lab) {
	v := read(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &collector{}
	_, err := l.Connector.Read(ctx, c)
	cancelled(t, "a reading", err, context.Canceled)
	if c.got() > 0 {
		t.Errorf("a reading that was cancelled before gave %d records", c.got())
	}
	if len(v.accounts) > 0 {
		_, err = l.Connector.Lookup(ctx, v.accounts[0].Ref.Key)
		cancelled(t, "a lookup", err, context.Canceled)
	}
}

func stopsReadingWhenCancelled(t testing.TB, l *Lab) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := &collector{next: func() error { cancel(); return nil }}
	_, err := l.Connector.Read(ctx, c)
	if c.batches > 1 {
		t.Errorf("the reading was cancelled in the first batch, and gave %d", c.batches)
	}
	if err == nil && c.got() == l.Accounts+l.People {
		t.Logf("not checked: the first batch held the whole system of %d records, there was nothing left to cancel", c.got())
		return
	}
	cancelled(t, "a reading", err, context.Canceled)
}

func leavesAReadingThatHangs(t testing.TB, l *Lab) {
	v := read(t, l)
	hanging(t, l, "a reading", func(ctx context.Context) error {
		_, err := l.Connector.Read(ctx, &collector{})
		return err
	})
	if len(v.accounts) > 0 {
		hanging(t, l, "a lookup", func(ctx context.Context) error {
			_, err := l.Connector.Lookup(ctx, v.accounts[0].Ref.Key)
			return err
		})
	}
	sameReading(t, "after the system had not answered for a while", v, read(t, l))
}

// hanging makes a call on a system that does not answer, with a deadline that passes soon.
func hanging(t testing.TB, l *Lab, what string, call func(context.Context) error) {
	t.Helper()
	heal := l.Faults.Inject(Hang)
	defer heal()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var err error
	promptly(t, what+", whose caller gave up,", func() { err = call(ctx) })
	cancelled(t, what, err, context.DeadlineExceeded)
}

// patience is how long the suite waits for what must come back at once.
const patience = 10 * time.Second

// promptly runs f, and fails when it does not come back: only then does the time count.
func promptly(t testing.TB, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		t.Fatalf("%s did not come back", what)
	}
}

// cancelled demands that an error is the context's, and of no class.
func cancelled(t testing.TB, what string, err, reason error) {
	t.Helper()
	if !errors.Is(err, reason) {
		t.Errorf("%s that was cancelled returned %v; expected %q", what, err, reason)
		return
	}
	plain(t, what+" that was cancelled", err)
}

// plain demands an error that says nothing of the outcome.
func plain(t testing.TB, what string, err error) {
	t.Helper()
	_, throttled := connector.IsThrottled(err)
	switch {
	case err == nil:
		t.Errorf("%s was no error", what)
	case throttled, connector.IsPermanent(err), errors.Is(err, connector.ErrGone):
		t.Errorf("%s is of a class that says what became of it: %v", what, err)
	}
}
