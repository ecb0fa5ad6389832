package connectortest

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// nothing says yes and does nothing.
func nothing(context.Context, identity.Operation) error { return nil }

// failsTwice refuses a verb that has been done to the account before.
func (b *broken) failsTwice(verb identity.Verb) {
	done := map[string]bool{}
	b.after(verb, func(op identity.Operation) error {
		if done[op.Account.Key] {
			return errPlanted
		}
		done[op.Account.Key] = true
		return nil
	})
}

// also changes an account when a verb was done to one.
func (b *broken) also(verb identity.Verb, key string, change func(*identity.Account)) {
	b.after(verb, func(identity.Operation) error {
		b.Outside(key, change)
		return nil
	})
}

func renamed(a *identity.Account) { a.Email = "somebody@example.test" }

func suspendPlants() []plant {
	const foreign, gone = "a verb that is not the connector's is refused", "every verb says that an account is gone"
	const one, twice = "suspend shuts the account and changes nothing else", "suspend twice is once"
	const out, beside = "sign-out leaves the account as it is", "accounts are cut side by side"
	noTransfer := "transfer, which describe does not give"
	return []plant{
		{foreign, "says yes to any verb", noTransfer, func(_ *Lab, b *broken) { b.instead(identity.Transfer, nothing) }},
		{foreign, "an unknown verb is an error of no class", "juggle, which describe", func(_ *Lab, b *broken) {
			b.instead("juggle", func(context.Context, identity.Operation) error { return errPlanted })
		}},
		{foreign, "a verb that is nobody's changes the account", "after verbs that are not", func(_ *Lab, b *broken) {
			b.instead(identity.Transfer, func(_ context.Context, op identity.Operation) error {
				b.Outside(op.Account.Key, renamed)
				return connector.Permanent(errPlanted)
			})
		}},
		{foreign, "the lab is empty", "the lab holds no account", func(l *Lab, b *broken) {
			b.Memory = NewMemory("memory")
			l.Cut = nil
		}},

		{one, "says yes and does nothing, and there is no witness", "is enabled; expected suspended", func(l *Lab, b *broken) {
			b.Inject(Pretend)
			l.Witness = nil
		}},
		{one, "says yes and does nothing", "is enabled; expected suspended", func(_ *Lab, b *broken) { b.Inject(Pretend) }},
		{one, "is enabled again at once", "is enabled; expected suspended", func(_ *Lab, b *broken) { b.Inject(Reopen) }},
		{one, "shows what it wished for", "the witness says that memory/k000004 is enabled", func(_ *Lab, b *broken) {
			b.instead(identity.Suspend, nothing)
			b.finds(shutFrom(2))
		}},
		{one, "shows groups that are not held", "the witness says that memory/k000004 holds", func(_ *Lab, b *broken) {
			b.finds(func(a *identity.Account) { a.Entitlements = a.Entitlements[1:] })
		}},
		{one, "the door stays open", "still opens for its owner", func(l *Lab, _ *broken) {
			l.TryIn = func(context.Context, string) error { return nil }
		}},
		{one, "the door was never open", "does not open for its owner", func(l *Lab, _ *broken) {
			l.TryIn = func(context.Context, string) error { return errPlanted }
		}},
		{one, "the mail address is changed too", "suspended, the account memory/k000004 differs", func(_ *Lab, b *broken) {
			b.also(identity.Suspend, Key(3), renamed)
		}},
		{one, "another account is changed too", "which was done to another one", func(_ *Lab, b *broken) {
			b.also(identity.Suspend, Key(9), shut)
		}},
		{one, "an account is added", "an account that was not there", func(_ *Lab, b *broken) {
			b.after(identity.Suspend, func(identity.Operation) error { b.Put(Crowd(13)[12]); return nil })
		}},
		{one, "another account is deleted", "another account is gone", func(_ *Lab, b *broken) {
			b.after(identity.Suspend, func(identity.Operation) error { b.Drop(Key(9)); return nil })
		}},
		{one, "a reading shows the account as it was before", "looked up and read", func(_ *Lab, b *broken) {
			b.reads(func(batch []identity.Account) []identity.Account {
				for i := range batch {
					batch[i].State = identity.Enabled
				}
				return batch
			})
		}},
		{one, "the account is shut already", "suspended already", func(_ *Lab, b *broken) { b.Outside(Key(3), shut) }},
		{one, "the account is blind to its witness", "the witness cannot see", func(l *Lab, _ *broken) { l.Witness = blind{} }},

		{twice, "suspend toggles", "is enabled; expected suspended", func(_ *Lab, b *broken) {
			b.after(identity.Suspend, func(op identity.Operation) error {
				if b.times(identity.Suspend)%2 == 0 {
					b.Outside(op.Account.Key, reopen)
				}
				return nil
			})
		}},
		{twice, "a second suspend is an error", "suspend memory/k000004: planted", func(_ *Lab, b *broken) {
			b.failsTwice(identity.Suspend)
		}},
		{twice, "every suspend leaves another mark", "suspended twice, the account", func(_ *Lab, b *broken) {
			b.after(identity.Suspend, func(op identity.Operation) error {
				mark := fmt.Sprint(b.times(identity.Suspend))
				b.Outside(op.Account.Key, func(a *identity.Account) { set(a, "locked", mark) })
				return nil
			})
		}},

		{out, "sign-out suspends", "is suspended; expected enabled", func(_ *Lab, b *broken) { b.also(identity.SignOut, Key(3), suspend) }},
		{out, "sign-out changes the mail address", "signed out, the account", func(_ *Lab, b *broken) {
			b.also(identity.SignOut, Key(3), renamed)
		}},
		{out, "sign-out changes another account", "signed out, which was done to another", func(_ *Lab, b *broken) {
			b.also(identity.SignOut, Key(9), renamed)
		}},
		{out, "a second sign-out is an error", "sign-out memory/k000004: planted", func(_ *Lab, b *broken) {
			b.failsTwice(identity.SignOut)
		}},

		{gone, "suspends an account that is not there", "suspend of memory", func(_ *Lab, b *broken) {
			b.instead(identity.Suspend, nothing)
		}},
		{gone, "a lost account is a refusal", "remove of memory", func(_ *Lab, b *broken) {
			b.instead(identity.Remove, func(context.Context, identity.Operation) error { return connector.Permanent(errPlanted) })
		}},
		{gone, "restore makes the account", "restore of memory", func(_ *Lab, b *broken) {
			b.instead(identity.Restore, func(_ context.Context, op identity.Operation) error { b.Put(*op.Before); return nil })
		}},
		{gone, "add makes the account", "an account that was not there", func(_ *Lab, b *broken) {
			b.instead(identity.Add, func(ctx context.Context, op identity.Operation) error {
				err := b.Memory.Do(ctx, op)
				b.Put(identity.Account{Ref: op.Account, Login: op.Login})
				return err
			})
		}},

		{beside, "of several at once only one is done", "is enabled; expected suspended", func(_ *Lab, b *broken) {
			b.instead(identity.Suspend, func(ctx context.Context, op identity.Operation) error {
				if op.Account.Key == Key(4) {
					return nil
				}
				return b.Memory.Do(ctx, op)
			})
		}},
		{beside, "of several at once one fails", "beside others: planted", func(_ *Lab, b *broken) {
			b.instead(identity.Suspend, func(ctx context.Context, op identity.Operation) error {
				return errors.Join(b.Memory.Do(ctx, op), errPlanted)
			})
		}},
		{beside, "of several at once one loses its groups only", "cut beside 2 others", func(_ *Lab, b *broken) {
			b.instead(identity.Remove, nothing)
		}},
		{beside, "the door of one stays open", "still opens for its owner", func(l *Lab, _ *broken) {
			l.TryIn = func(context.Context, string) error { return nil }
		}},
		{beside, "others are cut too", "after cuts side by side, which was done to another one", func(_ *Lab, b *broken) {
			b.also(identity.Suspend, Key(9), shut)
		}},
	}
}

// shutFrom shows the account as suspended from the nth lookup on.
func shutFrom(n int) func(*identity.Account) {
	return func(a *identity.Account) {
		if n--; n < 1 {
			a.State = identity.Suspended
		}
	}
}

// times returns how often the connector did the verb.
func (b *broken) times(verb identity.Verb) int {
	n := 0
	for _, w := range b.Writes() {
		if w.Verb == verb {
			n++
		}
	}
	return n
}

// meddles changes the operations that it is given.
func (b *broken) meddles(verb identity.Verb) {
	b.after(verb, func(op identity.Operation) error {
		for i := range op.Entitlements {
			op.Entitlements[i].Name = ""
		}
		if op.Before != nil {
			op.Before.Login = ""
		}
		return nil
	})
}

type blind struct{}

func (blind) Look(string) (Sight, error) { return Sight{}, errPlanted }
