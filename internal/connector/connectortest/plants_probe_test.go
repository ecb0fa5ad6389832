package connectortest

import (
	"context"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func probePlants() []plant {
	const name = "a probe tells of every verb, and changes nothing"
	says := func(change func([]connector.Right) []connector.Right) func(*Lab, *broken) {
		return func(_ *Lab, b *broken) {
			b.probe = func(ctx context.Context) ([]connector.Right, error) {
				rights, err := b.Memory.Probe(ctx)
				return change(rights), err
			}
		}
	}
	without := func(verb identity.Verb) func([]connector.Right) []connector.Right {
		return func(rights []connector.Right) []connector.Right {
			return slices.DeleteFunc(rights, func(r connector.Right) bool { return r.Verb == verb })
		}
	}
	first := func(change func(*connector.Right)) func([]connector.Right) []connector.Right {
		return func(rights []connector.Right) []connector.Right { change(&rights[0]); return rights }
	}
	return []plant{
		{name, "reading is left out", "nothing of reading", says(without(""))},
		{name, "a verb is left out", "nothing of suspend", says(without(identity.Suspend))},
		{name, "a right is wordless", "in words", says(first(func(r *connector.Right) { r.What = "" }))},
		{name, "a right is granted perhaps", "granted: perhaps", says(first(func(r *connector.Right) { r.Granted = "perhaps" }))},
		{name, "a right is refused without a reason", "nothing says why", says(first(func(r *connector.Right) { r.Granted = connector.No }))},
		{name, "the probe suspends somebody", "read after a probe", func(_ *Lab, b *broken) {
			b.probe = func(ctx context.Context) ([]connector.Right, error) {
				_ = b.Memory.Do(ctx, identity.Operation{Verb: identity.Suspend, Account: identity.AccountRef{System: "memory", Key: Key(3)}})
				return b.Memory.Probe(ctx)
			}
		}},
	}
}
