package connectortest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func readPlants() []plant {
	const every, seen = "a reading gives every account once, and whole", "seen is what the sink got"
	const twice, batch = "two readings are equal", "a batch is nobody's when the sink has returned"
	const given = "what the sink had written into it"
	plants := []plant{
		{every, "accounts are left out", "got 9 accounts", func(_ *Lab, b *broken) {
			b.reads(func(batch []identity.Account) []identity.Account { return batch[1:] })
		}},
		{every, "accounts are given twice", "was given twice", func(_ *Lab, b *broken) {
			b.reads(func(batch []identity.Account) []identity.Account { return append(batch, batch[0].Clone()) })
		}},
		{every, "people are given beside the accounts", "and 1 people", func(_ *Lab, b *broken) {
			b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
				_ = sink.People(Staff(1))
				return b.Memory.Read(ctx, sink)
			}
		}},
		{seen, "Seen is one too many", "Seen is 13, and the sink got 12", func(_ *Lab, b *broken) {
			b.counts(func(r *connector.Reading) { r.Seen++ })
		}},
		{seen, "Expected is more than Seen", "Expected is 99", func(_ *Lab, b *broken) {
			b.counts(func(r *connector.Reading) { r.Expected = 99 })
		}},
		{twice, "every reading has another digest", "digest or columns differ", func(_ *Lab, b *broken) {
			b.counts(func(r *connector.Reading) { r.Digest = fmt.Sprint(b.readings()) })
		}},
		{twice, "every reading has other columns", "digest or columns differ", func(_ *Lab, b *broken) {
			b.counts(func(r *connector.Reading) { r.Columns = []string{fmt.Sprint(b.readings())} })
		}},
		{twice, "every reading has other logins", "read twice", func(_ *Lab, b *broken) {
			b.readsOne(func(a *identity.Account) { a.Login = fmt.Sprint(b.readings()) })
		}},
		{twice, "every reading has an account that was not there", "an account that was not there", func(_ *Lab, b *broken) {
			b.readsOne(func(a *identity.Account) { a.Ref.Key = fmt.Sprint(b.readings()) })
		}},
		{twice, "every reading has lost an account", "another account is gone", func(_ *Lab, b *broken) {
			b.readsOne(func(a *identity.Account) { a.Ref.Key = fmt.Sprint(b.readings()) })
		}},
		{twice, "every reading has other names", "the people differ", func(l *Lab, b *broken) {
			ofStaff(l, b)
			b.readsPeople(func(batch []identity.Person) []identity.Person {
				batch[0].Given = fmt.Sprint(b.readings())
				return batch
			})
		}},
		{"a person may be kept as given", "the connector writes the next batch over the last one", "was written over", func(l *Lab, b *broken) {
			ofStaff(l, b)
			lent := make([]identity.Engagement, 1)
			b.Batch(1)
			b.readsPeople(func(batch []identity.Person) []identity.Person {
				lent[0] = identity.Engagement{Position: string(batch[0].ID)}
				batch[0].Engagements = lent
				return batch
			})
		}},
		{batch, "the connector gives the same people at each reading", given, func(l *Lab, b *broken) {
			ofStaff(l, b)
			kept := Staff(12)
			b.read = func(_ context.Context, sink connector.Sink) (connector.Reading, error) {
				return connector.Reading{Seen: len(kept), Expected: len(kept)}, sink.People(kept)
			}
		}},
		{batch, "the connector gives the same memory at each reading", given, func(_ *Lab, b *broken) {
			kept := b.everything()
			b.read = func(_ context.Context, sink connector.Sink) (connector.Reading, error) {
				return connector.Reading{Seen: len(kept), Expected: len(kept)}, sink.Accounts(kept)
			}
		}},
		{batch, "the connector shares entitlements between readings", given, sharing(func(from, to *identity.Account) {
			to.Entitlements = from.Entitlements
		})},
		{batch, "the connector shares attributes between readings", given, sharing(func(from, to *identity.Account) {
			to.Attributes = from.Attributes
		})},
		{batch, "the connector shares values between readings", given, sharing(func(from, to *identity.Account) {
			to.Attributes = slices.Clone(from.Attributes)
		})},
		{batch, "the connector shares engagements between readings", given, sharingPeople(func(from, to *identity.Person) {
			to.Engagements = from.Engagements
		})},
		{batch, "the connector shares leaves between readings", given, sharingPeople(func(from, to *identity.Person) {
			to.Leaves = from.Leaves
		})},
		{batch, "readings differ", "after the sink had written", func(_ *Lab, b *broken) {
			b.readsOne(func(a *identity.Account) { a.Login = fmt.Sprint(b.readings()) })
		}},
	}
	for says, change := range badAccounts() {
		plants = append(plants, plant{every, "an account of which " + says, says, func(_ *Lab, b *broken) {
			b.readsOne(change)
		}})
	}
	return plants
}

func badAccounts() map[string]func(*identity.Account) {
	swap := func(a *identity.Account) { a.Entitlements[0], a.Entitlements[1] = a.Entitlements[1], a.Entitlements[0] }
	return map[string]func(*identity.Account){
		"it has no key":                   func(a *identity.Account) { a.Ref.Key = "" },
		"its system is \"elsewhere\"":     func(a *identity.Account) { a.Ref.System = "elsewhere" },
		"it has no login":                 func(a *identity.Account) { a.Login = "" },
		"its state \"\" is none":          func(a *identity.Account) { a.State = "" },
		"its kind \"robot\" is none":      func(a *identity.Account) { a.Kind = "robot" },
		"its times are not in UTC":        func(a *identity.Account) { a.Created = a.Created.In(time.FixedZone("X", 60)) },
		"its entitlements are not sorted": swap,
		"its attributes are not sorted":   func(a *identity.Account) { a.Attributes[1].Name = a.Attributes[0].Name },
	}
}

