package ad

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe signs in and looks at the base.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var rights []connector.Right
	err := c.pool.Use(ctx, func(*conn) error { return nil })
	if err != nil {
		return nil, err
	}
	rights = append(rights, connector.Right{What: "read accounts", Granted: connector.Yes})
	d := c.Describe()
	for _, verb := range identity.Verbs() {
		if d.Capability(verb).By == connector.ByConnector {
			rights = append(rights, connector.Right{Verb: verb, What: string(verb), Granted: connector.Unknown, Why: "not asked"})
		}
	}
	return rights, nil
}
