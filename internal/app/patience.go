package app

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
)

// mostPatience is how long a run waits for a system that lets nothing through.
const mostPatience = 5 * time.Minute

// patience is how long this run waits for one system. It ends with ctx: who cancels a run does not wait, while what has
// begun is finished in a context that lasts longer.
func (r *run) patience(ctx context.Context) *wrap.Patience {
	return &wrap.Patience{Most: mostPatience, Now: r.app.now, Wait: func(wave context.Context, d time.Duration) error {
		wave, cancel := context.WithCancel(wave)
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		return r.app.wait(wave, d)
	}}
}

// pause waits by the machine's clock.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
