package wrap

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Method is a method of a connector that meets its system.
type Method string

// The methods.
const (
	Read   Method = "read"
	Lookup Method = "lookup"
	Do     Method = "do"
	Probe  Method = "probe"
)

// Call is one call of a connector that has come back.
type Call struct {
	Method   Method
	System   string        // its name in the settings
	Verb     identity.Verb // of Do
	Key      string        // of Lookup and Do
	Seen     int           // of Read: records handed to the sink
	Began    time.Time     // by the clock that Trace was given
	Duration time.Duration // of Read: with what the sink took
	Err      error         // what the caller was given; nil: it went well
}

// Trace returns a connector that reports each call of Probe, Read, Lookup and Do when it has come back, from the goroutine
// that made it; now is the clock. The system is its name in the settings, which a connector does not know.
func Trace(c connector.Connector, system string, now func() time.Time, report func(Call)) connector.Connector {
	return &traced{c, system, now, report}
}

type traced struct {
	connector.Connector
	system string
	now    func() time.Time
	report func(Call)
}

// Probe asks and reports.
func (t *traced) Probe(ctx context.Context) ([]connector.Right, error) {
	call := Call{Method: Probe, Began: t.now()}
	rights, err := t.Connector.Probe(ctx)
	t.end(call, err)
	return rights, err
}

// Read reads and reports.
func (t *traced) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	call := Call{Method: Read, Began: t.now()}
	reading, err := t.Connector.Read(ctx, sink)
	call.Seen = reading.Seen
	t.end(call, err)
	return reading, err
}

// Lookup looks the account up and reports.
func (t *traced) Lookup(ctx context.Context, key string) (identity.Account, error) {
	call := Call{Method: Lookup, Key: key, Began: t.now()}
	a, err := t.Connector.Lookup(ctx, key)
	t.end(call, err)
	return a, err
}

// Do does the operation and reports.
func (t *traced) Do(ctx context.Context, op identity.Operation) error {
	call := Call{Method: Do, Verb: op.Verb, Key: op.Account.Key, Began: t.now()}
	err := t.Connector.Do(ctx, op)
	t.end(call, err)
	return err
}

func (t *traced) end(call Call, err error) {
	call.System, call.Duration, call.Err = t.system, t.now().Sub(call.Began), err
	t.report(call)
}
