package connectortest

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deaf makes the connector go on whatever its callers cancel.
func deaf(_ *Lab, b *broken) {
	b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
		return b.Memory.Read(context.WithoutCancel(ctx), sink)
	}
	b.lookup = func(ctx context.Context, key string) (identity.Account, error) {
		return b.Memory.Lookup(context.WithoutCancel(ctx), key)
	}
	b.do = func(ctx context.Context, op identity.Operation) error {
		return b.Memory.Do(context.WithoutCancel(ctx), op)
	}
}

// answers makes the connector put another error in the place of each error of its readings and lookups.
func answers(change func(error) error) func(*Lab, *broken) {
	return func(_ *Lab, b *broken) {
		b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
			r, err := b.Memory.Read(ctx, sink)
			if err != nil {
				err = change(err)
			}
			return r, err
		}
		b.lookup = func(ctx context.Context, key string) (identity.Account, error) {
			a, err := b.Memory.Lookup(ctx, key)
			if err != nil {
				err = change(err)
			}
			return a, err
		}
	}
}

func swallow(error) error { return nil }

func vague(error) error { return errPlanted }

// sulks makes every reading fail once one has failed.
func sulks(_ *Lab, b *broken) {
	var failed error
	b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
		r, err := b.Memory.Read(ctx, sink)
		failed = errors.Join(failed, err)
		return r, failed
	}
}

// stubborn is a sink that a broken connector goes on calling after an error, which it gives back at the end.
type stubborn struct {
	connector.Sink
	err error
}

func (s *stubborn) Accounts(batch []identity.Account) error {
	if err := s.Sink.Accounts(batch); err != nil {
		s.err = err
	}
	return nil
}

func cancelPlants() []plant {
	const sink, before = "an error of the sink ends the reading and is returned as it is", "a call that was cancelled before does nothing"
	const middle = "a reading that is cancelled in the middle ends there"
	const hang = "a system that does not answer is left when the caller gives up"
	wrapped := answers(func(err error) error { return fmt.Errorf("read: %w", err) })
	return []plant{
		{sink, "the error of the sink is wrapped", "and the reading read: the sink", wrapped},
		{sink, "the error of the sink is lost", "and the reading <nil>", answers(swallow)},
		{sink, "the reading goes on after an error of the sink", "called 3 times", func(_ *Lab, b *broken) {
			b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
				s := &stubborn{Sink: sink}
				r, _ := b.Memory.Read(ctx, s)
				return r, s.err
			}
		}},
		{before, "nothing can be cancelled", "a reading that was cancelled returned <nil>", deaf},
		{before, "no lookup can be cancelled", "a lookup that was cancelled returned <nil>", deaf},
		{before, "a reading gives records before it looks", "gave 12 records", deaf},
		{before, "a cancelled call looks refused", "is of a class", answers(connector.Permanent)},
		{middle, "no reading can be cancelled", "gave 3", deaf},
		{middle, "a cancelled reading looks whole", "returned <nil>", answers(swallow)},
		{middle, "a cancelled reading does not say why it stopped", "returned planted", answers(vague)},
		{hang, "nothing can be cancelled", "a reading, whose caller gave up, did not come back", deaf},
		{hang, "no lookup can be cancelled", "a lookup, whose caller gave up, did not come back", func(l *Lab, b *broken) {
			deaf(l, b)
			b.read = nil
		}},
		{hang, "a call that hung looks refused", "is of a class", answers(connector.Permanent)},
		{hang, "no reading succeeds after one that hung", "a reading of the whole system", sulks},
	}
}

func troublePlants() []plant {
	const dropped, short = "a listing that drops is an error", "a listing shorter than announced is an error"
	const wait, busy = "a throttled reading says how long to wait", "a busy system is throttled without a time"
	after := func(err error) error { return &connector.ThrottledError{After: 30, Err: err} }
	both := func(err error) error { return connector.Permanent(err) }
	return []plant{
		{dropped, "a dropped listing looks whole", "was no error", answers(swallow)},
		{dropped, "a dropped listing looks like a refusal", "is of a class", answers(connector.Permanent)},
		{dropped, "a dropped listing looks like an empty system", "is of a class", answers(func(error) error { return connector.ErrGone })},
		{dropped, "no reading succeeds after one that dropped", "a reading of the whole system", sulks},
		{dropped, "the lab drops the listing at its end only", "nothing was checked", func(l *Lab, b *broken) {
			l.Faults = late{b.Memory}
		}},
		{short, "a short listing looks whole", "was no error", answers(swallow)},
		{short, "no reading succeeds after one that was short", "a reading of the whole system", sulks},
		{wait, "to be put off is an error of no class", "a reading that the system put off returned planted", answers(vague)},
		{wait, "a lookup does not say that it was put off", "a lookup that the system put off returned planted", answers(vague)},
		{wait, "the time to wait is made up", "is to wait 30ns", answers(after)},
		{wait, "to be put off is a refusal too", "both put off and refused", answers(both)},
		{wait, "no reading succeeds after one that was put off", "a reading of the whole system", sulks},
		{busy, "the time to wait is made up", "is to wait 30ns", answers(after)},
		{busy, "a busy system is an error of no class", "returned planted", answers(vague)},
	}
}

// late drops a listing when all of it was given.
type late struct{ *Memory }

func (l late) Inject(f Fault) func() { return l.Script(Trouble{Fault: f, After: 1000}) }
