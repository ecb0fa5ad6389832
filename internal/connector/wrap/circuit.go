package wrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// silent is how many calls in a row a system leaves without an answer before it counts as out of reach. A system that
// answers every third call hardly ever gets there.
const silent = 10

// Circuit is what one run knows of whether one system answers at all. When it does not, no more calls are made: the run
// has one problem, that of the system, and not one for every account. It stays so until the run ends; another run begins
// anew. A system that refuses, or asks to wait, does answer. Use one for all calls of a run.
type Circuit struct {
	// Parts ends the piece of a key that names a part of the system which can be out of reach by itself, such as a host;
	// empty: the system has none.
	Parts string

	mu    sync.Mutex
	parts map[string]*streak
}

// streak is how many calls in a row were not answered, and what the first of them met.
type streak struct {
	length int
	why    error
}

// Down returns why an account is not asked for any more, by its key; nil: it is.
func (c *Circuit) Down(key string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.parts[c.Part(key)]; s != nil && s.length >= silent {
		return s.why
	}
	return nil
}

// Part names the part of the system that an account is on; empty where it has none.
func (c *Circuit) Part(key string) string {
	if c.Parts == "" {
		return ""
	}
	part, _, _ := strings.Cut(key, c.Parts)
	return part
}

// Guard returns a connector that makes no call to what is out of reach.
func (c *Circuit) Guard(to connector.Connector) connector.Connector { return guarded{to, c} }

func (c *Circuit) call(ctx context.Context, key string, call func() error) error {
	if why := c.Down(key); why != nil {
		return fmt.Errorf("nothing was asked, because the system does not answer: %w", why)
	}
	err := call()
	if ctx.Err() == nil {
		c.heard(key, err)
	}
	return err
}

func (c *Circuit) heard(key string, err error) {
	_, throttled := connector.IsThrottled(err)
	answered := err == nil || throttled || errors.Is(err, connector.ErrGone) || connector.IsPermanent(err)
	part := c.Part(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	if answered {
		delete(c.parts, part)
		return
	}
	if c.parts == nil {
		c.parts = map[string]*streak{}
	}
	if c.parts[part] == nil {
		c.parts[part] = &streak{why: err}
	}
	c.parts[part].length++
}

type guarded struct {
	connector.Connector
	circuit *Circuit
}

// Lookup looks the account up, unless the system is out of reach.
func (g guarded) Lookup(ctx context.Context, key string) (a identity.Account, err error) {
	err = g.circuit.call(ctx, key, func() (err error) {
		a, err = g.Connector.Lookup(ctx, key)
		return err
	})
	return a, err
}

// Do does the operation, unless the system is out of reach. Who must know that nothing was changed then asks Down first.
func (g guarded) Do(ctx context.Context, op identity.Operation) error {
	return g.circuit.call(ctx, op.Account.Key, func() error { return g.Connector.Do(ctx, op) })
}
