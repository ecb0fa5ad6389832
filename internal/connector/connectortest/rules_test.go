package connectortest

import (
	"slices"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/contract"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// rule is one rule of the contract.
type rule = contract.Rule

var readingRules, writingRules, offered = contract.ReadingRules, contract.WritingRules, contract.Offered

// ruleNamed returns the rule of reading with this name.
func ruleNamed(t testing.TB, name string) rule {
	t.Helper()
	rules := readingRules()
	i := slices.IndexFunc(rules, func(r rule) bool { return r.Name == name })
	if i < 0 {
		t.Fatalf("there is no rule %q", name)
	}
	return rules[i]
}

// collector is a sink that keeps clones.
type collector struct {
	mu       sync.Mutex
	accounts []identity.Account
	people   []identity.Person

	// next, where it is set, is asked after each batch whether the reading goes on.
	next func() error
}

func (c *collector) Accounts(batch []identity.Account) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range batch {
		c.accounts = append(c.accounts, batch[i].Clone())
	}
	return c.taken()
}

func (c *collector) People(batch []identity.Person) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range batch {
		c.people = append(c.people, clonePerson(p))
	}
	return c.taken()
}

func (c *collector) taken() error {
	if c.next == nil {
		return nil
	}
	return c.next()
}

func (c *collector) got() int { return len(c.accounts) + len(c.people) }

func shut(a *identity.Account) { a.State = identity.Suspended }

// try makes one reading that may fail.
func try(t testing.TB, l *Lab) (*collector, error) {
	t.Helper()
	c := &collector{}
	_, err := l.Connector.Read(t.Context(), c)
	return c, err
}
