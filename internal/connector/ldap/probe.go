package ldap

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe signs in and looks at the bases. Whether attributes can be written a directory tells only when they are.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var rights []connector.Right
	err := c.pool.Use(ctx, func(cn *conn) error {
		for _, base := range []string{c.cfg.PeopleBase, c.cfg.GroupsBase} {
			if base == "" {
				continue
			}
			_, found, err := cn.Base(ctx, base, "1.1")
			if err != nil {
				return fmt.Errorf("look at %s: %w", base, explainSearch(base, err))
			}
			rights = append(rights, seen(base, found))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d := c.Describe()
	for _, verb := range identity.Verbs() {
		if d.Capability(verb).By == connector.ByConnector {
			rights = append(rights, connector.Right{Verb: verb, What: string(verb), Granted: connector.Unknown, Why: "a directory tells only when it is asked to write"})
		}
	}
	return rights, nil
}

func seen(base string, found bool) connector.Right {
	r := connector.Right{What: "read " + base, Granted: connector.Yes}
	if !found {
		r.Granted, r.Why = connector.No, "the entry is not there, or may not be seen"
	}
	return r
}
