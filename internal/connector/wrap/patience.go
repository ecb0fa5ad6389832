package wrap

import (
	"context"
	"sync"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Patience is how long one run waits for one system that asks it to wait. It ends when nothing has got through for Most:
// a system that is slow and gets on is waited for, one that has stopped is not. Use one for all calls of a run.
type Patience struct {
	Most time.Duration
	Now  func() time.Time
	Wait func(ctx context.Context, d time.Duration) error // an error ends the patience: ctx ended, or nobody waits any more

	mu    sync.Mutex
	stuck time.Time // since when nothing has got through; zero: the last call did
}

// Again is told what a call returned. It reports whether the same call is to be made again, and returns when the time
// that the system asked for is over. After any other answer than a ThrottledError it returns false at once.
func (p *Patience) Again(ctx context.Context, err error) bool {
	asked, throttled := connector.IsThrottled(err)
	d, patient := p.pause(asked, throttled)
	return patient && p.Wait(ctx, d) == nil
}

// Unless the system says how long, the pause is as long as it has been stuck already: a second first, at most half a
// minute.
const (
	shortest = time.Second
	longest  = 30 * time.Second
)

func (p *Patience) pause(asked time.Duration, throttled bool) (d time.Duration, patient bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !throttled {
		p.stuck = time.Time{}
		return 0, false
	}
	now := p.Now()
	if p.stuck.IsZero() {
		p.stuck = now
	}
	stuck := now.Sub(p.stuck)
	if asked <= 0 {
		asked = min(max(stuck, shortest), longest)
	}
	return asked, stuck+asked <= p.Most
}

// Patient returns a connector whose Lookup waits as long as the system asks it to, as far as the patience goes. A Do is
// handed on as it is: who writes must look again before writing later than planned.
func Patient(c connector.Connector, p *Patience) connector.Connector { return patient{c, p} }

type patient struct {
	connector.Connector
	patience *Patience
}

// Lookup looks the account up, again and again while the system asks to wait.
func (p patient) Lookup(ctx context.Context, key string) (identity.Account, error) {
	for {
		a, err := p.Connector.Lookup(ctx, key)
		if !p.patience.Again(ctx, err) {
			return a, err
		}
	}
}
