// Package reconcile is stages 1 to 4 on one screen: read everything, link, assess, plan. Read this first.
package reconcile

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Input is everything that a pass follows from: what is connected, what the settings say, what is remembered.
type Input struct {
	At      time.Time // in the zone of this machine
	Sources []snapshot.PeopleSource
	Systems []System

	Rules      []correlate.Rule
	Links      correlate.Memory
	Policies   assess.Policies
	Memory     assess.Memory
	Gate       plan.Gate
	Spent      map[plan.Class]plan.Spent
	Exceptions []plan.Exception

	Purpose  plan.Purpose
	Subject  string
	Settings string // digest of the settings file

	// Focus narrows the plan to one person or account, and keeps everything known of it, wrong or not.
	Focus *Focus
	// Parallel is how many systems are read at once; at least 1.
	Parallel int
}

// Result is what a pass found: the plan, and what it rests on.
type Result struct {
	Plan     *plan.Plan
	Snapshot *snapshot.Snapshot
	Cases    []assess.Case // the accounts that the focus asked for, sorted; without a focus none is kept
	View     *assess.View
}

// Pass reads every source and every system once and plans what is due. The error is only for a context that ended or
// a memory that failed; a source that could not be read whole is a gap in the plan.
func Pass(ctx context.Context, in Input) (*Result, error) {
	snap, err := snapshot.People(ctx, in.At, in.Sources) // 1
	if err != nil {
		return nil, err
	}
	in.Memory.Missing = in.Focus.missing(in.Memory.Missing)
	in.Sources = nil                                                                                                    // what is known of everybody is not needed any more
	p := &pass{in: &in, snap: snap, index: correlate.NewIndex(snap.People, in.Rules, in.Links), can: in.descriptions()} // 2
	p.view = assess.NewView(snap, in.Policies, in.Memory, p.index, p.can)
	systems, err := p.systems(ctx) // 1 to 4, streaming: no decision on an account looks beyond its system
	if err != nil {
		return nil, err
	}
	result := &Result{Snapshot: snap, View: p.view}
	var drafts []*plan.Plan
	for _, s := range systems {
		drafts = append(drafts, s.draft)
		result.Cases = append(result.Cases, s.cases...)
	}
	result.Plan = plan.Join(p.planning(snap), drafts...) // 4
	return result, nil
}

// pass is what one pass works with. It is only read once the systems are.
type pass struct {
	in    *Input
	snap  *snapshot.Snapshot
	index *correlate.Index
	can   map[string]connector.Description
	view  *assess.View
}

// systems streams every system, several at once, and adds it or its gap to the snapshot. Nobody is read when it is not
// known who works here. It returns those that were read whole, by name.
func (p *pass) systems(ctx context.Context) ([]*stream, error) {
	if p.snap.BlindToPeople() {
		return nil, nil
	}
	streams := make([]*stream, len(p.in.Systems))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, p.in.Parallel))
	for i := range p.in.Systems {
		streams[i] = &stream{pass: p, source: &p.in.Systems[i], focused: map[string]bool{}}
		group.Go(func() error { return streams[i].run(ctx) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var whole []*stream
	for _, s := range streams {
		if s.gap != nil {
			p.snap.Gaps = append(p.snap.Gaps, *s.gap)
			continue
		}
		p.snap.Systems = append(p.snap.Systems, s.system)
		whole = append(whole, s)
	}
	slices.SortFunc(whole, func(a, b *stream) int { return strings.Compare(a.source.Name, b.source.Name) })
	return whole, nil
}

// decide assesses the cases of one system that was read whole, and drafts what is to be done there.
func (p *pass) decide(system *snapshot.System, cases []assess.Case, doubles []assess.Double) *plan.Plan {
	alone := &snapshot.Snapshot{At: p.snap.At, People: p.snap.People, Systems: []snapshot.System{*system}}
	input := p.planning(alone)
	input.Findings, input.Accounts = assess.Assess(p.view, alone, cases, doubles), accountsOf(cases) // 3
	return plan.Draft(input)                                                                         // 4
}

func (p *pass) planning(snap *snapshot.Snapshot) plan.Input {
	return plan.Input{
		Purpose: p.in.Purpose, Subject: p.in.Subject, Settings: p.in.Settings, Snapshot: snap, Gate: p.in.Gate,
		Upcoming: p.in.Policies.Upcoming, Spent: p.in.Spent, Exceptions: p.in.Exceptions, Systems: p.can,
	}
}

func (in *Input) descriptions() map[string]connector.Description {
	can := make(map[string]connector.Description, len(in.Systems))
	for _, s := range in.Systems {
		can[s.Name] = s.Connector.Describe()
	}
	return can
}

func accountsOf(cases []assess.Case) map[identity.AccountRef]*identity.Account {
	accounts := make(map[identity.AccountRef]*identity.Account, len(cases))
	for i := range cases {
		accounts[cases[i].Account.Ref] = &cases[i].Account
	}
	return accounts
}
