// Package connector is the contract with a system: five methods, its error classes and its description.
//
// A connector knows one kind of system. It reads people or accounts, looks one account up, and does one verb to one
// account. It decides nothing, retries nothing, logs nothing and remembers nothing.
package connector

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Connector is one connected system. All methods may be called from several goroutines at once.
type Connector interface {
	// Describe says what the connector can do and how. It does no I/O.
	Describe() Description

	// Probe asks the system what we may do there, and changes nothing: no account, no log of a change, no lock. It
	// returns a right for everything that Read, Lookup and the connector's verbs need. The error is for a system that
	// cannot be asked: not reachable, a certificate that is not its own, a sign-in that it refused.
	Probe(ctx context.Context) ([]Right, error)

	// Read hands everything that the system holds to the sink, in batches. It returns nil only when it read all of it:
	// a reading that stops short, that saw fewer than the system announced, or that met a record it could not
	// understand is an error, whatever was handed over before. The order of the records is the system's own.
	Read(ctx context.Context, sink Sink) (Reading, error)

	// Lookup returns one account as it is now, with every attribute that a verb may touch, and with what else lets
	// somebody in by it (Residual), as far as Describe says that it shows. An account that is not there is ErrGone. The key is the one that Read gave.
	Lookup(ctx context.Context, key string) (identity.Account, error)

	// Do does one verb to one account and returns nil when the system said that it is done. It is idempotent: twice is
	// once. See the error classes in this package for what an error says; any other error leaves the outcome unknown
	// until somebody looks.
	Do(ctx context.Context, op identity.Operation) error
}

// Sink takes what a connector reads. The slice of a batch is the connector's again when the call returns. An error from
// the sink ends the reading and is returned by Read as it is.
type Sink interface {
	// People takes a batch whose values may be kept as they are: only the slice is used again.
	People(batch []identity.Person) error

	// Accounts takes a batch whose values live in the connector's own memory: keep a Clone of what must outlive the
	// call.
	Accounts(batch []identity.Account) error
}

// Reading says what a complete Read saw.
type Reading struct {
	Seen     int       // records handed to the sink
	Expected int       // records that the system announced; -1 when it does not say
	Digest   string    // of the raw input where it is a file, else empty: equal digests mean the same input
	Columns  []string  // the shape of the input where it has one
	Written  time.Time // when the input itself was made, UTC; zero: unknown or live
	// Unended says of a file that its last line has no line end: it was written so, or cut.
	Unended bool
}
