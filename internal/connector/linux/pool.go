package linux

import (
	"context"
	"errors"
	"sync"
	"time"
)

// idleLimit is how long a connection may lie unused before it is no longer trusted: firewalls forget connections
// without a word, and a request on such a one would wait for its whole timeout.
const idleLimit = time.Minute

var errClosed = errors.New("the connector is closed")

// pool keeps a small number of signed-in connections to one host. It is safe for several goroutines. One call at a
// time uses a connection, so that a call that hangs takes nobody else with it when it is given up.
type pool struct {
	dial  func(context.Context) (*conn, error)
	slots chan struct{} // holds one value for each connection in use

	mu     sync.Mutex
	idle   []*conn
	closed bool
}

func newPool(size int, dial func(context.Context) (*conn, error)) *pool {
	return &pool{dial: dial, slots: make(chan struct{}, size)}
}

// use runs f on a connection that nobody else uses meanwhile: an idle one, or a new one. It waits for a free place as
// long as ctx allows.
func (p *pool) use(ctx context.Context, f func(*conn) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	cn, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer p.give(cn)
	return f(cn)
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	for {
		cn, err := p.pop()
		switch {
		case err != nil:
			return nil, err
		case cn == nil:
			return p.dial(ctx)
		case !cn.broken() && time.Since(cn.idleSince) < idleLimit:
			return cn, nil
		}
		cn.close()
	}
}

// pop returns the connection that was used last, or nil when none is idle.
func (p *pool) pop() (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if len(p.idle) == 0 {
		return nil, nil
	}
	cn := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return cn, nil
}

func (p *pool) give(cn *conn) {
	p.mu.Lock()
	keep := !p.closed && !cn.broken()
	if keep {
		cn.idleSince = time.Now()
		p.idle = append(p.idle, cn)
	}
	p.mu.Unlock()
	if !keep {
		cn.close()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, cn := range idle {
		cn.close()
	}
}
