package contract_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/contract"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// live runs the rules and returns the verdicts by rule.
func live(t *testing.T, c connector.Connector, key string) (map[string]contract.Result, error) {
	t.Helper()
	results := map[string]contract.Result{}
	err := contract.Live(t.Context(), c, "app", key, func(r contract.Result) { results[r.Rule] = r })
	return results, err
}

func TestASystemInUseIsReadAndNotWritten(t *testing.T) {
	t.Parallel()
	m := connectortest.NewMemory("app", connectortest.Crowd(30)...)
	results, err := live(t, m, "")
	if err != nil || len(m.Writes()) > 0 {
		t.Fatalf("%v, %v", err, m.Writes())
	}
	kept := 0
	for _, r := range results {
		if r.Verdict == contract.Broken {
			t.Errorf("%s: %v", r.Rule, r.Saw)
		}
		if r.Verdict == contract.Kept {
			kept++
		}
	}
	if kept < 10 || results["describe does no I/O"].Verdict != contract.Unchecked {
		t.Errorf("%d rules were kept: %v", kept, results)
	}
}

func TestAnAccountThatIsNamedIsWrittenAndComesBack(t *testing.T) {
	t.Parallel()
	m := connectortest.NewMemory("app", connectortest.Crowd(30)...)
	before, _ := m.Lookup(t.Context(), connectortest.Key(3))
	results, err := live(t, m, connectortest.Key(3))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range []string{"suspend shuts the account and changes nothing else", "restore brings back what suspend and remove took"} {
		if r := results[rule]; r.Verdict != contract.Kept {
			t.Errorf("%s is %s: %v", rule, r.Verdict, r.Saw)
		}
	}
	if r, checked := results["delete takes the account and no other"]; checked {
		t.Errorf("a delete was tried: %v", r)
	}
	if after, _ := m.Lookup(t.Context(), connectortest.Key(3)); after.Fingerprint() != before.Fingerprint() {
		t.Error("the account did not come back")
	}
	for _, w := range m.Writes() {
		if w.Key != connectortest.Key(3) {
			t.Errorf("another account was written: %+v", w)
		}
	}
}

// forgetful says that a restore is done, and does nothing.
type forgetful struct{ *connectortest.Memory }

func (f forgetful) Do(ctx context.Context, op identity.Operation) error {
	if op.Verb == identity.Restore {
		return nil
	}
	return f.Memory.Do(ctx, op)
}

func TestAnAccountThatDoesNotComeBackEndsTheTest(t *testing.T) {
	t.Parallel()
	results, err := live(t, forgetful{connectortest.NewMemory("app", connectortest.Crowd(5)...)}, connectortest.Key(3))
	if !errors.Is(err, contract.ErrNotBack) || !strings.Contains(err.Error(), "suspended") {
		t.Errorf("got %v", err)
	}
	if _, checked := results["suspend twice is once"]; checked {
		t.Error("the test went on")
	}
}

func TestBrokenRulesAreTold(t *testing.T) {
	t.Parallel()
	results, err := live(t, doubled{connectortest.NewMemory("app", connectortest.Crowd(5)...)}, "")
	if r := results["a reading gives every account once, and whole"]; err != nil || r.Verdict != contract.Broken || len(r.Saw) == 0 {
		t.Errorf("%v: %+v", err, r)
	}
}

// doubled gives everything twice.
type doubled struct{ *connectortest.Memory }

func (d doubled) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	if _, err := d.Memory.Read(ctx, sink); err != nil {
		return connector.Reading{}, err
	}
	return d.Memory.Read(ctx, sink)
}
