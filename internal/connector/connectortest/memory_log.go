package connectortest

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Write is one change that was made to a Memory, or one that was asked for and changed nothing.
type Write struct {
	Number  int           // from 1, in the order in which the changes were made
	Outside bool          // made by somebody else than the connector
	Verb    identity.Verb // empty when Outside
	Key     string
	Changes []Change // empty: everything was so before
}

// Change is one field of an account that a write changed.
type Change struct {
	Field  string // as in identity.Account; "Sessions", and an attribute by "Attribute " and its name
	Before []string
	After  []string
}

// Writes returns every write since the Memory was made, in order.
func (m *Memory) Writes() []Write {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.writes)
}

// Look returns what is true of the account, whatever the connector says.
func (m *Memory) Look(key string) (Sight, error) {
	a := m.find(key)
	if a == nil {
		return Sight{}, gone(m.system, key)
	}
	sight := Sight{State: a.State, Entitlements: keys(a.Entitlements)}
	for _, f := range fields(a, 0) {
		sight.Exact += f.String() + "\n"
	}
	return sight, nil
}

func keys(entitlements []identity.Entitlement) []string {
	list := make([]string, 0, len(entitlements))
	for _, e := range entitlements {
		list = append(list, e.Key)
	}
	return list
}
