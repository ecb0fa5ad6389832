package connectortest

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func bare(a *identity.Account) { a.Entitlements = nil }

func more(a *identity.Account) {
	a.Entitlements = append(a.Entitlements, identity.Entitlement{Key: "more", Kind: identity.Group})
}

func takePlants() []plant {
	const remove, add = "remove takes what is named, once, and nothing else", "add gives what is named, once, and nothing else"
	const release, del = "release takes the licences that are named, once", "delete takes the account and no other"
	return []plant{
		{remove, "everything is taken", "remove of one, the account", func(_ *Lab, b *broken) { b.also(identity.Remove, Key(3), bare) }},
		{remove, "nothing is taken", "remove of one, the account", func(_ *Lab, b *broken) { b.instead(identity.Remove, nothing) }},
		{remove, "only one is taken at a time", "remove of all, the account", func(_ *Lab, b *broken) {
			b.do = func(ctx context.Context, op identity.Operation) error {
				op.Entitlements = op.Entitlements[:min(1, len(op.Entitlements))]
				return b.Memory.Do(ctx, op)
			}
		}},
		{remove, "to take it again is an error", "planted", func(_ *Lab, b *broken) { b.failsTwice(identity.Remove) }},
		{remove, "the account is suspended too", "is suspended; expected enabled", func(_ *Lab, b *broken) {
			b.also(identity.Remove, Key(3), suspend)
		}},
		{remove, "others lose theirs too", "which was done to another one", func(_ *Lab, b *broken) { b.also(identity.Remove, Key(9), bare) }},
		{remove, "the operation is changed", "changed the operation", func(_ *Lab, b *broken) { b.meddles(identity.Remove) }},

		{add, "nothing is given", "add of one, the account", func(_ *Lab, b *broken) { b.instead(identity.Add, nothing) }},
		{add, "more is given", "add of one, the account", func(_ *Lab, b *broken) { b.also(identity.Add, Key(3), more) }},
		{add, "others are given too", "which was done to another one", func(_ *Lab, b *broken) { b.also(identity.Add, Key(9), more) }},
		{add, "to give it again is an error", "planted", func(_ *Lab, b *broken) { b.failsTwice(identity.Add) }},

		{release, "everything is taken", "release of one, the account", func(_ *Lab, b *broken) { b.also(identity.Release, Key(3), bare) }},
		{release, "nothing is taken", "release of one, the account", func(_ *Lab, b *broken) { b.instead(identity.Release, nothing) }},
		{release, "to take it again is an error", "planted", func(_ *Lab, b *broken) { b.failsTwice(identity.Release) }},

		{del, "it is suspended instead", "expected ErrGone", func(_ *Lab, b *broken) {
			b.instead(identity.Delete, func(ctx context.Context, op identity.Operation) error {
				op.Verb = identity.Suspend
				return b.Memory.Do(ctx, op)
			})
		}},
		{del, "it is hidden instead", "the witness still sees", func(_ *Lab, b *broken) {
			b.instead(identity.Delete, nothing)
			b.lookup = func(_ context.Context, key string) (identity.Account, error) {
				if b.calls > 2 {
					return identity.Account{}, connector.ErrGone
				}
				return b.Memory.Lookup(context.Background(), key)
			}
		}},
		{del, "a second delete is an error", "a second time returned planted", func(_ *Lab, b *broken) {
			b.instead(identity.Delete, func(ctx context.Context, op identity.Operation) error {
				if err := b.Memory.Do(ctx, op); err != nil {
					return errPlanted
				}
				return nil
			})
		}},
		{del, "the door stays open", "still opens for its owner", func(l *Lab, _ *broken) {
			l.TryIn = func(context.Context, string) error { return nil }
		}},
		{del, "another one is deleted too", "another account is gone", func(_ *Lab, b *broken) {
			b.after(identity.Delete, func(identity.Operation) error { b.Drop(Key(9)); return nil })
		}},
		{del, "readings go on showing it", "a reading still shows", func(_ *Lab, b *broken) {
			kept := b.everything()
			b.read = func(_ context.Context, sink connector.Sink) (connector.Reading, error) {
				batch := make([]identity.Account, 0, len(kept))
				for i := range kept {
					batch = append(batch, kept[i].Clone())
				}
				return connector.Reading{Seen: len(kept), Expected: len(kept)}, sink.Accounts(batch)
			}
		}},
	}
}

