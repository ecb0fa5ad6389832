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
	final func(error) bool
	slots chan struct{} // holds one value for each connection in use

	first chan struct{} // holds one value while a connection is opened that nobody knows to be let in

	mu      sync.Mutex
	idle    []C
	closed  bool
	proven  bool      // the newest sign-in was let in
	refusal error     // why the newest one was refused for good; nil: it was not
	refused time.Time // when
}

// quiet is how long nobody signs in again after a refusal. Each try counts as a wrong password, and a handful of them in
// half an hour gets an account locked, by what directories are commonly set to.
const quiet = 30 * time.Minute

// NewPool returns a pool of at most size connections, which dial opens and signs in. Final reports an error of
// dial that the same sign-in will meet again: it is the answer to every call for a while, and nobody is asked.
func NewPool[C Held](size int, dial func(context.Context) (C, error), final func(error) bool) *Pool[C] {
	return &Pool[C]{dial: dial, final: final, slots: make(chan struct{}, size), first: make(chan struct{}, 1)}
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
			return p.open(ctx)
		case cn.wire().Stands() && time.Since(cn.wire().idleSince) < idleLimit:
			return cn, nil
		}
		cn.wire().Close()
	}
}

// open opens a connection. Until one was let in, they are opened one after the other; what was refused for good is
// not tried again for a while.
func (p *Pool[C]) open(ctx context.Context) (cn C, err error) {
	if !p.letIn() {
		select {
		case p.first <- struct{}{}:
			defer func() { <-p.first }()
		case <-ctx.Done():
			return cn, context.Cause(ctx)
		}
	}
	if err := p.refusedNow(); err != nil {
		return cn, err
	}
	cn, err = p.dial(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.proven, p.refusal = true, nil
	case p.final(err):
		p.proven, p.refusal, p.refused = false, err, time.Now()
	}
	return cn, err
}

func (p *Pool[C]) letIn() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.proven
}

// refusedNow returns the refusal that still holds, or nil.
func (p *Pool[C]) refusedNow() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refusal == nil || time.Since(p.refused) >= quiet {
		return nil
	}
	return p.refusal
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
