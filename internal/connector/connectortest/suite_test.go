package connectortest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	Run(t, Subject{Fresh: func(testing.TB) Lab {
		m := NewMemory("memory", Crowd(5000)...)
		return m.Lab(Key(3), Key(700), Key(1500), Key(2), Key(4999), Key(0), Key(12), Key(13))
	}})
}

func TestMemoryOfPeopleKeepsTheContract(t *testing.T) {
	t.Parallel()
	Run(t, Subject{Fresh: func(testing.TB) Lab { return NewPeople("hr", Staff(1000)...).Lab() }})
}

func TestReadOnlyMemoryKeepsTheReadingHalf(t *testing.T) {
	t.Parallel()
	Run(t, Subject{Fresh: func(testing.TB) Lab {
		m := readOnly()
		return Lab{Connector: m, System: "crm", Accounts: 30}
	}})
}

// readOnly makes a system whose verbs are all done by a person.
func readOnly() *Memory {
	m := NewMemory("crm", Crowd(30)...)
	m.Redescribe(func(d *connector.Description) {
		d.Owner, d.TaskTime = "it@example.test", 24*time.Hour
		for i := range d.Capabilities {
			d.Capabilities[i].By = connector.ByTask
		}
	})
	return m
}

func TestWhatCannotBeCheckedIsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		lab     Lab
		missing []string // part of a line for each
		able    int      // rules of writing that are left
	}{
		{"a whole lab", NewMemory("all", Crowd(3)...).Lab(Key(1)), nil, len(writingRules())},
		{"a system that we cannot write", readOnly().Lab(Key(1)), []string{
			"suspend shuts the account and changes nothing else: suspend is done by task",
			"add gives what is named, once, and nothing else: remove is done by task",
		}, 2},
		{"nothing to cut", NewMemory("all", Crowd(3)...).Lab(), []string{
			"sign-out leaves the account as it is: the lab names no account that may be cut",
			"every verb says that an account is gone: the lab names no account that may be cut",
		}, 1},
		{"no faults", func() Lab { l := NewMemory("all", Crowd(3)...).Lab(Key(1)); l.Faults = nil; return l }(), []string{
			`a refused write is permanent, and changes nothing: the lab cannot make the system show "refuse"`,
			`a write whose answer is lost is unknown, and stands: the lab cannot make the system show "lose-answer"`,
		}, len(writingRules()) - 5},
		{"people", NewPeople("hr", Staff(3)...).Lab(), []string{
			"a verb that is not the connector's is refused: the connector reads people",
		}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			able, missing := offered(writingRules(), &test.lab)
			if len(able) != test.able || len(able)+len(missing) != len(writingRules()) {
				t.Errorf("%d rules are checked, %d are not; expected %d to be", len(able), len(missing), test.able)
			}
			for _, line := range test.missing {
				if !slices.ContainsFunc(missing, func(said string) bool { return strings.HasSuffix(said, line) }) {
					t.Errorf("expected %q in:\n%s", line, strings.Join(missing, "\n"))
				}
			}
		})
	}
}

func TestALabWithNothingToTakeSaysSo(t *testing.T) {
	t.Parallel()
	for _, r := range writingRules() {
		accounts := Crowd(3)
		for i := range accounts {
			accounts[i].Entitlements = nil
		}
		l := NewMemory("bare", accounts...).Lab(Key(1))
		failed, logged := judge(t, r, &l)
		if len(failed) > 0 {
			t.Errorf("%s: %q", r.Name, failed)
		}
		takes := slices.ContainsFunc([]string{"remove", "release", "add "}, func(verb string) bool { return strings.Contains(r.Name, verb) })
		alone := strings.Contains(r.Name, "side by side")
		if (takes || alone) != (len(logged) == 1 && strings.HasPrefix(logged[0], "not checked: ")) {
			t.Errorf("%s: logged %q", r.Name, logged)
		}
	}
}

// borrower lends the sink strings that lie in one buffer, and writes over it when the sink has returned.
type borrower struct {
	connector.Sink
	buffer []byte
}

func (b *borrower) lend(s *string) {
	from := len(b.buffer)
	b.buffer = append(b.buffer, *s...)
	*s = unsafe.String(unsafe.SliceData(b.buffer[from:]), len(*s))
}

func (b *borrower) spoil() {
	for i := range b.buffer {
		b.buffer[i] = '#'
	}
}

func (b *borrower) Accounts(batch []identity.Account) error {
	defer b.spoil()
	for i := range batch {
		b.lend(&batch[i].Ref.Key)
		b.lend(&batch[i].Login)
		b.lend(&batch[i].Entitlements[0].Name)
	}
	return b.Sink.Accounts(batch)
}

// People lends the slice alone: the values of people are the sink's to keep.
func (b *borrower) People(batch []identity.Person) error {
	defer clear(batch)
	return b.Sink.People(batch)
}

func TestAConnectorMayLendItsBuffer(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*Memory{"accounts": NewMemory("memory", Crowd(30)...), "people": NewPeople("hr", Staff(30)...)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m.Batch(7)
			b := &broken{Memory: m}
			b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
				return m.Read(ctx, &borrower{Sink: sink, buffer: make([]byte, 0, 1<<16)})
			}
			l := m.Lab()
			whole, lent := &collector{}, &collector{}
			_, err := m.Read(t.Context(), whole)
			if _, lentErr := b.Read(t.Context(), lent); err != nil || lentErr != nil {
				t.Fatal(err, lentErr)
			}
			if a, b := fmt.Sprintf("%+v %+v", whole.accounts, whole.people), fmt.Sprintf("%+v %+v", lent.accounts, lent.people); a != b {
				t.Errorf("lent, the reading is\n%s\nand not\n%s", b, a)
			}
			l.Connector = b
			Run(t, Subject{Fresh: func(testing.TB) Lab { return l }})
		})
	}
}