func personPlants() []plant {
	const rule = "a reading gives every person once, and whole"
	one := func(change func(*identity.Person)) func(*Lab, *broken) {
		return func(_ *Lab, b *broken) {
			b.readsPeople(func(batch []identity.Person) []identity.Person { change(&batch[0]); return batch })
		}
	}
	return []plant{
		{rule, "people are left out", "got 9 people", func(_ *Lab, b *broken) {
			b.readsPeople(func(batch []identity.Person) []identity.Person { return batch[1:] })
		}},
		{rule, "people are given twice", "was given twice", func(_ *Lab, b *broken) {
			b.readsPeople(func(batch []identity.Person) []identity.Person { return append(batch, batch[0]) })
		}},
		{rule, "no id", "there is no id", one(func(p *identity.Person) { p.ID = "" })},
		{rule, "another source", "the source is", one(func(p *identity.Person) { p.Source = "payroll" })},
		{rule, "no zone", "there is no zone", one(func(p *identity.Person) { p.Zone = nil })},
		{rule, "no cut time", "there is no time", one(func(p *identity.Person) { p.EndsAt = identity.Clock{} })},
	}
}

func lookupPlants() []plant {
	const same, gone = "a lookup shows what the reading showed", "a key that no account has is gone"
	const beside = "calls run side by side"
	return []plant{
		{same, "a lookup shows no attributes", "read and looked up", func(_ *Lab, b *broken) {
			b.finds(func(a *identity.Account) { a.Attributes = nil })
		}},
		{same, "a lookup shows groups without names", "read and looked up", func(_ *Lab, b *broken) {
			b.finds(func(a *identity.Account) { a.Entitlements[0].Name = "" })
		}},
		{same, "a lookup gives a reference to elsewhere", "read and looked up", func(_ *Lab, b *broken) {
			b.finds(func(a *identity.Account) { a.Ref.System = "elsewhere" })
		}},
		{same, "a lookup finds nothing", "lookup of", func(_ *Lab, b *broken) {
			b.lookup = func(_ context.Context, key string) (identity.Account, error) { return identity.Account{}, errPlanted }
		}},
		{gone, "an account that is not there is an error of no class", "expected ErrGone", func(_ *Lab, b *broken) {
			b.lookup = func(_ context.Context, key string) (identity.Account, error) { return identity.Account{}, errPlanted }
		}},
		{gone, "an account that is not there is an empty one", "expected ErrGone", func(_ *Lab, b *broken) {
			b.lookup = func(context.Context, string) (identity.Account, error) { return identity.Account{}, nil }
		}},
		{beside, "lookups fail beside a reading", "lookups at once", func(_ *Lab, b *broken) {
			b.lookup = func(_ context.Context, key string) (identity.Account, error) { return identity.Account{}, errPlanted }
		}},
		{beside, "lookups get each other's answers", "looked up beside", func(_ *Lab, b *broken) {
			b.lookup = func(ctx context.Context, _ string) (identity.Account, error) { return b.Memory.Lookup(ctx, Key(0)) }
		}},
		{beside, "a reading loses what is looked up meanwhile", "read beside lookups", func(_ *Lab, b *broken) {
			b.readsOne(func(a *identity.Account) { a.Login = fmt.Sprint(b.readings()) })
		}},
	}
}

var errPlanted = errors.New("planted")

// ofStaff puts a source of people in the place of the accounts.
func ofStaff(l *Lab, b *broken) {
	b.Memory = NewPeople("hr", Staff(12)...)
	*l = b.Lab()
	l.Connector = b
}

// sharing makes the connector put memory of its own into the first account of each batch. One reading is over when the
// rule is checked.
func sharing(put func(from, to *identity.Account)) func(*Lab, *broken) {
	return func(_ *Lab, b *broken) {
		kept := b.everything()
		b.readsOne(func(a *identity.Account) { put(&kept[0], a) })
		_, _ = b.Read(context.Background(), &collector{})
	}
}

// sharingPeople is sharing with people.
func sharingPeople(put func(from, to *identity.Person)) func(*Lab, *broken) {
	return func(l *Lab, b *broken) {
		ofStaff(l, b)
		kept := Staff(1)[0]
		kept.Leaves = []identity.Leave{{Start: identity.On(identity.Date{Year: 2025, Month: 5, Day: 1})}}
		b.readsPeople(func(batch []identity.Person) []identity.Person { put(&kept, &batch[0]); return batch })
		_, _ = b.Read(context.Background(), &collector{})
	}
}

// counts makes the connector change what it says of each reading.
func (b *broken) counts(change func(*connector.Reading)) {
	b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
		r, err := b.Memory.Read(ctx, sink)
		change(&r)
		return r, err
	}
}

// finds makes the connector change every account that it looks up.
func (b *broken) finds(change func(*identity.Account)) {
	b.lookup = func(ctx context.Context, key string) (identity.Account, error) {
		a, err := b.Memory.Lookup(ctx, key)
		if err == nil {
			change(&a)
		}
		return a, err
	}
}

// readings returns a number that is another one at each call of the Memory.
func (b *broken) readings() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls
}

// everything returns a copy of every account.
func (b *broken) everything() []identity.Account {
	var kept []identity.Account
	for _, a := range b.listing().accounts {
		kept = append(kept, a.Clone())
	}
	return kept
}
