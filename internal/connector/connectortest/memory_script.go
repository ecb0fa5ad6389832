package connectortest

import (
	"slices"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The faults of a Memory beside these.
const (
	Fail    Fault = "fail"    // the call meets a dropped connection before anything was done
	Pretend Fault = "pretend" // the system says that a write is done, and does nothing
	Reopen  Fault = "reopen"  // a write is done, and somebody enables the account again at once
)

// Trouble is one thing that goes wrong in a Memory. Calls are matched in the order in which they arrive: where calls
// run in parallel, name the Key.
type Trouble struct {
	Fault  Fault
	Method Method        // empty: every method that the fault concerns
	Verb   identity.Verb // empty: any; else Do alone is met
	Key    string        // empty: any; else Read is not met
	Skip   int           // so many matching calls go unharmed first
	Times  int           // so many matching calls are harmed, then it is over; 0: every one, until it is healed
	After  int           // of DropListing: records that are given before; 0: half of them
}

// Script makes the Memory misbehave, until heal is called. Where several troubles meet one call the one that was given
// first happens, and the others do not count it.
func (m *Memory) Script(troubles ...Trouble) (heal func()) {
	s := &script{healed: make(chan struct{}), troubles: troubles}
	s.met = make([]int, len(troubles))
	m.mu.Lock()
	m.scripts = append(m.scripts, s)
	m.mu.Unlock()
	return sync.OnceFunc(func() {
		m.mu.Lock()
		m.scripts = slices.DeleteFunc(m.scripts, func(other *script) bool { return other == s })
		m.mu.Unlock()
		close(s.healed)
	})
}

// Inject makes every call that the fault concerns misbehave, until heal is called.
func (m *Memory) Inject(f Fault) (heal func()) { return m.Script(Trouble{Fault: f}) }

// Offers lists every fault that the suite asks for.
func (m *Memory) Offers() []Fault {
	return []Fault{DropListing, Overstate, LoseAnswer, Throttle, Busy, Refuse, Hang}
}

type script struct {
	healed   chan struct{}
	troubles []Trouble
	met      []int // calls that each trouble has matched so far
}

// strike returns what happens to a call, and the channel that is closed when it is healed; no fault: nothing happens.
func (m *Memory) strike(c Call) (trouble Trouble, healed <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.scripts {
		for i, t := range s.troubles {
			if t.concerns(c) && s.meets(i) {
				return t, s.healed
			}
		}
	}
	return Trouble{}, nil
}

func (s *script) meets(i int) bool {
	t := s.troubles[i]
	if t.Times > 0 && s.met[i] >= t.Skip+t.Times {
		return false
	}
	s.met[i]++
	return s.met[i] > t.Skip
}

func (t Trouble) concerns(c Call) bool {
	return slices.Contains(methodsOf(t.Fault), c.Method) &&
		(t.Method == "" || t.Method == c.Method) &&
		(t.Verb == "" || t.Verb == c.Verb) &&
		(t.Key == "" || t.Key == c.Key)
}

func methodsOf(f Fault) []Method {
	switch f {
	case DropListing, Overstate:
		return []Method{Read}
	case LoseAnswer, Refuse, Pretend, Reopen:
		return []Method{Do}
	case Throttle, Busy, Hang, Fail:
		return []Method{Read, Lookup, Do}
	}
	return nil
}

func (t Trouble) dropsAt(size int) int {
	if t.After > 0 {
		return min(t.After, size)
	}
	return size / 2
}
