package app

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Call is one call of a connector that has come back.
type Call = wrap.Call

// Observer is told what happens, for numbers and traces. Its methods may be called from several goroutines, and must be
// quick. Nobody's name is among what it is told, but ids and logins are.
type Observer interface {
	// Called is told of each call of a connector that has come back.
	Called(Call)
	// Passed is told of each plan of a pass.
	Passed(p *plan.Plan, took time.Duration)
	// Proved is told of each receipt.
	Proved(prove.Receipt)
}

// nobody observes nothing.
type nobody struct{}

// Called forgets it.
func (nobody) Called(Call) {}

// Passed forgets it.
func (nobody) Passed(*plan.Plan, time.Duration) {}

// Proved forgets it.
func (nobody) Proved(prove.Receipt) {}

// Gauges are numbers that are true at a moment.
type Gauges struct {
	OpenLeavers int            // accounts of people who have left that are open and should not be
	Held        int            // classes that the gate holds
	Gaps        int            // sources and systems that were not read whole
	Findings    map[string]int // by kind
	Tasks       int            // with somebody
	Overdue     int
	Oldest      time.Duration // since the newest plan of a pass; zero: there is none
}

// Gauges counts what is true by the newest plan and by what was done since.
func (a *App) Gauges(ctx context.Context) (Gauges, error) {
	g := Gauges{Findings: map[string]int{}}
	o, err := a.Overview(ctx)
	if err != nil || o.Plan == nil {
		return g, err
	}
	g.OpenLeavers, g.Held, g.Gaps, g.Oldest = o.Open, len(o.Plan.Held), len(o.Plan.Gaps), a.now().Sub(o.Plan.At)
	g.Tasks, g.Overdue = o.Tasks, o.Overdue
	for i := range o.Plan.Findings {
		g.Findings[o.Plan.Findings[i].Kind]++
	}
	return g, nil
}

// Ready returns nil when the store answers.
func (a *App) Ready(ctx context.Context) error {
	_, err := a.store.Links(ctx)
	return err
}
