package app

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// memoryMode says what a pass does with what it read.
type memoryMode int

const (
	forget   memoryMode = iota // compare with what is remembered, keep nothing
	remember                   // keep every complete reading
)

// input puts together everything that a pass at an instant follows from.
func (a *App) input(ctx context.Context, at time.Time, purpose plan.Purpose, mode memoryMode) (reconcile.Input, error) {
	in := reconcile.Input{
		At: at.In(time.Local), Rules: rules(a.Settings), Policies: policies(a.Settings), Gate: gate(a.Settings),
		Purpose: purpose, Settings: a.Settings.Digest, Parallel: runtime.GOMAXPROCS(0),
	}
	var errs [6]error
	in.Links, errs[0] = a.store.Links(ctx)
	in.Memory, errs[1] = a.store.Memory(ctx)
	in.Spent, errs[2] = a.store.Spent(ctx, a.now())
	in.Exceptions, errs[3] = a.store.Exceptions(ctx)
	in.Sources, errs[4] = a.sources(ctx)
	in.Systems, errs[5] = a.accountSources(ctx, at, mode)
	return in, errors.Join(errs[:]...)
}

// sources returns the people sources with what is remembered of them.
func (a *App) sources(ctx context.Context) ([]snapshot.PeopleSource, error) {
	var list []snapshot.PeopleSource
	for i := range a.Settings.People {
		p := &a.Settings.People[i]
		last, err := a.store.Last(ctx, p.Name)
		if err != nil {
			return nil, err
		}
		known, err := a.store.Known(ctx, p.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, snapshot.PeopleSource{
			Name: p.Name, Connector: a.people[p.Name], Expect: expect(p.Complete), Last: last, Known: known,
			Recall: a.store.Recaller(p.Name),
		})
	}
	return list, nil
}

// accountSources returns the systems with what is remembered of them. Their marks are loaded when each is read.
func (a *App) accountSources(ctx context.Context, at time.Time, mode memoryMode) ([]reconcile.System, error) {
	var list []reconcile.System
	for i := range a.Settings.Systems {
		s := &a.Settings.Systems[i]
		last, err := a.store.Last(ctx, s.Name)
		if err != nil {
			return nil, err
		}
		system := reconcile.System{AccountSource: snapshot.AccountSource{
			Name: s.Name, Connector: a.systems[s.Name], Expect: expect(s.Complete), Last: last,
		}}
		system.Marks = func(ctx context.Context) ([]snapshot.Mark, error) { return a.store.Marks(ctx, s.Name) }
		system.Open = func(ctx context.Context) (reconcile.Recorder, error) {
			if mode == forget {
				return a.store.Peek(ctx, s.Name)
			}
			return a.store.Record(ctx, s.Name, at)
		}
		list = append(list, system)
	}
	return list, nil
}
