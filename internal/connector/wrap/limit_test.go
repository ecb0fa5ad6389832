package wrap

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestCallsGoAsFastAsTheRateAllows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		limiter := rate.NewLimiter(2, 3)
		first, second := Limit(memory(), limiter), Limit(memory(), limiter)
		want := []time.Duration{0, 0, 0, 500, 1000, 1500}
		calls := []func() error{
			func() error {
				_, err := first.Read(t.Context(), &looking{lookup: func(string) error { return nil }})
				return err
			},
			func() error { _, err := first.Lookup(t.Context(), connectortest.Key(0)); return err },
			func() error { return first.Do(t.Context(), cut(identity.Suspend, 0)) },
			func() error { return second.Do(t.Context(), cut(identity.Suspend, 0)) },
			func() error { _, err := second.Lookup(t.Context(), connectortest.Key(0)); return err },
			func() error {
				_, err := second.Read(t.Context(), &looking{lookup: func(string) error { return nil }})
				return err
			},
		}
		for i, call := range calls {
			if err := call(); err != nil || time.Since(began) != want[i]*time.Millisecond {
				t.Errorf("call %d came back after %s, expected %dms: %v", i, time.Since(began), want[i], err)
			}
		}
	})
}

func TestACallThatCouldNotWaitIsThrottled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		c := Limit(m, rate.NewLimiter(rate.Every(10*time.Second), 1))
		if err := c.Do(t.Context(), cut(identity.Suspend, 0)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		defer cancel()
		began := time.Now()
		for range 3 { // a token that was not used is given back
			if after, ok := connector.IsThrottled(c.Do(ctx, cut(identity.Suspend, 1))); !ok || after != 10*time.Second {
				t.Errorf("throttled %v, wait %s", ok, after)
			}
		}
		if time.Since(began) > 0 || len(m.Writes()) != 1 {
			t.Errorf("came back after %s, having written %v", time.Since(began), m.Writes())
		}
	})
}

func TestACallThatWaitsForTheRateCanBeCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		c := Limit(m, rate.NewLimiter(rate.Every(10*time.Second), 1))
		_ = c.Do(t.Context(), cut(identity.Suspend, 0))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(4*time.Second, cancel)
		if err := c.Do(ctx, cut(identity.Suspend, 1)); !errors.Is(err, context.Canceled) || len(m.Writes()) != 1 {
			t.Errorf("%v, %v", err, m.Writes())
		}
		began := time.Now()
		if err := c.Do(t.Context(), cut(identity.Suspend, 2)); err != nil || time.Since(began).Round(time.Millisecond) != 6*time.Second {
			t.Errorf("the token was not given back: %s, %v", time.Since(began), err)
		}
	})
}

func TestARateThatLetsNothingThroughIsARefusal(t *testing.T) {
	t.Parallel()
	c := Limit(memory(), rate.NewLimiter(1, 0))
	_, read := c.Read(t.Context(), &looking{})
	_, lookup := c.Lookup(t.Context(), connectortest.Key(0))
	for _, err := range []error{read, lookup, c.Do(t.Context(), cut(identity.Suspend, 0))} {
		if !connector.IsPermanent(err) {
			t.Error(err)
		}
	}
}
