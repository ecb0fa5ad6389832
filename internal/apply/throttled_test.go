package apply_test

import (
	"context"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A write that is put off is made later in the same run; but the account may be another one by then.
func TestAWriteThatIsPutOffIsTriedAgainAfterAnotherLook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		asks   int          // how often the system asks to wait
		most   int          // how often we do
		during func(l *lab) // while we wait
		state  apply.State  // in the end
		note   string       // a part of it
		writes int          // of ours
		waits  int          // how often we waited
		fault  connectortest.Fault
	}{
		{"once", 1, 9, nil, apply.Done, "", 1, 1, connectortest.Throttle},
		{"three times", 3, 9, nil, apply.Done, "", 1, 3, connectortest.Busy},
		{"for too long", 5, 2, nil, apply.Failed, "nothing was changed: too many requests (wait 7s); the same command tries again", 0, 2, connectortest.Throttle},
		{"somebody changes it meanwhile", 1, 9, func(l *lab) { l.change("k001") }, apply.Stopped, "somebody changed the account since the plan", 0, 1, connectortest.Throttle},
		{"somebody deletes it meanwhile", 1, 9, func(l *lab) { l.Drop("k001") }, apply.Done, "the account was gone already", 0, 1, connectortest.Throttle},
		{"HR gives it to another meanwhile", 1, 9, func(l *lab) { l.own("E002") }, apply.Stopped, "no longer linked to E001", 0, 1, connectortest.Throttle},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 2)
			job := l.job(t, "k001", identity.Suspend)
			l.Script(connectortest.Trouble{Fault: c.fault, Method: connectortest.Do, Times: c.asks})
			waits := 0
			l.target.Again = func(_ context.Context, err error) bool {
				if _, throttled := connector.IsThrottled(err); !throttled || waits == c.most {
					return false
				}
				waits++
				if c.during != nil {
					c.during(l)
				}
				return true
			}
			got := l.wave(t, job)[0]
			if got.State != c.state || !strings.Contains(got.Note, c.note) || (c.note == "") != (got.Note == "") {
				t.Errorf("%s %q, want %s %q", got.State, got.Note, c.state, c.note)
			}
			if l.cuts() != c.writes || waits != c.waits {
				t.Errorf("%d writes after %d waits, want %d after %d", l.cuts(), waits, c.writes, c.waits)
			}
			if len(l.journal.writes) != 1 {
				t.Errorf("intents were recorded %d times", len(l.journal.writes))
			}
		})
	}
}

// However long it takes, every answer to a write is told to whoever waits, so that they know that it gets on.
func TestWhoWaitsHearsOfEveryAnswer(t *testing.T) {
	t.Parallel()
	l := newLab(t, 4)
	heard := 0
	l.target.Again = func(context.Context, error) bool { heard++; return false }
	l.Redescribe(func(d *connector.Description) { d.Concurrency = 1 })
	l.wave(t, l.jobs(t, 4, identity.Suspend)...)
	if heard != 4 {
		t.Errorf("heard of %d answers", heard)
	}
}
