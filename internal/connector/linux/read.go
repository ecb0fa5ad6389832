package linux

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// batchSize is how many accounts the sink is given at once, at most.
const batchSize = 500

// part is what one host gave.
type part struct {
	accounts []identity.Account
	err      error
}

// Read hands over the accounts of every host, as many hosts at once as Concurrency. One host that cannot be read makes
// the reading incomplete, and its error names every such host; what the others gave was handed over.
func (c *Connector) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	seen := connector.Reading{Expected: -1}
	if ctx.Err() != nil {
		return seen, context.Cause(ctx)
	}
	inner, cancel := context.WithCancel(ctx)
	parts := c.parts(inner)
	defer func() { // nothing runs on when the call is over
		cancel()
		for range parts {
		}
	}()
	var failed []error
	for p := range parts {
		if p.err != nil {
			failed = append(failed, p.err)
			continue
		}
		for batch := range slices.Chunk(p.accounts, batchSize) {
			if ctx.Err() != nil {
				return seen, context.Cause(ctx)
			}
			seen.Seen += len(batch)
			if err := sink.Accounts(batch); err != nil {
				return seen, err
			}
		}
	}
	if ctx.Err() != nil {
		return seen, context.Cause(ctx)
	}
	if len(failed) > 0 {
		return seen, incomplete(len(c.hosts), failed)
	}
	return seen, nil
}

// parts reads every host; the channel ends after the last of them.
func (c *Connector) parts(ctx context.Context) <-chan part {
	parts, places, done := make(chan part), make(chan struct{}, c.cfg.Concurrency), make(chan struct{}, len(c.hosts))
	for _, h := range c.hosts {
		go func() {
			defer func() { done <- struct{}{} }()
			places <- struct{}{}
			defer func() { <-places }()
			accounts, err := c.readHost(ctx, h)
			parts <- part{accounts, err}
		}()
	}
	go func() {
		for range c.hosts {
			<-done
		}
		close(parts)
	}()
	return parts
}

func (c *Connector) readHost(ctx context.Context, h *host) ([]identity.Account, error) {
	said, err := h.ask(ctx, "list")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", h.Name, err)
	}
	r, err := c.reading(h.Name, said)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", h.Name, err)
	}
	if !slices.ContainsFunc(r.accounts, func(a identity.Account) bool { return a.Ref.Key == h.Name+":0" || a.Login == "root" }) {
		return nil, fmt.Errorf("read %s: there is no root among its %d accounts, so that is not the whole of them", h.Name, len(r.accounts))
	}
	return slices.DeleteFunc(r.accounts, func(a identity.Account) bool { return !c.listed(r, &a) }), nil
}

// incomplete says which hosts are missing. It is of no class: what became of the others says nothing of the whole.
func incomplete(hosts int, failed []error) error {
	slices.SortFunc(failed, func(a, b error) int { return compare(a.Error(), b.Error()) })
	if _, wait := connector.IsThrottled(failed[0]); len(failed) == 1 && wait {
		return failed[0]
	}
	if hosts == 1 {
		return failed[0]
	}
	return fmt.Errorf("%d of %d hosts could not be read:\n%w", len(failed), hosts, errors.Join(failed...))
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// today is the number of the day, from 1970 in UTC.
func (c *Connector) today() int64 { return time.Now().Unix() / (24 * 60 * 60) }
