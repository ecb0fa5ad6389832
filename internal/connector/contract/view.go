package contract

import (
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// view is what one reading gave.
type view struct {
	reading  connector.Reading
	accounts []identity.Account
	people   []identity.Person
	byKey    map[string]*identity.Account
}

// read makes one reading that must succeed.
func read(t testing.TB, l *Lab) *view {
	t.Helper()
	c := &collector{}
	reading, err := l.Connector.Read(t.Context(), c)
	if err != nil {
		t.Fatalf("a reading of the whole system: %v", err)
	}
	return c.view(reading)
}

// collector is a sink that keeps clones and then spoils every batch, as a sink may.
type collector struct {
	mu       sync.Mutex
	batches  int
	accounts []identity.Account
	people   []identity.Person

	// next, where it is set, is asked after each batch whether the reading goes on.
	next func() error
}

// Accounts keeps a clone of the batch.
func (c *collector) Accounts(batch []identity.Account) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range batch {
		c.accounts = append(c.accounts, batch[i].Clone())
		spoilAccount(&batch[i])
	}
	return c.taken()
}

// People keeps a clone of the batch.
func (c *collector) People(batch []identity.Person) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range batch {
		c.people = append(c.people, clonePerson(batch[i]))
		spoilPerson(&batch[i])
	}
	return c.taken()
}

func (c *collector) taken() error {
	c.batches++
	if c.next == nil {
		return nil
	}
	return c.next()
}

func (c *collector) got() int { return len(c.accounts) + len(c.people) }

func (c *collector) view(reading connector.Reading) *view {
	v := &view{reading: reading, accounts: c.accounts, people: c.people, byKey: map[string]*identity.Account{}}
	for i := range v.accounts {
		v.byKey[v.accounts[i].Ref.Key] = &v.accounts[i]
	}
	return v
}

// lookup makes one lookup that must succeed.
func lookup(t testing.TB, l *Lab, key string) identity.Account {
	t.Helper()
	a, err := l.Connector.Lookup(t.Context(), key)
	if err != nil {
		t.Fatalf("lookup of %q: %v", key, err)
	}
	return a
}
