package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Checked is what a check found of one source or system.
type Checked struct {
	Name        string
	People      bool
	Description connector.Description
	Seen        int
	Enabled     int
	Columns     []string
	Rights      []connector.Right
	Unasked     string        // why the system could not be asked for its rights; empty: it could
	Missing     []string      // what the settings protect there and nobody sees
	Gap         *snapshot.Gap // nil: it was read whole
	Took        time.Duration
}

// Check reads every source and system once and says of each whether it can be read whole and what can be done there.
// It keeps nothing and writes to nothing.
func (a *App) Check(ctx context.Context) ([]Checked, error) {
	var list []Checked
	sources, err := a.sources(ctx)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		c, err := a.checkSource(ctx, sources[i:i+1])
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	systems, err := a.accountSources(ctx, a.now(), forget)
	if err != nil {
		return nil, err
	}
	for i := range systems {
		c, err := a.checkSystem(ctx, &systems[i].AccountSource)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// checkSource checks the only one of some people sources.
func (a *App) checkSource(ctx context.Context, source []snapshot.PeopleSource) (Checked, error) {
	began := a.now()
	snap, err := snapshot.People(ctx, began, source)
	if err != nil {
		return Checked{}, err
	}
	c := Checked{Name: source[0].Name, People: true, Description: source[0].Connector.Describe(), Took: a.now().Sub(began)}
	c.ask(ctx, source[0].Connector)
	if len(snap.Gaps) > 0 {
		c.Gap = &snap.Gaps[0]
	} else {
		c.Seen, c.Columns = snap.Sources[0].Seen, snap.Sources[0].Columns
	}
	return c, nil
}

func (a *App) checkSystem(ctx context.Context, src *snapshot.AccountSource) (Checked, error) {
	began := a.now()
	census := snapshot.NewCensus(src, a.protectedRights(src.Name))
	named := a.protectedAccounts(src.Name)
	reading, err := src.Connector.Read(ctx, counting{census, named})
	if ctx.Err() != nil {
		return Checked{}, ctx.Err()
	}
	system, gap := src.Judge(reading, err, census, 0)
	c := Checked{
		Name: src.Name, Description: src.Connector.Describe(), Seen: census.Seen, Enabled: census.Enabled,
		Columns: system.Columns, Gap: gap, Took: a.now().Sub(began),
	}
	if gap == nil {
		c.Missing = notSeen(census, named)
	}
	c.ask(ctx, src.Connector)
	return c, nil
}

func (a *App) protectedRights(system string) (names []string) {
	for _, e := range a.Settings.Protect.Entitlements {
		if e.System == system && e.Keep > 0 {
			names = append(names, e.Name)
		}
	}
	return names
}

// protectedAccounts returns the protected logins and keys of a system in small letters, none of them seen yet.
func (a *App) protectedAccounts(system string) map[string]bool {
	named := map[string]bool{}
	for _, p := range a.Settings.Protect.Accounts {
		if p.System == system {
			named[strings.ToLower(cmp.Or(p.Login, p.Key))] = false
		}
	}
	return named
}

// notSeen says what is protected and was not seen: it may be written otherwise than it is called, and protects nothing.
func notSeen(census *snapshot.Census, named map[string]bool) (list []string) {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if !named[name] {
			list = append(list, fmt.Sprintf("no account is called %s, which `protect: accounts` names", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(census.Holders)) {
		if census.Holders[name] == 0 {
			list = append(list, fmt.Sprintf("no enabled account holds %s, which `protect: entitlements` names: nothing will be suspended there", name))
		}
	}
	return list
}

// ask asks what we may do there. A system that cannot be asked is told like one that cannot be read.
func (c *Checked) ask(ctx context.Context, from connector.Connector) {
	rights, err := from.Probe(ctx)
	if err != nil {
		c.Unasked = err.Error()
	}
	c.Rights = rights
}

// counting is a sink that only counts.
type counting struct {
	census *snapshot.Census
	named  map[string]bool // logins and keys in small letters: seen
}

// People refuses: a system has accounts.
func (c counting) People([]identity.Person) error {
	return fmt.Errorf("the system gave people: name it under people, not under systems")
}

// Accounts counts.
func (c counting) Accounts(batch []identity.Account) error {
	for i := range batch {
		c.census.Take(&batch[i])
		c.see(batch[i].Login)
		c.see(batch[i].Ref.Key)
	}
	return nil
}

// descriptions returns what every system says of itself.
func (a *App) descriptions() map[string]connector.Description {
	can := make(map[string]connector.Description, len(a.systems))
	for name, c := range a.systems {
		can[name] = c.Describe()
	}
	return can
}

func (c counting) see(name string) {
	if len(c.named) == 0 {
		return
	}
	if _, wanted := c.named[strings.ToLower(name)]; wanted {
		c.named[strings.ToLower(name)] = true
	}
}
