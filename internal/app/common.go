package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// common is what everybody who acts in one process has in common.
type common struct {
	mu       sync.Mutex
	applying map[string]context.CancelCauseFunc // plans that are being applied here, by id, with what stops the run
	next     *time.Time                         // when something is due next; nil: it was not found out yet
	newest   *plan.Plan                         // of a pass; nil: it was not asked for yet

	finder *finder
	took   map[string]time.Duration // how long the newest reading of each source took
	tests  map[string]*Tested       // the newest test of each source

	imagining sync.Mutex // held while a what if is worked out: one at a time

	counted countedViews

	tell    func(ctx context.Context, webhook string) // asks for a webhook to be told what is new; nil: nothing goes on in the background
	telling map[string]*sync.Mutex                    // held while a webhook is told, by its name

	passing chan struct{} // holds one thing while a pass is made: what it reads is kept, and two would keep it twice

	forPerson map[identity.PersonID]begun // what is being applied beside the requests, for whom
	fault     map[identity.PersonID]error // why the last such plan ended early
	beside    sync.WaitGroup
	closing   bool

	// choosing is held while a run counts what was spent and reserves what it will spend, so that the limits are exact
	// however many runs there are at once.
	choosing sync.Mutex
	reserved map[*run][]plan.Action
}

func newCommon() *common {
	return &common{
		applying: map[string]context.CancelCauseFunc{}, reserved: map[*run][]plan.Action{}, finder: newFinder(), passing: make(chan struct{}, 1),
		took: map[string]time.Duration{}, tests: map[string]*Tested{}, forPerson: map[identity.PersonID]begun{}, fault: map[identity.PersonID]error{},
	}
}

// reserve lets one run choose what it does, with what other runs have reserved counted as spent. Release takes the
// reservation back when everything is done and so counted by the store.
func (c *common) reserve(r *run, choose func(reserved []plan.Action) ([]plan.Action, error)) error {
	c.choosing.Lock()
	defer c.choosing.Unlock()
	var others []plan.Action
	for _, actions := range c.reserved {
		others = append(others, actions...)
	}
	chosen, err := choose(others)
	c.reserved[r] = chosen
	return err
}

func (c *common) release(r *run) {
	c.choosing.Lock()
	defer c.choosing.Unlock()
	delete(c.reserved, r)
}

// begin notes that a plan is being applied here, and returns the context of that and what says that it is over. Meanwhile
// its open intents are nobody's to settle: they are not left over from a process that died.
func (c *common) begin(ctx context.Context, planID string) (running context.Context, end func(), err error) {
	running, cancel := context.WithCancelCause(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.applying[planID] != nil {
		cancel(nil)
		return nil, nil, conflict("plan %s is being applied at this moment", planID)
	}
	c.applying[planID] = cancel
	return running, func() {
		cancel(nil)
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.applying, planID)
	}, nil
}

// ErrStopped says that a human stopped a run. What was begun is finished; the rest can be taken up again.
var ErrStopped = errors.New("the run was stopped")

// beginPass waits until no other pass is made in this process.
func (c *common) beginPass(ctx context.Context) (end func(), err error) {
	select {
	case c.passing <- struct{}{}:
		return func() { <-c.passing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// StopRun stops the run of a plan in this process between two waves, and reports whether there was one.
func (a *App) StopRun(planID string) bool {
	a.common.mu.Lock()
	defer a.common.mu.Unlock()
	cancel, running := a.common.applying[planID]
	if running {
		cancel(ErrStopped)
	}
	return running
}

// Applying reports whether a plan is being applied in this process, or was begun here beside a request.
func (a *App) Applying(planID string) bool {
	return a.common.underWay(planID) || a.common.beganBeside(planID)
}

// underWay reports whether a plan is being applied here.
func (c *common) underWay(planID string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.applying[planID] != nil
}

// planned notes when something is due next by the newest plan of a pass.
func (c *common) planned(p *plan.Plan) time.Time {
	var next time.Time
	for i := range p.Upcoming {
		if due := p.Upcoming[i].Due; next.IsZero() || due.Before(next) {
			next = due
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = &next
	return next
}

// NextDue returns when something is due next, by the newest plan; zero: nothing is, as far ahead as plans look.
func (a *App) NextDue(ctx context.Context) (time.Time, error) {
	a.common.mu.Lock()
	known := a.common.next
	a.common.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	p, err := a.store.LatestPlan(ctx, plan.ForPass)
	if none := (*store.NoPlanError)(nil); errors.As(err, &none) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return a.common.planned(p), nil
}
