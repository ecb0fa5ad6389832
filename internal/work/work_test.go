package work_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/systemtest"
	"github.com/exeunt-iam/exeunt/internal/work"
)

// deeds tell what was done on a channel, and do what a test wants them to.
type deeds struct {
	done chan string

	mu   sync.Mutex
	due  time.Time
	fail []error       // of the next deeds, one after the other
	hold chan struct{} // nil: deeds do not wait
}

func (d *deeds) did(ctx context.Context, what string) error {
	d.mu.Lock()
	hold := d.hold
	var err error
	if len(d.fail) > 0 {
		err, d.fail = d.fail[0], d.fail[1:]
	}
	d.mu.Unlock()
	d.done <- what
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (d *deeds) Pass(ctx context.Context, why string) error   { return d.did(ctx, "pass "+why) }
func (d *deeds) Apply(ctx context.Context, plan string) error { return d.did(ctx, "apply "+plan) }
func (d *deeds) Tell(ctx context.Context, hook string) error  { return d.did(ctx, "tell "+hook) }
func (d *deeds) Hopeless(err error) bool                      { return errors.Is(err, errHopeless) }

func (d *deeds) NextDue(context.Context) (time.Time, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.due, nil
}

var errHopeless = errors.New("a human must do something")

// next waits for what is done next.
func (d *deeds) next(t *testing.T, want ...string) string {
	t.Helper()
	select {
	case got := <-d.done:
		if !slices.Contains(want, got) {
			t.Fatalf("done: %s, want one of %q", got, want)
		}
		return got
	case <-t.Context().Done():
		t.Fatalf("nothing was done, want one of %q", want)
	}
	return ""
}

// on runs a test on both databases.
func on(t *testing.T, test func(t *testing.T, store string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "exeunt.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, systemtest.PostgreSQL(t).StoreURL)
	})
}

// start begins to work. Its clock is an hour behind that of the queue, so that what is to be tried again later is tried
// again at once.
func start(t *testing.T, d *deeds, store string) *work.Work {
	t.Helper()
	late := func() time.Time { return time.Now().Add(-time.Hour) }
	w, err := work.Start(t.Context(), d, work.Options{Store: store, Every: time.Hour, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: late})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func stop(t *testing.T, w *work.Work) {
	t.Helper()
	if err := w.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

func TestWorkThatIsAskedForIsDone(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, store string) {
		d := &deeds{done: make(chan string, 9)}
		w := start(t, d, store)
		defer stop(t, w)
		d.next(t, "pass start")
		if err := errors.Join(w.Apply(t.Context(), "p-1"), w.Pass(t.Context(), "asked")); err != nil {
			t.Fatal(err)
		}
		first := d.next(t, "apply p-1", "pass asked")
		if second := d.next(t, "apply p-1", "pass asked"); second == first {
			t.Errorf("%s was done twice", first)
		}
	})
}

// One pass runs at a time; what is asked for meanwhile is done once after it, for what it read may be older.
func TestAskingWhileAPassRunsAsksOnceMore(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, store string) {
		d := &deeds{done: make(chan string, 9), hold: make(chan struct{})}
		w := start(t, d, store)
		defer stop(t, w)
		d.next(t, "pass start")
		for range 3 {
			if err := w.Pass(t.Context(), "asked"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Apply(t.Context(), "p-1"); err != nil {
			t.Fatal(err)
		}
		d.next(t, "apply p-1") // beside the pass, which still runs
		if !w.Applying("p-1") || w.Applying("p-2") {
			t.Error("it is not known what is being applied")
		}
		close(d.hold)
		d.next(t, "pass asked")
		if err := w.Apply(t.Context(), "p-2"); err != nil {
			t.Fatal(err)
		}
		d.next(t, "apply p-2") // and no further pass
	})
}

func TestWhatFailedIsTriedAgainUnlessOnlyAHumanCanHelp(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, store string) {
		d := &deeds{done: make(chan string, 9)}
		w := start(t, d, store)
		defer stop(t, w)
		d.next(t, "pass start")
		d.mu.Lock()
		d.fail = []error{errors.New("the network is down"), errHopeless}
		d.mu.Unlock()
		if err := w.Apply(t.Context(), "p-1"); err != nil {
			t.Fatal(err)
		}
		d.next(t, "apply p-1")
		d.next(t, "apply p-1") // again; now it is hopeless
		if err := w.Apply(t.Context(), "p-2"); err != nil {
			t.Fatal(err)
		}
		d.next(t, "apply p-2")
	})
}

func TestWhatWasAskedForOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, store string) {
		d := &deeds{done: make(chan string, 9), hold: make(chan struct{})}
		w := start(t, d, store)
		d.next(t, "pass start")
		if err := w.Pass(t.Context(), "before the end"); err != nil { // waits behind the one that runs
			t.Fatal(err)
		}
		close(d.hold)
		at := context.WithoutCancel(t.Context())
		if err := w.Stop(at); err != nil {
			t.Fatal(err)
		}
		again := start(t, d, store)
		defer stop(t, again)
		for d.next(t, "pass before the end", "pass start") != "pass before the end" {
		}
	})
}

func TestTheAlarmAsksForAPassWhenSomethingIsDueAndNotBefore(t *testing.T) {
	t.Parallel()
	d := &deeds{done: make(chan string, 9), hold: make(chan struct{})}
	w, err := work.Start(t.Context(), d, work.Options{
		Store: filepath.Join(t.TempDir(), "exeunt.db"), Every: time.Hour, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, w)
	d.next(t, "pass start") // and it finds that something will be due; a pass that still waited would answer the alarm too
	due := time.Now().Add(300 * time.Millisecond)
	d.mu.Lock()
	d.due = due
	d.mu.Unlock()
	close(d.hold)
	d.next(t, "pass due")
	if early := time.Until(due); early > 0 {
		t.Errorf("%s too early", early)
	}
	if err := w.Apply(t.Context(), "p-1"); err != nil {
		t.Fatal(err)
	}
	d.next(t, "apply p-1") // and no further pass, though what is due next has not changed
}
