package connectortest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestTroubleMeetsTheCallsItIsFor(t *testing.T) {
	t.Parallel()
	const fails = "xxxxxx"
	tests := []struct {
		name    string
		trouble Trouble
		met     string // x for each of the calls below that fails
	}{
		{"every call", Trouble{Fault: Fail}, fails},
		{"writes only", Trouble{Fault: Fail, Method: Do}, "..xxxx"},
		{"a fault of writes", Trouble{Fault: Refuse}, "..xxxx"},
		{"a fault of readings", Trouble{Fault: Overstate}, "x....."},
		{"one verb", Trouble{Fault: Fail, Verb: identity.SignOut}, "...x.x"},
		{"one account", Trouble{Fault: Fail, Key: Key(1)}, "....xx"},
		{"the second one", Trouble{Fault: Fail, Skip: 1, Times: 1}, ".x...."},
		{"from the fourth on", Trouble{Fault: Fail, Skip: 3}, "...xxx"},
		{"the first two writes", Trouble{Fault: LoseAnswer, Times: 2}, "..xx.."},
		{"nothing", Trouble{Fault: Fail, Key: "nobody"}, "......"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := NewMemory("memory", Crowd(3)...)
			heal := m.Script(test.trouble)
			if got := sixCalls(t.Context(), m); got != test.met {
				t.Errorf("met %s, expected %s", got, test.met)
			}
			heal()
			heal()
			if got := sixCalls(t.Context(), m); got != "......" {
				t.Errorf("healed, %s are met", got)
			}
		})
	}
}

// sixCalls reads, looks the first account up, and cuts two; it returns an x for each call that failed.
func sixCalls(ctx context.Context, m *Memory) (met string) {
	_, read := m.Read(ctx, &collector{})
	_, lookup := m.Lookup(ctx, Key(0))
	errs := []error{read, lookup}
	for i := range 2 {
		errs = append(errs, m.Do(ctx, cut(identity.Suspend, i)), m.Do(ctx, cut(identity.SignOut, i)))
	}
	for _, err := range errs {
		if err != nil {
			met += "x"
			continue
		}
		met += "."
	}
	return met
}

func TestTheFirstTroubleHappensAndTheOthersDoNotCountIt(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(1)...)
	m.Script(Trouble{Fault: Refuse, Times: 1}, Trouble{Fault: LoseAnswer, Times: 1})
	first, second, third := m.Do(t.Context(), cut(identity.SignOut, 0)), m.Do(t.Context(), cut(identity.SignOut, 0)), m.Do(t.Context(), cut(identity.SignOut, 0))
	if !connector.IsPermanent(first) || !errors.Is(second, io.ErrUnexpectedEOF) || third != nil {
		t.Errorf("expected a refusal, a lost answer, nothing: %v, %v, %v", first, second, third)
	}
}

func TestAListingDropsWhereTheScriptSays(t *testing.T) {
	t.Parallel()
	for after, want := range map[int]int{0: 15, 1: 1, 7: 7, 99: 30} {
		m := NewMemory("memory", Crowd(30)...)
		m.Batch(4)
		m.Script(Trouble{Fault: DropListing, After: after})
		c := &collector{}
		if reading, err := m.Read(t.Context(), c); err == nil || c.got() != want || reading.Seen != want {
			t.Errorf("after %d: %d records, Seen %d, %v; expected %d and an error", after, c.got(), reading.Seen, err, want)
		}
	}
}

func TestHooksRunAroundEveryCall(t *testing.T) {
	t.Parallel()
	m := NewMemory("memory", Crowd(1)...)
	var seen []string
	m.Hook(Hooks{
		Before: func(_ context.Context, c Call) error {
			seen = append(seen, fmt.Sprintf("%d %s %s", c.Number, c.Method, c.Verb))
			if c.Verb == identity.Delete {
				return errPlanted
			}
			m.Writes() // no lock is held
			return nil
		},
		After: func(c Call, answer error) error {
			seen = append(seen, fmt.Sprintf("%d %v", c.Number, answer))
			return answer
		},
	})
	_, lookup := m.Lookup(t.Context(), Key(0))
	if err := m.Do(t.Context(), cut(identity.Delete, 0)); lookup != nil || !errors.Is(err, errPlanted) || len(m.Writes()) > 0 {
		t.Errorf("%v, %v, %v", lookup, err, m.Writes())
	}
	if want := []string{"1 lookup ", "1 <nil>", "2 do delete"}; !slices.Equal(seen, want) {
		t.Errorf("%q", seen)
	}
}

func TestACallThatHangsIsAnsweredWhenTheSystemIsHealed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory("memory", Crowd(1)...)
		heal := m.Inject(Hang)
		answered := false
		go func() {
			answered = m.Do(t.Context(), cut(identity.Suspend, 0)) == nil
		}()
		synctest.Wait()
		if answered || len(m.Writes()) > 0 {
			t.Error("a call that hangs was answered")
		}
		heal()
		synctest.Wait()
		if !answered || len(m.Writes()) != 1 {
			t.Error("a call that hung was not answered when the system was healed")
		}
	})
}
