package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Newest returns the newest plan of a pass, nil when there was none yet. It is read from the store once, and then shared:
// nobody changes it.
func (a *App) Newest(ctx context.Context) (*plan.Plan, error) {
	id, err := a.store.NewestPlan(ctx, plan.ForPass)
	if err != nil || id == "" {
		return nil, err
	}
	a.common.mu.Lock()
	have := a.common.newest
	a.common.mu.Unlock()
	if have != nil && have.ID == id {
		return have, nil
	}
	p, err := a.store.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	a.common.keepNewest(p)
	return p, nil
}

func (c *common) keepNewest(p *plan.Plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.newest = p
}
