package wrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestACallThatDoesNotComeBackIsOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		m.Inject(connectortest.Hang)
		c := Timeout(m, 30*time.Second)
		began := time.Now()
		_, lookup := c.Lookup(t.Context(), connectortest.Key(0))
		do := c.Do(t.Context(), cut(identity.Suspend, 0))
		for _, err := range []error{lookup, do} {
			if connector.IsPermanent(err) || err == nil || !strings.Contains(err.Error(), "did not answer within 30s") {
				t.Error(err)
			}
		}
		if time.Since(began) != time.Minute {
			t.Errorf("two calls came back after %s", time.Since(began))
		}
	})
}

func TestADeadlineOfTheCallerIsTheCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		m.Inject(connectortest.Hang)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := Timeout(m, time.Minute).Do(ctx, cut(identity.Suspend, 0)); !errors.Is(err, context.DeadlineExceeded) ||
			strings.Contains(err.Error(), "did not answer") {
			t.Error(err)
		}
	})
}

func TestADeadlineOfTheConnectorIsTheConnectors(t *testing.T) {
	t.Parallel()
	m := memory()
	own := fmt.Errorf("dial: %w", context.DeadlineExceeded)
	m.Hook(connectortest.Hooks{After: func(connectortest.Call, error) error { return own }})
	if err := Timeout(m, time.Minute).Do(t.Context(), cut(identity.Suspend, 0)); err != own { //nolint:errorlint // as it is
		t.Error(err)
	}
}

func TestAReadingHasNoTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := memory()
		heal := m.Inject(connectortest.Hang)
		time.AfterFunc(time.Hour, heal)
		s := &looking{lookup: func(string) error { return nil }}
		if _, err := Timeout(m, time.Minute).Read(t.Context(), s); err != nil || s.found != 30 {
			t.Errorf("%d, %v", s.found, err)
		}
	})
}

func TestNoTimeIsNoTimeout(t *testing.T) {
	t.Parallel()
	if m := memory(); Timeout(m, 0) != connector.Connector(m) {
		t.Error("a timeout of zero wraps")
	}
}
