// Package internal_test executes the table of packages in docs/architecture.md: who may import whom, and what a package
// may not touch. It reads the sources itself: what `go list` tells a test is cached, and can be yesterday's truth.
package internal_test

import (
	"os"
	"testing"
)

// A layer of the program. Each one imports the layers above it in this list, never those below.
type layer string

const (
	floor  layer = "FLOOR"  // plain values and contracts
	way    layer = "WAY"    // the six stages from what was read to what was proven
	ground layer = "GROUND" // what the way stands on when it runs: memory, work, settings, operators
	edges  layer = "EDGES"  // where people and programs come in
	tests  layer = "TESTS"  // for tests alone
)

// because is the reason that is told to whoever breaks the table.
var because = map[layer]string{
	floor:  "the floor knows nothing of what stands on it",
	way:    "each stage imports the ones before it and nothing after, and never GROUND or EDGES: it is given what it needs",
	ground: "the ground knows values of FLOOR and WAY; what runs whom is decided in app",
	edges:  "edges go through app, which knows none of them, and never to store, to work or to a concrete connector: one gate for every write",
	tests:  "what serves the tests of all must hang on none of them",
}

// row is one package and the packages of the project that it may import. A * stands for any one name.
type row struct {
	path  string
	layer layer
	may   []string
}

// The first row that fits a package is its row. Packages are named below internal/; cmd/* is the program itself.
var table = []row{
	{"identity", floor, nil},
	{"ledger", floor, nil},
	{"connector", floor, []string{"identity"}},
	{"connector/contract", floor, []string{"connector", "identity"}},
	{"connector/connectortest", floor, []string{"connector", "connector/contract", "identity"}},
	{"connector/wrap", floor, []string{"connector", "identity"}},
	{"connector/all", ground, []string{"connector", "connector/*", "config", "identity"}}, // settings in, connectors out
	{"connector/web", floor, []string{"connector"}},                                       // what the connectors over HTTP share
	{"connector/*", floor, []string{"connector", "connector/web", "connector/*/*", "identity"}},
	{"connector/*/*", floor, []string{"identity"}}, // a part of one connector

	{"snapshot", way, []string{"connector", "identity"}},
	{"correlate/name", way, nil},
	{"correlate", way, []string{"correlate/name", "identity", "snapshot"}},
	{"assess", way, []string{"connector", "identity", "snapshot", "correlate"}},
	{"plan", way, []string{"connector", "identity", "snapshot", "correlate", "assess"}},
	{"apply", way, []string{"connector", "identity", "ledger", "snapshot", "correlate", "assess", "plan"}},
	{"prove", way, []string{"connector", "identity", "ledger", "snapshot", "correlate", "assess", "plan", "apply"}},
	{"reconcile", way, []string{"connector", "identity", "snapshot", "correlate", "assess", "plan"}},

	{"config", ground, append([]string{"connector/http/api"}, values...)}, // an expression is checked where it is written
	{"store/migration", ground, nil},
	{"store/storetest", tests, append([]string{"store", "systemtest", "reconcile"}, values...)},
	{"store/queue", ground, nil}, // River's tables, beside ours
	{"store/block", ground, []string{"identity", "correlate"}},
	{"store", ground, append([]string{"store/migration", "store/block", "reconcile", "correlate/name"}, values...)},
	{"work", ground, append([]string{"config", "store/queue"}, values...)},
	{"access", ground, []string{"identity", "ledger", "config", "store"}},

	{"app", edges, append([]string{
		"connector/all", "connector/contract", "connector/wrap", "correlate/name", "reconcile", "config", "store", "work", "access", "demo",
	}, values...)},
	{"api/client", edges, append([]string{"app", "api"}, values...)}, // the use cases, done by a server
	{"api", edges, append([]string{"app", "config", "access"}, values...)},
	{"web", edges, append([]string{"app", "config", "access"}, values...)},
	{"metric", edges, append([]string{"app"}, values...)},
	{"server", edges, append([]string{"app", "config", "access", "api", "web", "metric"}, values...)},
	{"cli", edges, append([]string{"app", "api", "api/client", "web", "server", "metric", "config", "access", "demo", "setup"}, values...)},
	{"setup/column", edges, []string{"config", "connector/csv/table"}},
	{"setup/directory", edges, []string{"config", "setup/column"}},
	{"setup", edges, []string{"setup/*", "config", "connector", "connector/all", "correlate", "identity", "snapshot"}},
	{"demo/*", edges, []string{"identity"}},
	{"demo", edges, []string{"demo/*", "identity", "connector", "config"}},
	{"cmd/*", edges, []string{"app", "cli"}},

	{"systemtest", tests, nil},
}

// values are the packages whose types are handed around: the contracts and the results of the stages.
var values = []string{"identity", "ledger", "connector", "snapshot", "correlate", "assess", "plan", "apply", "prove"}

// pure packages do no input or output, and have no clock and no luck: the same snapshot gives the same plan, years later.
var pure = []string{"identity", "correlate", "correlate/name", "assess", "plan"}

// holdsSQL are the packages that may talk to a database.
var holdsSQL = []string{
	"store", "store/migration", "store/queue", "store/storetest", "systemtest", // memory, and what tests it
	"connector/postgres", "connector/mysql", "connector/sql", "connector/sql/dial", // databases as systems that people have accounts on
}

func TestTheSourcesKeepToTheTable(t *testing.T) {
	t.Parallel()
	sources, err := readSources(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) == 0 {
		t.Fatal("no sources were read")
	}
	for _, fault := range judge(sources) {
		t.Error(fault)
	}
}
