package cli

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// progress is a line on a terminal that shows how far something is. It appears after a second, and never where the
// output of errors is no terminal.
type progress struct {
	p    *program
	what string

	mu        sync.Mutex
	done, all int // 0: how much there is to do is not known
	shown     bool

	stop func()
}

// patience is how long nothing is shown.
const patience = time.Second

// watch begins to show progress. Call stop when it is over, on every path.
func (p *program) watch(what string) *progress {
	b := &progress{p: p, what: what, stop: func() {}}
	if !isTerminal(p.std.Err) {
		return b
	}
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		b.run(over)
	}()
	b.stop = sync.OnceFunc(func() {
		close(over)
		<-ended
	})
	return b
}

// step says how far it is. It may be called from several goroutines.
func (b *progress) step(done, all int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done, b.all = done, all
}

func (b *progress) run(over <-chan struct{}) {
	began := time.Now()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			if b.shown {
				fmt.Fprint(b.p.std.Err, "\r\x1b[K")
			}
			return
		case now := <-tick.C:
			if gone := now.Sub(began); gone >= patience {
				b.shown = true
				fmt.Fprint(b.p.std.Err, "\r\x1b[K"+b.line(gone))
			}
		}
	}
}

// line returns the line as it is after a while.
func (b *progress) line(gone time.Duration) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == 0 {
		return fmt.Sprintf("%s %s", b.what, gone.Truncate(time.Second))
	}
	const cells = 30
	full := min(cells, cells*b.done/b.all)
	return fmt.Sprintf("%s [%s%s] %s of %s", b.what, strings.Repeat("#", full), strings.Repeat(".", cells-full), number(b.done), number(b.all))
}
