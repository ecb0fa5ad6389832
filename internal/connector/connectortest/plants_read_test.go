package connectortest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func describePlants() []plant {
	const same, whole = "describe says the same every time", "describe says everything"
	plants := []plant{
		{same, "describe counts its calls", "called twice", func(_ *Lab, b *broken) {
			calls := 0
			b.describe = func() connector.Description {
				calls++
				d := b.Memory.Describe()
				d.Kind = fmt.Sprint("memory", calls)
				return d
			}
		}},
		{same, "describe gives its own memory away", "after its caller changed", func(_ *Lab, b *broken) {
			d := b.Memory.Describe()
			b.describe = func() connector.Description { return d }
		}},
		{same, "a reading changes what describe says", "after a reading", func(_ *Lab, b *broken) {
			b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
				b.Redescribe(func(d *connector.Description) { d.Residual = "Much." })
				return b.Memory.Read(ctx, sink)
			}
		}},
		{"describe does no I/O", "describe asks the system", "did not come back", func(_ *Lab, b *broken) {
			b.describe = func() connector.Description {
				_, _ = b.Memory.Lookup(context.Background(), Key(0))
				return b.Memory.Describe()
			}
		}},
	}
	for says, change := range badDescriptions() {
		plants = append(plants, plant{whole, "a description of which " + says, says, func(_ *Lab, b *broken) {
			b.Redescribe(change)
		}})
	}
	return plants
}

func badDescriptions() map[string]func(*connector.Description) {
	first := func(change func(*connector.Capability)) func(*connector.Description) {
		return func(d *connector.Description) { change(&d.Capabilities[0]) }
	}
	byTask := func(d *connector.Description) {
		d.Owner, d.TaskTime = "it@example.test", time.Hour
		for i := range d.Capabilities {
			d.Capabilities[i].By = connector.ByTask
		}
	}
	return map[string]func(*connector.Description){
		"Kind is empty":                func(d *connector.Description) { d.Kind = "" },
		"Concurrency is under 1":       func(d *connector.Description) { d.Concurrency = 0 },
		"Suspended is not one":         func(d *connector.Description) { d.Suspended = "" },
		"Verified is not one":          func(d *connector.Description) { d.Verified = " " },
		"Residual is not one":          func(d *connector.Description) { d.Residual = "This.\nThat." },
		"no Owner does the tasks":      func(d *connector.Description) { byTask(d); d.Owner = "" },
		"TaskTime gives no time":       func(d *connector.Description) { byTask(d); d.TaskTime = 0 },
		"there is no verb \"juggle\"":  first(func(c *connector.Capability) { c.Verb = "juggle" }),
		"add is named twice":           first(func(c *connector.Capability) { c.Verb = identity.Add }),
		"restore is done by \"magic\"": first(func(c *connector.Capability) { c.By = "magic" }),
		"the Note on restore is not":   first(func(c *connector.Capability) { c.Note = "" }),
		"the connector does not restore": first(func(c *connector.Capability) {
			c.By = connector.ByNobody
		}),
		"the cutting verb transfer is not named": func(d *connector.Description) {
			d.Capabilities = d.Capabilities[:len(d.Capabilities)-1]
		},
		"reads people and yet would suspend": func(d *connector.Description) { d.Authoritative = true },
	}
}

func readPlants() []plant {
	const every, seen = "a reading gives every account once, and whole", "seen is what the sink got"
	const twice, batch = "two readings are equal", "a batch is nobody's when the sink has returned"
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
		{seen, "Seen is one too many", "Seen is 13", func(_ *Lab, b *broken) {
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
		{batch, "the connector gives the same memory at each reading", "what the sink had written into it", func(_ *Lab, b *broken) {
			kept := b.everything()
			b.read = func(_ context.Context, sink connector.Sink) (connector.Reading, error) {
				return connector.Reading{Seen: len(kept), Expected: len(kept)}, sink.Accounts(kept)
			}
		}},
		{batch, "the connector shares entitlements between readings", "what the sink had written into it", func(_ *Lab, b *broken) {
			kept := b.everything()
			b.readsOne(func(a *identity.Account) { a.Entitlements = kept[0].Entitlements })
		}},
		{batch, "the connector shares attributes between readings", "after the sink had written", func(_ *Lab, b *broken) {
			kept := b.everything()
			b.readsOne(func(a *identity.Account) { a.Attributes = kept[0].Attributes })
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
