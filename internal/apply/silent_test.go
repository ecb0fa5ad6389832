package apply_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// What was not tried because nobody answered is told apart from what was refused, and an earlier try that was cut short
// stays in doubt by it.
func TestWhatWasNotTriedIsToldApart(t *testing.T) {
	t.Parallel()
	line := errors.New("connection refused")
	for _, c := range []struct {
		name       string
		resumed    bool
		down       error // what is known of the system before
		lookup     error // what the look meets
		state      apply.State
		unanswered bool
	}{
		{"the look is not answered", false, nil, line, apply.Failed, true},
		{"and an earlier try is in doubt", true, nil, line, apply.Unknown, true},
		{"the look is refused", false, nil, connector.Permanent(line), apply.Failed, false},
		{"the system is out of reach", false, line, nil, apply.Failed, true},
		{"and an earlier try is in doubt again", true, line, nil, apply.Unknown, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 2)
			job := l.job(t, "k001", identity.Suspend)
			job.Resumed = c.resumed
			if c.lookup != nil {
				l.Hook(connectortest.Hooks{Before: func(context.Context, connectortest.Call) error { return c.lookup }})
			}
			l.target.Down = func(string) error { return c.down }
			got := l.wave(t, job)[0]
			if got.State != c.state || got.Unanswered != c.unanswered || !strings.Contains(got.Note, "so nothing was written") || l.cuts() != 0 {
				t.Errorf("%s, unanswered: %v, %q, after %d writes", got.State, got.Unanswered, got.Note, l.cuts())
			}
		})
	}
}
