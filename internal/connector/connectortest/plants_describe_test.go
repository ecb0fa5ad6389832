package connectortest

import (
	"context"
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
