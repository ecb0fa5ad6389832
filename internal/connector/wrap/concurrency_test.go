package wrap

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestNoMoreCallsRunThanThereArePlaces(t *testing.T) {
	t.Parallel()
	for _, places := range []int{0, 1, 4} {
		synctest.Test(t, func(t *testing.T) {
			m := memory()
			next := make(chan struct{})
			var inside, done atomic.Int32
			m.Hook(connectortest.Hooks{Before: func(context.Context, connectortest.Call) error {
				inside.Add(1)
				<-next
				return nil
			}})
			c := Concurrency(m, places)
			for i := range 12 {
				go func() {
					if i%2 == 0 {
						_, _ = c.Lookup(t.Context(), connectortest.Key(i))
					} else {
						_ = c.Do(t.Context(), cut(identity.Suspend, i))
					}
					done.Add(1)
				}()
			}
			for finished := range 12 {
				synctest.Wait()
				want := min(max(1, places), 12-finished)
				if running := int(inside.Load()) - finished; running != want || int(done.Load()) != finished {
					t.Errorf("%d places: %d calls run after %d had come back, expected %d", places, running, finished, want)
				}
				next <- struct{}{}
			}
			synctest.Wait()
		})
	}
}

func TestACallThatWaitsForAPlaceCanBeCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		heal := m.Script(connectortest.Trouble{Fault: connectortest.Hang, Key: connectortest.Key(0)})
		c := Concurrency(m, 1)
		go func() { _ = c.Do(t.Context(), cut(identity.Suspend, 0)) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		var do, lookup error
		go func() { do = c.Do(ctx, cut(identity.Suspend, 1)) }()
		go func() { _, lookup = c.Lookup(ctx, connectortest.Key(1)) }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !errors.Is(do, context.Canceled) || !errors.Is(lookup, context.Canceled) || len(m.Writes()) > 0 {
			t.Errorf("%v, %v, %v", do, lookup, m.Writes())
		}
		heal()
		synctest.Wait()
		if err := c.Do(t.Context(), cut(identity.Suspend, 2)); err != nil || len(m.Writes()) != 2 {
			t.Errorf("the place was not given back: %v, %v", err, m.Writes())
		}
	})
}

func TestASinkMayLookUpWhileItReads(t *testing.T) {
	t.Parallel()
	c := Concurrency(memory(), 1)
	s := &looking{lookup: func(key string) error {
		_, err := c.Lookup(t.Context(), key)
		return err
	}}
	if _, err := c.Read(t.Context(), s); err != nil || s.found != 30 {
		t.Errorf("%d found, %v", s.found, err)
	}
}

// looking is a sink that looks up every account that it is given.
type looking struct {
	lookup func(key string) error
	found  int
}

func (l *looking) Accounts(batch []identity.Account) error {
	for i := range batch {
		if err := l.lookup(batch[i].Ref.Key); err != nil {
			return err
		}
		l.found++
	}
	return nil
}

func (*looking) People([]identity.Person) error { return nil }

func TestDescribeSaysTheSmallerConcurrency(t *testing.T) {
	t.Parallel()
	m := memory()
	m.Redescribe(func(d *connector.Description) { d.Concurrency = 5 })
	for n, want := range map[int]int{-1: 1, 0: 1, 1: 1, 4: 4, 5: 5, 9: 5} {
		if got := Concurrency(m, n).Describe().Concurrency; got != want {
			t.Errorf("%d places: %d", n, got)
		}
	}
}
