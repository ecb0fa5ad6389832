package wrap

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestEveryCallIsReportedWithWhatCameOfIt(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ticks := 0
	now := func() time.Time { ticks++; return start.Add(time.Duration(ticks*ticks) * time.Second) }
	var calls []Call
	m := memory()
	refused := m.Script(connectortest.Trouble{Fault: connectortest.Refuse, Verb: identity.Delete})
	defer refused()
	c := Trace(m, "directory", now, func(call Call) { calls = append(calls, call) })

	c.Describe()
	_, _ = c.Read(t.Context(), &looking{lookup: func(string) error { return nil }})
	_, gone := c.Lookup(t.Context(), "nobody")
	_ = c.Do(t.Context(), cut(identity.Suspend, 1))
	refusal := c.Do(t.Context(), cut(identity.Delete, 1))

	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	want := []Call{
		{Method: Read, System: "directory", Seen: 30, Began: at(1), Duration: 3 * time.Second},
		{Method: Lookup, System: "directory", Key: "nobody", Began: at(9), Duration: 7 * time.Second, Err: gone},
		{Method: Do, System: "directory", Verb: identity.Suspend, Key: "k000002", Began: at(25), Duration: 11 * time.Second},
		{Method: Do, System: "directory", Verb: identity.Delete, Key: "k000002", Began: at(49), Duration: 15 * time.Second, Err: refusal},
	}
	if diff := cmp.Diff(want, calls, cmpopts.EquateErrors()); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
	if !errors.Is(gone, connector.ErrGone) || !connector.IsPermanent(refusal) {
		t.Errorf("a trace changed what its caller is given: %v, %v", gone, refusal)
	}
}
