package wrap

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

var errLine = errors.New("connection refused")

// answering is a system in memory that answers each call as it is told to; when nothing is told, as it is.
func answering(answer func(connectortest.Call) error) (*Circuit, connector.Connector, *int) {
	m, calls := memory(), new(int)
	m.Hook(connectortest.Hooks{Before: func(_ context.Context, call connectortest.Call) error {
		*calls++
		return answer(call)
	}})
	c := &Circuit{}
	return c, c.Guard(m), calls
}

func TestASystemThatDoesNotAnswerIsNotAskedAnyMore(t *testing.T) {
	t.Parallel()
	c, guarded, calls := answering(func(connectortest.Call) error { return errLine })
	for i := range 25 {
		if down := c.Down(connectortest.Key(i)) != nil; down != (i >= silent) {
			t.Errorf("after %d calls it counts as out of reach: %v", i, down)
		}
		if _, err := guarded.Lookup(t.Context(), connectortest.Key(i)); !errors.Is(err, errLine) {
			t.Errorf("call %d: %v", i, err)
		}
	}
	err := guarded.Do(t.Context(), cut(identity.Suspend, 1))
	if !errors.Is(err, errLine) || !strings.Contains(err.Error(), "nothing was asked") || *calls != silent {
		t.Errorf("%v, after %d calls", err, *calls)
	}
}

// Whatever a system says, it is there.
func TestASystemThatAnswersIsNeverOutOfReach(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]error{"it refuses": connector.Permanent(errLine), "it asks to wait": throttle(0), "it knows nobody": connector.ErrGone} {
		c, guarded, calls := answering(func(connectortest.Call) error { return answer })
		for i := range 30 {
			_, _ = guarded.Lookup(t.Context(), connectortest.Key(i))
			_ = guarded.Do(t.Context(), cut(identity.Suspend, i))
		}
		if why := c.Down(connectortest.Key(1)); why != nil || *calls != 60 {
			t.Errorf("%s: %v after %d calls", name, why, *calls)
		}
	}
	n := 0
	c, guarded, _ := answering(func(connectortest.Call) error {
		if n++; n%silent == 0 {
			return nil
		}
		return errLine
	})
	for i := range 20 * silent {
		_, _ = guarded.Lookup(t.Context(), connectortest.Key(i%30))
	}
	if why := c.Down(connectortest.Key(1)); why != nil {
		t.Errorf("it answers one call of %d, and counts as out of reach: %v", silent, why)
	}
}

func TestWhoIsCancelledSaysNothingOfTheSystem(t *testing.T) {
	t.Parallel()
	c, guarded, _ := answering(func(connectortest.Call) error { return context.Canceled })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 2 * silent {
		_, _ = guarded.Lookup(ctx, connectortest.Key(i%30))
	}
	if why := c.Down(connectortest.Key(1)); why != nil {
		t.Error(why)
	}
}

// One host that is away takes nobody else with it.
func TestAPartOfASystemIsOutOfReachByItself(t *testing.T) {
	t.Parallel()
	c := &Circuit{Parts: ":"}
	for i := range silent {
		c.heard("web1:1000", errLine)
		if i%2 == 0 {
			c.heard("web2:1000", nil)
		}
	}
	if c.Down("web1:1001") == nil || c.Down("web2:1000") != nil || c.Part("web1:1001") != "web1" {
		t.Errorf("web1 is down: %v, web2 is down: %v", c.Down("web1:1001"), c.Down("web2:1000"))
	}
}
