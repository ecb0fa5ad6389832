package connectortest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// plant is one fault of a connector, and what the suite must say of it.
type plant struct {
	rule string // the rule that must catch it
	what string // the fault
	says string // part of one of the failures
	sow  func(l *Lab, b *broken)
}

// altered is a sink to which a broken connector gives batches that it has changed.
type altered struct {
	connector.Sink
	accounts func([]identity.Account) []identity.Account
	people   func([]identity.Person) []identity.Person
}

func (a altered) Accounts(batch []identity.Account) error { return a.Sink.Accounts(a.accounts(batch)) }

func (a altered) People(batch []identity.Person) error { return a.Sink.People(a.people(batch)) }

// reads makes the connector change every batch of accounts that it reads.
func (b *broken) reads(change func([]identity.Account) []identity.Account) {
	b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
		return b.Memory.Read(ctx, altered{Sink: sink, accounts: change})
	}
}

// readsOne makes the connector change the first account of every batch that it reads.
func (b *broken) readsOne(change func(*identity.Account)) {
	b.reads(func(batch []identity.Account) []identity.Account { change(&batch[0]); return batch })
}

// readsPeople makes the connector change every batch of people that it reads.
func (b *broken) readsPeople(change func([]identity.Person) []identity.Person) {
	b.read = func(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
		return b.Memory.Read(ctx, altered{Sink: sink, people: change})
	}
}

// after makes the connector do something more when it has done a verb.
func (b *broken) after(verb identity.Verb, more func(op identity.Operation) error) {
	b.do = func(ctx context.Context, op identity.Operation) error {
		err := b.Memory.Do(ctx, op)
		if op.Verb == verb && err == nil {
			return more(op)
		}
		return err
	}
}

// instead makes the connector do something else than a verb.
func (b *broken) instead(verb identity.Verb, other func(ctx context.Context, op identity.Operation) error) {
	b.do = func(ctx context.Context, op identity.Operation) error {
		if op.Verb == verb {
			return other(ctx, op)
		}
		return b.Memory.Do(ctx, op)
	}
}

// broken is a Memory of which some methods are replaced.
type broken struct {
	*Memory
	describe func() connector.Description
	probe    func(context.Context) ([]connector.Right, error)
	read     func(context.Context, connector.Sink) (connector.Reading, error)
	lookup   func(context.Context, string) (identity.Account, error)
	do       func(context.Context, identity.Operation) error
}

func (b *broken) Describe() connector.Description {
	if b.describe != nil {
		return b.describe()
	}
	return b.Memory.Describe()
}

func (b *broken) Probe(ctx context.Context) ([]connector.Right, error) {
	if b.probe != nil {
		return b.probe(ctx)
	}
	return b.Memory.Probe(ctx)
}

func (b *broken) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	if b.read != nil {
		return b.read(ctx, sink)
	}
	return b.Memory.Read(ctx, sink)
}

func (b *broken) Lookup(ctx context.Context, key string) (identity.Account, error) {
	if b.lookup != nil {
		return b.lookup(ctx, key)
	}
	return b.Memory.Lookup(ctx, key)
}

func (b *broken) Do(ctx context.Context, op identity.Operation) error {
	if b.do != nil {
		return b.do(ctx, op)
	}
	return b.Memory.Do(ctx, op)
}

// plot returns a small Memory of what the rule is about, behind a broken connector that has no fault yet.
func plot(r rule) (*Lab, *broken) {
	m := NewMemory("memory", Crowd(12)...)
	cut := []string{Key(3), Key(4), Key(5)}
	if strings.Contains(r.Name, "person") {
		m, cut = NewPeople("hr", Staff(12)...), nil
	}
	m.Batch(5)
	l, b := m.Lab(cut...), &broken{Memory: m}
	l.Connector = b
	return &l, b
}

func TestEveryRuleCatchesItsPlants(t *testing.T) {
	t.Parallel()
	plants := slices.Concat(describePlants(), probePlants(), readPlants(), personPlants(), lookupPlants(), cancelPlants(), troublePlants(),
		suspendPlants(), takePlants(), restorePlants(), outcomePlants())
	for _, r := range append(readingRules(), writingRules()...) {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			caught := 0
			for _, p := range plants {
				if p.rule == r.Name {
					caught++
					catches(t, r, p)
				}
			}
			if caught == 0 {
				t.Error("no plant shows that this rule can fail")
			}
		})
	}
	for _, p := range plants {
		if !slices.ContainsFunc(append(readingRules(), writingRules()...), func(r rule) bool { return r.Name == p.rule }) {
			t.Errorf("the plant %q is for the rule %q, which is none", p.what, p.rule)
		}
	}
}

// catches demands that the rule holds without the plant, and fails with it for the reason given.
func catches(t *testing.T, r rule, p plant) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l, _ := plot(r)
		if failed, _ := judge(t, r, l); len(failed) > 0 {
			t.Fatalf("the rule fails without the plant %q: %q", p.what, failed)
		}
		planted, b := plot(r)
		p.sow(planted, b)
		failed, _ := judge(t, r, planted)
		if !slices.ContainsFunc(failed, func(said string) bool { return strings.Contains(said, p.says) }) {
			t.Errorf("planted: %s\nexpected a failure that says: %s\nthe suite said: %q", p.what, p.says, failed)
		}
	})
}
