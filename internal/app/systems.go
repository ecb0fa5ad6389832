package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Reading is the last complete reading of a source or system, beside the one before it.
type Reading = store.Reading

// SystemState is how a source or system is doing.
type SystemState struct {
	Name        string
	People      bool // it is a people source
	Description connector.Description
	Read        Reading       // At is zero: it was never read whole
	Enabled     int           // accounts that open the door, by the newest pass; -1: not known
	Gap         *snapshot.Gap // why the newest pass could not read it whole; nil: it could
	Tested      *Tested       // the newest test of this process; nil: there was none
}

// Tested is a test of one source or system.
type Tested struct {
	Checked
	Under bool      // it goes on; then nothing else is known yet
	At    time.Time // when it began
	Err   error     // why it could not be made at all; nil: it was
}

// Systems returns how every people source and system is doing, in the order of the settings.
func (a *App) Systems(ctx context.Context) ([]SystemState, error) {
	readings, err := a.store.Readings(ctx)
	if err != nil {
		return nil, err
	}
	p, err := a.Newest(ctx)
	if err != nil {
		return nil, err
	}
	var list []SystemState
	for i := range a.Settings.People {
		list = append(list, SystemState{Name: a.Settings.People[i].Name, People: true, Description: a.people[a.Settings.People[i].Name].Describe()})
	}
	for i := range a.Settings.Systems {
		list = append(list, SystemState{Name: a.Settings.Systems[i].Name, Description: a.systems[a.Settings.Systems[i].Name].Describe()})
	}
	for i := range list {
		s := &list[i]
		s.Read, s.Enabled, s.Tested = readings[s.Name], -1, a.common.test(s.Name)
		s.by(p)
	}
	return list, nil
}

// by takes what the newest pass says.
func (s *SystemState) by(p *plan.Plan) {
	if p == nil {
		return
	}
	for i := range p.Gaps {
		if p.Gaps[i].System == s.Name {
			s.Gap = &p.Gaps[i]
		}
	}
	for i := range p.Sources {
		if p.Sources[i].Name == s.Name && !s.People {
			s.Enabled = p.Sources[i].Enabled
		}
	}
}

// NoSystemError says that the settings name no source or system.
type NoSystemError struct{ Name string }

// Error says what was asked for.
func (e *NoSystemError) Error() string {
	return fmt.Sprintf("the settings name no source and no system %q", e.Name)
}

// System returns how one source or system is doing.
func (a *App) System(ctx context.Context, name string) (*SystemState, error) {
	all, err := a.Systems(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(s SystemState) bool { return s.Name == name })
	if i < 0 {
		return nil, &NoSystemError{name}
	}
	return &all[i], nil
}

// BeginTest begins to read a source or system and to ask what may be done there. It writes nothing, and does not wait for
// the end: System tells of it. A test that goes on already is not begun twice.
func (a *App) BeginTest(ctx context.Context, name string) error {
	if _, err := a.System(ctx, name); err != nil {
		return err
	}
	if !a.common.beginTest(name, a.now()) {
		return nil
	}
	go func() {
		defer a.common.beside.Done()
		running, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestTest)
		defer cancel()
		checked, err := a.test(running, name)
		a.common.endTest(name, checked, err)
	}()
	return nil
}

// longestTest is how long a test may take.
const longestTest = 10 * time.Minute

// test reads one source or system.
func (a *App) test(ctx context.Context, name string) (Checked, error) {
	sources, err := a.sources(ctx)
	if err != nil {
		return Checked{}, err
	}
	if i := slices.IndexFunc(sources, func(s snapshot.PeopleSource) bool { return s.Name == name }); i >= 0 {
		return a.checkSource(ctx, sources[i:i+1])
	}
	systems, err := a.accountSources(ctx, a.now(), forget)
	if err != nil {
		return Checked{}, err
	}
	i := slices.IndexFunc(systems, func(s reconcile.System) bool { return s.Name == name })
	if i < 0 {
		return Checked{}, &NoSystemError{name}
	}
	return a.checkSystem(ctx, &systems[i].AccountSource)
}

// beginTest notes that a test goes on, and reports whether it may.
func (c *common) beginTest(name string, at time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.tests[name]; t != nil && t.Under || c.closing {
		return false
	}
	c.tests[name] = &Tested{Under: true, At: at}
	c.beside.Add(1)
	return true
}

func (c *common) endTest(name string, checked Checked, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tests[name] = &Tested{Checked: checked, At: c.tests[name].At, Err: err}
}

func (c *common) test(name string) *Tested {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tests[name]
}

// timed notes how long a reading took that went well.
func (c *common) timed(call Call) {
	if call.Method != wrap.Read || call.Err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[call.System] = call.Duration
}

// times returns how long the newest readings took.
func (c *common) times() map[string]time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.took)
}
