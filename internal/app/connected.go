package app

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Connected is a source or system of the settings, and how the newest pass read it.
type Connected struct {
	Name        string
	People      bool
	Description connector.Description
	Read        time.Time // zero: it was not read whole
	Seen        int
	Enabled     int
	Gap         *snapshot.Gap // nil: none, or there was no pass yet
}

// Connected returns the sources and then the systems of the settings, in their order. It asks none of them.
func (a *App) Connected(ctx context.Context) ([]Connected, error) {
	p, err := a.Newest(ctx)
	if err != nil {
		return nil, err
	}
	var all []Connected
	for i := range a.Settings.People {
		name := a.Settings.People[i].Name
		all = append(all, connected(p, Connected{Name: name, People: true, Description: a.people[name].Describe()}))
	}
	for i := range a.Settings.Systems {
		name := a.Settings.Systems[i].Name
		all = append(all, connected(p, Connected{Name: name, Description: a.systems[name].Describe()}))
	}
	return all, nil
}

// connected adds how a pass read it; nil: there was none.
func connected(p *plan.Plan, c Connected) Connected {
	if p == nil {
		return c
	}
	if i := slices.IndexFunc(p.Sources, func(s plan.Source) bool { return s.Name == c.Name && s.People == c.People }); i >= 0 {
		c.Read, c.Seen, c.Enabled = p.At, p.Sources[i].Seen, p.Sources[i].Enabled
	}
	if i := slices.IndexFunc(p.Gaps, func(g snapshot.Gap) bool { return g.System == c.Name }); i >= 0 {
		gap := p.Gaps[i]
		c.Gap, c.Read = &gap, time.Time{}
	}
	return c
}
