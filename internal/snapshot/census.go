package snapshot

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// AccountSource is one system with what is remembered of it.
type AccountSource struct {
	Name      string
	Connector connector.Connector
	Expect    Expect
	Last      Last

	// Marks returns the marks of the last complete reading, in its order; nil: there was none.
	Marks func(ctx context.Context) ([]Mark, error)
}

// Census counts one system's accounts while they stream by.
type Census struct {
	Seen     int
	Enabled  int
	Entitled int            // accounts that hold any right
	Holders  map[string]int // by name of the protected entitlement: enabled accounts that hold it

	canaries map[string]bool // by login or key: seen
}

// NewCensus starts a count for a system, with the names of the entitlements of which a number of holders is kept.
func NewCensus(src *AccountSource, protected []string) *Census {
	c := &Census{Holders: make(map[string]int, len(protected)), canaries: make(map[string]bool, len(src.Expect.Canaries))}
	for _, name := range protected {
		c.Holders[name] = 0
	}
	for _, canary := range src.Expect.Canaries {
		c.canaries[canary] = false
	}
	return c
}

// Take counts one account.
func (c *Census) Take(a *identity.Account) {
	c.Seen++
	if len(c.canaries) > 0 {
		c.sight(a.Login)
		c.sight(a.Ref.Key)
	}
	if len(a.Entitlements) > 0 {
		c.Entitled++
	}
	if a.State != identity.Enabled {
		return
	}
	c.Enabled++
	if len(c.Holders) == 0 {
		return
	}
	for i := range a.Entitlements {
		if n, protected := c.Holders[a.Entitlements[i].Name]; protected {
			c.Holders[a.Entitlements[i].Name] = n + 1
		}
	}
}

func (c *Census) sight(name string) {
	if _, canary := c.canaries[name]; canary {
		c.canaries[name] = true
	}
}

// Judge turns the end of a reading into a system read whole, or a gap. Gone is how many keys of the last complete
// reading did not come.
func (src *AccountSource) Judge(r connector.Reading, err error, c *Census, gone int) (System, *Gap) {
	if why := unread(r, err); why != "" {
		return System{}, &Gap{System: src.Name, Expected: expected(r, src.Last), Seen: c.Seen, Why: why}
	}
	var missing []string
	for _, canary := range src.Expect.Canaries {
		if !c.canaries[canary] {
			missing = append(missing, canary)
		}
	}
	counts := Counts{Seen: c.Seen, Missing: gone, Entitled: c.Entitled, Unended: r.Unended}
	if expected, why := src.Expect.check(src.Last, counts, r.Columns, missing); why != "" {
		return System{}, &Gap{System: src.Name, Expected: expected, Seen: c.Seen, Why: why}
	}
	return System{
		Source:      Source{Name: src.Name, Seen: c.Seen, Entitled: c.Entitled, Digest: r.Digest, Columns: r.Columns, Unended: r.Unended, Written: r.Written},
		Description: src.Connector.Describe(),
		Enabled:     c.Enabled,
		Holders:     c.Holders,
	}, nil
}
