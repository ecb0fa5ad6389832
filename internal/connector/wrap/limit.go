package wrap

import (
	"context"
	"errors"
	"io"
	"time"

	"golang.org/x/time/rate"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// errRate says who asks to wait: not the system.
var errRate = errors.New("the rate that is set for this system is used up")

// Limit returns a connector that calls Read, Lookup and Do no faster than the limiter allows, one token a call; the
// pages of one Read are not counted. Connectors that share a limiter share its rate. A call waits for its token. Where
// ctx would end first, it does not wait, and returns a ThrottledError with the time that it would have to: nothing was
// changed. A limiter that can never give a token (burst 0) makes every call a PermanentError.
func Limit(c connector.Connector, limiter *rate.Limiter) connector.Connector {
	return &limited{c, limiter}
}

type limited struct {
	connector.Connector
	limiter *rate.Limiter
}

// Read waits for its token, then reads.
func (l *limited) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	if err := l.wait(ctx); err != nil {
		return connector.Reading{}, err
	}
	return l.Connector.Read(ctx, sink)
}

// Lookup waits for its token, then looks the account up.
func (l *limited) Lookup(ctx context.Context, key string) (identity.Account, error) {
	if err := l.wait(ctx); err != nil {
		return identity.Account{}, err
	}
	return l.Connector.Lookup(ctx, key)
}

// Do waits for its token, then does the operation.
func (l *limited) Do(ctx context.Context, op identity.Operation) error {
	if err := l.wait(ctx); err != nil {
		return err
	}
	return l.Connector.Do(ctx, op)
}

// Close closes the connector where it holds connections.
func (l *limited) Close() error {
	if closer, ok := l.Connector.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// wait takes a token, and gives it back where the call is not made.
func (l *limited) wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	token := l.limiter.Reserve()
	if !token.OK() {
		return connector.Permanent(errors.New("the rate that is set for this system lets nothing through"))
	}
	delay := token.Delay()
	if end, ok := ctx.Deadline(); ok && time.Until(end) < delay {
		token.Cancel()
		return &connector.ThrottledError{After: delay, Err: errRate}
	}
	ready := time.NewTimer(delay)
	defer ready.Stop()
	select {
	case <-ready.C:
		return nil
	case <-ctx.Done():
		token.Cancel()
		return ctx.Err()
	}
}
