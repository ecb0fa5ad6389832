package connectortest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Memory is a whole system in memory, with its connector: accounts that can be read and cut, or people. It keeps a log
// of every change, it misbehaves as a script says, and it does exactly the same every time: it has no clock and no
// randomness. All methods may be called from several goroutines at once.
type Memory struct {
	mu       sync.Mutex
	system   string
	about    connector.Description
	batch    int
	accounts map[string]*identity.Account // an account is replaced, never changed in place: readers hold on to it
	order    []string                     // the keys, in the order of a listing
	people   []identity.Person            // replaced as a whole for the same reason
	sessions map[string]int
	calls    int
	writes   []Write
	scripts  []*script
	hooks    Hooks
}

var (
	_ connector.Connector = (*Memory)(nil)
	_ Faults              = (*Memory)(nil)
	_ Witness             = (*Memory)(nil)
)

// NewMemory makes a system of accounts; their references are given its name. Two accounts with one key are a mistake
// of the test, and panic.
func NewMemory(system string, accounts ...identity.Account) *Memory {
	m := empty(system, aboutAccounts())
	for i := range accounts {
		if m.accounts[accounts[i].Ref.Key] != nil {
			panic(fmt.Sprintf("%s is given the key %q twice", system, accounts[i].Ref.Key))
		}
		m.keep(&accounts[i])
	}
	return m
}

// NewPeople makes an authoritative source of people; they are given its name.
func NewPeople(source string, people ...identity.Person) *Memory {
	m := empty(source, aboutPeople())
	for _, p := range people {
		p = clonePerson(p)
		p.Source = source
		m.people = append(m.people, p)
	}
	return m
}

func empty(system string, about connector.Description) *Memory {
	return &Memory{
		system: system, about: about, batch: 100,
		accounts: map[string]*identity.Account{}, sessions: map[string]int{},
	}
}

// Lab returns the Memory as a Lab in which the accounts with these keys may be cut.
func (m *Memory) Lab(cut ...string) Lab {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Lab{
		Connector: m, System: m.system, Accounts: len(m.accounts), People: len(m.people), Cut: cut,
		TryIn: m.TryIn, Faults: m, Witness: m,
	}
}

// Batch sets how many records the sink is given at a time; the first setting is 100.
func (m *Memory) Batch(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batch = n
}

// Redescribe changes what Describe says. A verb that is no longer the connector's is refused from then on.
func (m *Memory) Redescribe(change func(*connector.Description)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.about)
}

// Describe says what the Memory can do.
func (m *Memory) Describe() connector.Description {
	m.mu.Lock()
	defer m.mu.Unlock()
	about := m.about
	about.Capabilities = slices.Clone(about.Capabilities)
	about.Self = slices.Clone(about.Self)
	about.Shows = slices.Clone(about.Shows)
	return about
}

// Lookup returns one account as it is now.
func (m *Memory) Lookup(ctx context.Context, key string) (identity.Account, error) {
	var found identity.Account
	err := m.answer(ctx, Call{Method: Lookup, Key: key}, func(Trouble) error {
		a := m.find(key)
		if a == nil {
			return gone(m.system, key)
		}
		found = a.Clone()
		for n := range m.Sessions(key) {
			found.Residual = append(found.Residual, identity.Residual{Kind: identity.OpenSession, Name: fmt.Sprint("session ", n+1)})
		}
		return nil
	})
	if err != nil {
		return identity.Account{}, err
	}
	return found, nil
}

// find returns the account that the system holds, nil when there is none. It must not be changed.
func (m *Memory) find(key string) *identity.Account {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.accounts[key]
}

// keep takes a copy of the account, in the place of the one with its key. The caller holds the lock or is alone.
func (m *Memory) keep(a *identity.Account) {
	kept := a.Clone()
	kept.Ref.System = m.system
	arrange(&kept)
	if m.accounts[kept.Ref.Key] == nil {
		m.order = append(m.order, kept.Ref.Key)
	}
	m.accounts[kept.Ref.Key] = &kept
}

func gone(system, key string) error {
	return fmt.Errorf("%s: %w", identity.AccountRef{System: system, Key: key}, connector.ErrGone)
}
