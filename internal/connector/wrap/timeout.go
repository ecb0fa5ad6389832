package wrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Timeout returns a connector whose Lookup and Do have d to come back; none when d is zero. A call that does not is an
// error of no class that says so: what became of a write is unknown. Read has no such limit, since its length is the
// system's: whoever calls it gives it a deadline.
func Timeout(c connector.Connector, d time.Duration) connector.Connector {
	if d <= 0 {
		return c
	}
	return timed{c, d}
}

type timed struct {
	connector.Connector
	limit time.Duration
}

// Lookup looks the account up within the limit.
func (t timed) Lookup(ctx context.Context, key string) (identity.Account, error) {
	inner, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	a, err := t.Connector.Lookup(inner, key)
	return a, t.explain(ctx, inner, err)
}

// Do does the operation within the limit.
func (t timed) Do(ctx context.Context, op identity.Operation) error {
	inner, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	return t.explain(ctx, inner, t.Connector.Do(inner, op))
}

// explain tells our limit that has passed from a deadline of the caller's, and from one of the connector's own.
func (t timed) explain(ctx, inner context.Context, err error) error {
	if ctx.Err() != nil || inner.Err() == nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("the system did not answer within %s: %w", t.limit, err)
}
