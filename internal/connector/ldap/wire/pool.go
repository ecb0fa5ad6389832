package wire

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

// Held is a connection that a pool keeps: a Conn, or whatever holds one.
type Held interface{ wire() *Conn }

// Pool keeps a small number of signed-in connections. It is safe for several goroutines.
type Pool[C Held] struct {
	dial  func(context.Context) (C, error)
	slots chan struct{} // holds one value for each connection in use

	mu     sync.Mutex
	idle   []C
	closed bool
}

// NewPool returns a pool of at most size connections, which dial opens and signs in.
func NewPool[C Held](size int, dial func(context.Context) (C, error)) *Pool[C] {
	return &Pool[C]{dial: dial, slots: make(chan struct{}, size)}
}

// Use runs f on a connection that nobody else uses meanwhile: an idle one that still stands, or a new one. It waits
// for a free place as long as ctx allows.
func (p *Pool[C]) Use(ctx context.Context, f func(C) error) error {
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

func (p *Pool[C]) take(ctx context.Context) (C, error) {
	for {
		cn, found, err := p.pop()
		switch {
		case err != nil:
			return cn, err
		case !found:
			return p.dial(ctx)
		case cn.wire().Stands() && time.Since(cn.wire().idleSince) < idleLimit:
			return cn, nil
		}
		cn.wire().Close()
	}
}

// pop returns the connection that was used last; found is false when none is idle.
func (p *Pool[C]) pop() (cn C, found bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return cn, false, errClosed
	}
	if len(p.idle) == 0 {
		return cn, false, nil
	}
	cn = p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return cn, true, nil
}

func (p *Pool[C]) give(cn C) {
	p.mu.Lock()
	keep := !p.closed && cn.wire().Stands()
	if keep {
		cn.wire().idleSince = time.Now()
		p.idle = append(p.idle, cn)
	}
	p.mu.Unlock()
	if !keep {
		cn.wire().Close()
	}
}

// Close ends the idle connections; those in use end when their call returns. A call after it is an error.
func (p *Pool[C]) Close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, cn := range idle {
		cn.wire().Close()
	}
}
