package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe asks the program what it may do there. A verb of which it says nothing is unknown.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var rights []connector.Right
	_, err := c.run(ctx, &request{Call: "probe"}, func(m *message) error {
		if m.Right == nil {
			return errors.New("it prints an account where rights were asked for")
		}
		right := connector.Right(*m.Right)
		known := right.Granted == connector.Yes || right.Granted == connector.No || right.Granted == connector.Unknown
		if right.What = oneLine(right.What); !known || right.What == "" {
			return fmt.Errorf("the right %q is granted: %q; yes, no or unknown is expected, and what it is for", right.What, right.Granted)
		}
		if right.Granted != connector.Yes && right.Why == "" {
			right.Why = "the program does not say why"
		}
		rights = append(rights, right)
		return nil
	})
	if err != nil {
		return nil, c.told("probe", err)
	}
	for _, verb := range append([]identity.Verb{""}, c.cfg.Verbs...) {
		if !slices.ContainsFunc(rights, func(r connector.Right) bool { return r.Verb == verb }) {
			what := string(verb)
			if verb == "" {
				what = "read"
			}
			rights = append(rights, connector.Right{Verb: verb, What: what, Granted: connector.Unknown, Why: "the program does not say"})
		}
	}
	return rights, nil
}
