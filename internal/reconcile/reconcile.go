// Package reconcile is stages 1 to 4 on one screen: read everything, link, assess, plan. Read this first.
package reconcile

import (
	"context"
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
	Cases    []assess.Case // the accounts that may be wrong, or that the focus asked for, sorted
	View     *assess.View
}

// Pass reads every source and every system once and plans what is due. The error is only for a context that ended or
// a memory that failed; a source that could not be read whole is a gap in the plan.
func Pass(ctx context.Context, in Input) (*Result, error) {
	snap, err := snapshot.People(ctx, in.At, in.Sources) // 1
	if err != nil {
		return nil, err
	}
	index := correlate.NewIndex(snap.People, in.Rules, in.Links) // 2
	can := in.descriptions()
	view := assess.NewView(snap, in.Policies, in.Memory, index, can)
	cases, err := in.accounts(ctx, snap, index, view) // 1 and 2, streaming
	if err != nil {
		return nil, err
	}
	findings := assess.Assess(view, snap, cases) // 3
	made := plan.Build(plan.Input{               // 4
		Purpose: in.Purpose, Subject: in.Subject, Settings: in.Settings,
		Snapshot: snap, Findings: findings, Accounts: accountsOf(cases),
		Gate: in.Gate, Upcoming: in.Policies.Upcoming, Spent: in.Spent, Exceptions: in.Exceptions, Systems: can,
	})
	return &Result{Plan: made, Snapshot: snap, Cases: cases, View: view}, nil
}

// accounts streams every system, several at once, and adds it or its gap to the snapshot. Nobody is read when it is
// not known who works here.
func (in *Input) accounts(ctx context.Context, snap *snapshot.Snapshot, index *correlate.Index, view *assess.View) ([]assess.Case, error) {
	if snap.BlindToPeople() {
		return nil, nil
	}
	streams := make([]*stream, len(in.Systems))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, in.Parallel))
	for i := range in.Systems {
		streams[i] = newStream(in, &in.Systems[i], index, view)
		group.Go(func() error { return streams[i].read(ctx) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var cases []assess.Case
	for _, s := range streams {
		if s.gap != nil {
			snap.Gaps = append(snap.Gaps, *s.gap)
			continue
		}
		snap.Systems = append(snap.Systems, s.system)
		cases = append(cases, s.cases...)
	}
	sortCases(cases)
	return cases, nil
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