func restorePlants() []plant {
	const one, all = "restore brings back what suspend took", "restore brings back what suspend and remove took"
	const closed = "restore opens nothing that the capture had shut"
	onlyOpens := func(_ *Lab, b *broken) {
		b.instead(identity.Restore, func(_ context.Context, op identity.Operation) error {
			b.Outside(op.Account.Key, reopen)
			return nil
		})
	}
	return []plant{
		{one, "says yes and does nothing", "is suspended; expected enabled", func(_ *Lab, b *broken) { b.instead(identity.Restore, nothing) }},
		{one, "the account is opened, and its shell is not given back", "suspended and restored, the account", onlyOpens},
		{one, "what only the witness sees is lost", "the witness sees of memory/k000004", func(_ *Lab, b *broken) {
			noPhone := func(a *identity.Account) {
				a.Attributes = slices.DeleteFunc(a.Attributes, named("phone"))
			}
			b.finds(noPhone)
			b.reads(func(batch []identity.Account) []identity.Account {
				for i := range batch {
					noPhone(&batch[i])
				}
				return batch
			})
		}},
		{one, "the door stays shut", "does not open for its owner", func(l *Lab, b *broken) {
			l.TryIn = func(ctx context.Context, login string) error {
				if b.times(identity.Restore) > 0 {
					return errPlanted
				}
				return b.TryIn(ctx, login)
			}
		}},
		{one, "others are restored too", "which was done to another one", func(_ *Lab, b *broken) { b.also(identity.Restore, Key(9), renamed) }},
		{one, "a second restore is an error", "planted", func(_ *Lab, b *broken) { b.failsTwice(identity.Restore) }},
		{one, "the capture is changed", "changed the operation", func(_ *Lab, b *broken) { b.meddles(identity.Restore) }},

		{all, "the groups are not given back", "does not hold everyone", onlyOpens},
		{all, "one group is not given back", "does not hold g", func(_ *Lab, b *broken) {
			b.also(identity.Restore, Key(3), func(a *identity.Account) { a.Entitlements = a.Entitlements[:1] })
		}},
		{all, "a group is given that was not held", "cut and restored, the account", func(_ *Lab, b *broken) {
			b.also(identity.Restore, Key(3), more)
		}},
		{all, "the groups are not taken", "cut, the account", func(_ *Lab, b *broken) { b.instead(identity.Remove, nothing) }},
		{all, "remove opens the account", "is enabled; expected suspended", func(_ *Lab, b *broken) {
			b.also(identity.Remove, Key(3), reopen)
		}},

		{closed, "restore opens every account", "is enabled; expected suspended", onlyOpens},
		{closed, "restore clears what a suspension had left", "restored to a capture", func(_ *Lab, b *broken) {
			b.also(identity.Restore, Key(3), func(a *identity.Account) { set(a, "locked") })
		}},
		{closed, "the door opens", "still opens for its owner", func(l *Lab, _ *broken) {
			l.TryIn = func(context.Context, string) error { return nil }
		}},
	}
}

func outcomePlants() []plant {
	const before, hang = "a write that was cancelled before changes nothing", "a write that is not answered is left when the caller gives up"
	const lost, refused = "a write whose answer is lost is unknown, and stands", "a refused write is permanent, and changes nothing"
	const wait, busy = "a throttled write says how long to wait, and changes nothing", "a busy system changes nothing"
	yes := func(err error) error { return nil }
	return []plant{
		{before, "no write can be cancelled", "returned <nil>", deaf},
		{before, "a cancelled write is done", "after a write that was cancelled before", anyway},
		{before, "a cancelled write looks refused", "is of a class", writes(connector.Permanent)},
		{hang, "no write can be cancelled", "a write, whose caller gave up, did not come back", deaf},
		{hang, "a write that hung looks refused", "is of a class", writes(connector.Permanent)},
		{hang, "a write that hung is done to others", "which was done to another", func(_ *Lab, b *broken) { b.also(identity.Suspend, Key(9), shut) }},
		{lost, "a lost answer is success", "was no error", writes(yes)},
		{lost, "a lost answer is a refusal", "is of a class", writes(connector.Permanent)},
		{lost, "a lost answer is a gone account", "is of a class", writes(func(error) error { return connector.ErrGone })},
		{lost, "the lab loses the request instead", "is enabled; expected suspended", func(l *Lab, b *broken) {
			l.Faults = instead{b.Memory, Fail}
		}},
		{lost, "what is done cannot be done again", "suspend memory/k000004: planted", func(_ *Lab, b *broken) {
			b.do = func(ctx context.Context, op identity.Operation) error {
				if b.times(identity.Suspend) > 0 {
					return errPlanted
				}
				return b.Memory.Do(ctx, op)
			}
		}},
		{wait, "to be put off is an error of no class", "returned planted", writes(vague)},
		{wait, "to be put off is success", "returned <nil>", writes(yes)},
		{wait, "the time to wait is made up", "is to wait 1s", writes(inASecond)},
		{wait, "what was put off is done", "after the system put a write off", anyway},
		{busy, "the time to wait is made up", "is to wait 1s", writes(inASecond)},
		{busy, "what was put off is done", "after the system put a write off", anyway},
		{refused, "a refusal is an error of no class", "expected a PermanentError", writes(vague)},
		{refused, "a refusal is success", "expected a PermanentError", writes(yes)},
		{refused, "what was refused is done", "after a refused write", anyway},
	}
}

// writes makes the connector put another error in the place of each error of its writes.
func writes(change func(error) error) func(*Lab, *broken) {
	return func(_ *Lab, b *broken) {
		b.do = func(ctx context.Context, op identity.Operation) error {
			if err := b.Memory.Do(ctx, op); err != nil {
				return change(err)
			}
			return nil
		}
	}
}

func inASecond(err error) error { return &connector.ThrottledError{After: time.Second, Err: err} }

// anyway makes the connector write even where it says that it did not.
func anyway(_ *Lab, b *broken) {
	b.do = func(ctx context.Context, op identity.Operation) error {
		err := b.Memory.Do(ctx, op)
		if err != nil {
			b.Outside(op.Account.Key, suspend)
		}
		return err
	}
}

// instead is a lab that shows another fault than it is asked for.
type instead struct {
	*Memory
	fault Fault
}

func (i instead) Inject(Fault) func() { return i.Memory.Inject(i.fault) }
