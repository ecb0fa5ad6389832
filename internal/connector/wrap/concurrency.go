package wrap

import (
	"context"

	"golang.org/x/sync/semaphore"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Concurrency returns a connector that runs at most n calls of Lookup and Do at once; under 1 means 1. More calls wait
// for a place, in their order. Read takes no place: its sink may look accounts up without waiting for itself. Describe
// says n where that is fewer than c says.
func Concurrency(c connector.Connector, n int) connector.Connector {
	n = max(1, n)
	return &concurrent{Connector: c, n: n, places: semaphore.NewWeighted(int64(n))}
}

type concurrent struct {
	connector.Connector
	n      int
	places *semaphore.Weighted
}

// Describe says how many calls may run at once.
func (c *concurrent) Describe() connector.Description {
	d := c.Connector.Describe()
	d.Concurrency = min(d.Concurrency, c.n)
	return d
}

// Lookup waits for a place, or returns the error of ctx.
func (c *concurrent) Lookup(ctx context.Context, key string) (identity.Account, error) {
	if err := c.places.Acquire(ctx, 1); err != nil {
		return identity.Account{}, err
	}
	defer c.places.Release(1)
	return c.Connector.Lookup(ctx, key)
}

// Do waits for a place, or returns the error of ctx: then nothing was changed.
func (c *concurrent) Do(ctx context.Context, op identity.Operation) error {
	if err := c.places.Acquire(ctx, 1); err != nil {
		return err
	}
	defer c.places.Release(1)
	return c.Connector.Do(ctx, op)
}
