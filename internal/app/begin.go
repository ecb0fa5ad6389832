package app

import (
	"context"
	"errors"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// BeginOffboard writes down the order to end a person's access, and begins to apply the plan. It does not wait for the
// end, of which it tells done; the order stands whatever becomes of this process: the next pass goes on with it.
func (a *App) BeginOffboard(ctx context.Context, p *plan.Plan, reason string, done func(*Report, error)) error {
	if reason == "" {
		return &UsageError{"ending a person's access at once needs a reason"}
	}
	if p.Purpose != plan.ForOffboard {
		return &UsageError{"plan " + p.ID + " is not one that ends a person's access"}
	}
	if a.common.concerns(identity.PersonID(p.Subject)) != "" {
		return nil // it was begun already
	}
	if err := a.keepOrder(ctx, p, reason); err != nil {
		return err
	}
	a.begin(ctx, p, identity.PersonID(p.Subject), reason, done)
	return nil
}

// BeginUndo begins to bring back what a plan for it says. It does not wait for the end, of which it tells done.
func (a *App) BeginUndo(ctx context.Context, p *plan.Plan, person identity.PersonID, reason string, done func(*Report, error)) error {
	if p.Purpose != plan.ForUndo {
		return &UsageError{"plan " + p.ID + " is not one that brings something back"}
	}
	if reason == "" {
		return &UsageError{"bringing access back needs a reason"}
	}
	if a.common.concerns(person) != "" {
		return nil // it was begun already
	}
	a.begin(ctx, p, person, reason, done)
	return nil
}

// begin applies a plan beside the request that asked for it. Close stops it, between two waves.
func (a *App) begin(ctx context.Context, p *plan.Plan, person identity.PersonID, reason string, done func(*Report, error)) {
	running, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	end, first := a.common.beginFor(person, p.ID, stop)
	if !first {
		stop(nil)
		return
	}
	go func() {
		report, err := a.Apply(running, p, ApplyOptions{Reason: reason})
		stop(nil)
		end(err)
		done(report, err)
		a.common.beside.Done()
	}()
}

// beginFor notes that a plan for a person is being applied beside the requests; first is false when one is already.
func (c *common) beginFor(person identity.PersonID, planID string, stop context.CancelCauseFunc) (end func(error), first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.forPerson[person]; known || c.closing {
		return nil, false
	}
	c.forPerson[person] = begun{planID, stop}
	delete(c.fault, person)
	c.beside.Add(1)
	return func(err error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.forPerson, person)
		if err != nil {
			c.fault[person] = err
		}
	}, true
}

// begun is a plan that is being applied beside the requests.
type begun struct {
	plan string
	stop context.CancelCauseFunc
}

// concerns returns the plan for a person that is being applied beside the requests; empty: none is.
func (c *common) concerns(person identity.PersonID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.forPerson[person].plan
}

// Under returns the id of the plan for a person that is being applied at this moment; empty: none is.
func (a *App) Under(person identity.PersonID) string { return a.common.concerns(person) }

// beganBeside reports whether a plan is being applied beside the requests.
func (c *common) beganBeside(planID string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.forPerson {
		if b.plan == planID {
			return true
		}
	}
	return false
}

// Fault returns why the last plan that was begun for a person ended early; nil: it did not.
func (a *App) Fault(person identity.PersonID) error {
	a.common.mu.Lock()
	defer a.common.mu.Unlock()
	return a.common.fault[person]
}

var errClosing = errors.New("the program is ending")

// stopBeside stops what is being applied beside the requests, and waits for it.
func (c *common) stopBeside() {
	c.mu.Lock()
	c.closing = true
	for _, b := range c.forPerson {
		b.stop(errClosing)
	}
	c.mu.Unlock()
	c.beside.Wait()
}
