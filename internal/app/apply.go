package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// ApplyOptions are how a plan is applied.
type ApplyOptions struct {
	// Alone runs only what may run without a human.
	Alone bool
	// Only are the classes that run; empty: all.
	Only []plan.Class
	// Allow are the held classes that may pass, once, because of Reason.
	Allow  []plan.Class
	Reason string
	// Progress is told of every receipt; nil: nobody. It may be called from several goroutines.
	Progress func(done, all int)
}

// Apply applies a saved plan, exactly that: what was done before is not done again, what was cut short is finished.
// It is the only way to a system's Do.
func (a *App) Apply(ctx context.Context, p *plan.Plan, o ApplyOptions) (*Report, error) {
	people, err := a.whoWorksHere(ctx, p)
	if err != nil {
		return nil, err
	}
	if err := apply.Fresh(p, people, a.Settings.Digest, a.now()); err != nil {
		return nil, err
	}
	running, end, err := a.common.begin(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	defer end()
	r := &run{app: a, plan: p, options: o, report: &Report{Plan: p}}
	defer a.common.release(r)
	if err := r.choose(ctx); err != nil {
		return nil, err
	}
	if err := a.lift(ctx, p, o.Reason); err != nil {
		return nil, err
	}
	if len(r.actions) == 0 {
		return r.finish(ctx)
	}
	r.index, err = a.indexOf(ctx, people)
	if err != nil {
		return nil, err
	}
	if err := a.store.StartRun(ctx, store.Run{Plan: p.ID, Actor: a.actor, Reason: o.Reason, Allow: o.Allow, At: a.now()}); err != nil {
		return nil, err
	}
	if err := r.systems(running); err != nil {
		if errors.Is(context.Cause(running), ErrStopped) {
			return nil, ErrStopped
		}
		return nil, err
	}
	return r.finish(ctx)
}

// whoWorksHere reads the people sources anew: a plan rests on them. An undo rests on captures and needs nobody.
func (a *App) whoWorksHere(ctx context.Context, p *plan.Plan) (*snapshot.Snapshot, error) {
	if p.Purpose == plan.ForUndo {
		return &snapshot.Snapshot{At: a.now()}, nil
	}
	if p.Blind() {
		return nil, &BlindError{p.Gaps}
	}
	sources, err := a.sources(ctx)
	if err != nil {
		return nil, err
	}
	if p.Purpose == plan.ForOffboard {
		sources = a.orRemembered(ctx, sources)
	}
	people, err := snapshot.People(ctx, a.now(), sources)
	if err != nil {
		return nil, err
	}
	if people.BlindToPeople() {
		return nil, &BlindError{people.Gaps}
	}
	return people, nil
}

func (a *App) indexOf(ctx context.Context, people *snapshot.Snapshot) (*correlate.Index, error) {
	links, err := a.store.Links(ctx)
	if err != nil {
		return nil, err
	}
	return correlate.NewIndex(people.People, rules(a.Settings), links), nil
}

// run is one plan being applied.
type run struct {
	app     *App
	plan    *plan.Plan
	options ApplyOptions
	index   *correlate.Index // nil: of an undo
	actions []plan.Action    // that run, in the plan's order
	rows    map[string]store.ActionRow

	mu     sync.Mutex
	report *Report
	seen   map[identity.AccountRef]identity.Fingerprint
}

// choose works out which actions run, and reserves their place within the limits.
func (r *run) choose(ctx context.Context) error {
	return r.app.common.reserve(r, func(reserved []plan.Action) ([]plan.Action, error) {
		spent, err := r.app.store.Spent(ctx, r.app.now())
		if err != nil {
			return nil, err
		}
		lost, err := r.app.store.Lost(ctx, r.plan.At)
		if err != nil {
			return nil, err
		}
		for i := range reserved {
			a := &reserved[i]
			note(spent, plan.Class{Verb: a.Verb, System: a.System}, a.Account, r.app.now())
			for _, name := range a.Holds {
				note(lost, plan.Held{System: a.System, Name: name}, a.Account, true)
			}
		}
		err = r.pick(ctx, spent, lost)
		return r.actions, err
	})
}

// note puts a value into a map of maps.
func note[K comparable, M ~map[string]V, V any](all map[K]M, outer K, inner string, value V) {
	if all[outer] == nil {
		all[outer] = M{}
	}
	all[outer][inner] = value
}

// pick works out which actions run: not held, or allowed; and not done before.
func (r *run) pick(ctx context.Context, spent map[plan.Class]plan.Spent, lost map[plan.Held]map[string]bool) error {
	exceptions, err := r.app.store.Exceptions(ctx)
	if err != nil {
		return err
	}
	settled, allowed, err := r.earlier(ctx)
	if err != nil {
		return err
	}
	passing := r.plan.Passing(plan.Moment{
		At: r.app.now(), Gate: gate(r.app.Settings), Spent: spent, Lost: lost, Exceptions: exceptions, Allowed: allowed, Settled: settled,
	})
	r.report.Held, r.report.Refused = passing.Held, passing.Refused
	for _, action := range passing.Actions {
		switch row := r.rows[action.ID]; {
		case row.Settled():
			r.report.count(row.State, row.Verdict)
		case r.options.Alone && !action.Alone:
			r.report.Waiting++
		case !r.options.wants(&action):
			r.report.Waiting++
		default:
			r.actions = append(r.actions, action)
		}
	}
	return nil
}

// wants reports whether the options name the action's class, or no class.
func (o *ApplyOptions) wants(a *plan.Action) bool {
	return len(o.Only) == 0 || slices.Contains(o.Only, plan.Class{Verb: a.Verb, System: a.System})
}

// earlier loads what earlier tries of this plan did, and what a human allowed them.
func (r *run) earlier(ctx context.Context) (settled map[string]bool, allowed []plan.Class, err error) {
	rows, err := r.app.store.Actions(ctx, r.plan.ID)
	if err != nil {
		return nil, nil, err
	}
	r.rows, r.seen, settled = map[string]store.ActionRow{}, map[identity.AccountRef]identity.Fingerprint{}, map[string]bool{}
	for _, row := range rows {
		r.rows[row.ID] = row
		settled[row.ID] = row.Settled()
		if row.Fingerprint != (identity.Fingerprint{}) {
			r.seen[row.Ref] = row.Fingerprint
		}
	}
	before, err := r.app.store.Allowances(ctx, r.plan.ID)
	return settled, append(before, r.options.Allow...), err
}

// systems applies every system's part, several at once.
func (r *run) systems(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, system := range r.app.Settings.Systems {
		actions := slices.DeleteFunc(slices.Clone(r.actions), func(a plan.Action) bool { return a.System != system.Name })
		if len(actions) > 0 {
			group.Go(func() error { return r.system(ctx, system.Name, actions) })
		}
	}
	return group.Wait()
}

func (r *run) system(ctx context.Context, name string, actions []plan.Action) error {
	asked := slices.DeleteFunc(slices.Clone(actions), func(a plan.Action) bool { return a.By != connector.ByTask })
	if err := r.ask(ctx, asked); err != nil {
		return err
	}
	jobs, err := r.jobs(ctx, actions)
	if err != nil {
		return err
	}
	t := r.toward(ctx, name)
	for _, wave := range apply.Waves(jobs, waveSize) {
		if wave = r.within(t, wave); len(wave) == 0 {
			continue
		}
		if err := r.wave(ctx, t, wave); err != nil {
			return fmt.Errorf("apply %s on %s: %w", r.plan.ID, name, err)
		}
	}
	return nil
}

// waveSize is how many accounts share one commit of intents and one of receipts.
const waveSize = 64

// ask opens tasks for what no connector can do.
func (r *run) ask(ctx context.Context, actions []plan.Action) error {
	if len(actions) == 0 {
		return nil
	}
	if err := r.app.store.AskTasks(ctx, r.plan.ID, actions, r.app.now()); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for range actions {
		r.report.count(apply.Asked, "")
	}
	return nil
}

func (r *run) jobs(ctx context.Context, actions []plan.Action) ([]apply.Job, error) {
	var jobs []apply.Job
	for _, action := range actions {
		if action.By != connector.ByConnector {
			continue
		}
		row := r.rows[action.ID]
		job := apply.Job{Action: action, Resumed: row.InDoubt()}
		if action.Restores != "" {
			before, err := r.app.store.Capture(ctx, action.Restores, action.Ref())
			if err != nil {
				return nil, err
			}
			job.Before = before
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// grace is how long a wave that has begun may take to end after the run was cancelled.
const grace = 30 * time.Second
