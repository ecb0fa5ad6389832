package wrap

import (
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestWrappedConnectorsKeepTheContract(t *testing.T) {
	t.Parallel()
	limit := func(c connector.Connector) connector.Connector { return Limit(c, rate.NewLimiter(100_000, 10)) }
	trace := func(c connector.Connector) connector.Connector { return Trace(c, "memory", time.Now, func(Call) {}) }
	wraps := map[string]func(connector.Connector) connector.Connector{
		"concurrency of one":   func(c connector.Connector) connector.Connector { return Concurrency(c, 1) },
		"concurrency of three": func(c connector.Connector) connector.Connector { return Concurrency(c, 3) },
		"limit":                limit,
		"timeout":              func(c connector.Connector) connector.Connector { return Timeout(c, time.Minute) },
		"trace":                trace,
		"classify": func(c connector.Connector) connector.Connector {
			return Classify(c, []Class{{Kind: identity.Service, Logins: []string{"*1"}, Owner: "E1"}})
		},
		"all of them": func(c connector.Connector) connector.Connector {
			return trace(Concurrency(limit(Timeout(c, time.Minute)), 2))
		},
	}
	for name, wrapped := range wraps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, connectortest.Subject{Fresh: func(testing.TB) connectortest.Lab {
				l := memory().Lab(connectortest.Key(3), connectortest.Key(8), connectortest.Key(2))
				l.Connector = wrapped(l.Connector)
				return l
			}})
		})
	}
}

func TestADryRunReadsByTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(testing.TB) connectortest.Lab {
		l := memory().Lab()
		l.Connector = DryRun(l.Connector)
		return l
	}})
}

// memory makes a small system that reads in several batches.
func memory() *connectortest.Memory {
	m := connectortest.NewMemory("memory", connectortest.Crowd(30)...)
	m.Batch(10)
	return m
}

// cut makes an operation on an account of memory.
func cut(verb identity.Verb, i int) identity.Operation {
	return identity.Operation{Verb: verb, Account: identity.AccountRef{System: "memory", Key: connectortest.Key(i)}}
}
