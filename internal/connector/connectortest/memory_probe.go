package connectortest

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe says that everything is granted which Describe gives to the connector.
func (m *Memory) Probe(ctx context.Context) ([]connector.Right, error) {
	var rights []connector.Right
	err := m.answer(ctx, Call{Method: Probe}, func(Trouble) error {
		rights = []connector.Right{{What: "read", Granted: connector.Yes}}
		for _, verb := range identity.Verbs() {
			if d := m.Describe(); d.Capability(verb).By == connector.ByConnector {
				rights = append(rights, connector.Right{Verb: verb, What: string(verb), Granted: connector.Yes})
			}
		}
		return nil
	})
	return rights, err
}
