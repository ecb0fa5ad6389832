package wrap

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestADryRunWritesNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	m := memory()
	dry := DryRun(m)
	for _, verb := range identity.Verbs() {
		err := dry.Do(t.Context(), cut(verb, 1))
		if !connector.IsPermanent(err) || !errors.Is(err, ErrDryRun) || !strings.Contains(err.Error(), string(verb)+" memory/") {
			t.Errorf("%s: %v", verb, err)
		}
	}
	if w := m.Writes(); len(w) > 0 {
		t.Errorf("a dry run wrote %v", w)
	}
}

func TestADryRunPlansWhatARealOneDoes(t *testing.T) {
	t.Parallel()
	m := memory()
	if diff := cmp.Diff(m.Describe(), DryRun(m).Describe()); diff != "" {
		t.Error(diff)
	}
}

func TestACancelledDryRunSaysThatItWasCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := DryRun(memory()).Do(ctx, cut(identity.Suspend, 1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
