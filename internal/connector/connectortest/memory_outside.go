package connectortest

import (
	"context"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Outside lets somebody else than the connector change an account, and reports whether it was there. The key cannot be
// changed, and change must not call the Memory.
func (m *Memory) Outside(key string, change func(*identity.Account)) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.accounts[key]
	if before == nil {
		return false
	}
	after := before.Clone()
	change(&after)
	after.Ref.Key = key
	m.replace(before, &after, Write{Outside: true})
	return true
}

// Put lets somebody else than the connector add an account, or replace the one with its key.
func (m *Memory) Put(a identity.Account) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.replace(m.accounts[a.Ref.Key], &a, Write{Outside: true})
}

// Drop lets somebody else than the connector delete an account, and reports whether it was there.
func (m *Memory) Drop(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.accounts[key] == nil {
		return false
	}
	m.drop(key, Write{Outside: true})
	return true
}

// PutPerson adds a person, or replaces the one with this id.
func (m *Memory) PutPerson(p identity.Person) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p = clonePerson(p)
	p.Source = m.system
	people := slices.Clone(m.people)
	if i := slices.IndexFunc(people, func(known identity.Person) bool { return known.ID == p.ID }); i >= 0 {
		people[i] = p
	} else {
		people = append(people, p)
	}
	m.people = people
}

// DropPerson takes a person out of the source, and reports whether there was one with this id.
func (m *Memory) DropPerson(id identity.PersonID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := slices.DeleteFunc(slices.Clone(m.people), func(p identity.Person) bool { return p.ID == id })
	found := len(left) < len(m.people)
	m.people = left
	return found
}

// TryIn attempts to open a session as the account's owner would, and closes it again. An error means that the door
// stayed shut.
func (m *Memory) TryIn(_ context.Context, login string) error {
	_, err := m.enabled(login)
	return err
}

// SignIn opens a session, which stays open whatever becomes of the account, until it is signed out or deleted.
func (m *Memory) SignIn(login string) error {
	key, err := m.enabled(login)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[key]++
	return nil
}

// Sessions returns how many sessions of the account are open.
func (m *Memory) Sessions(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sessions[key]
}

// enabled returns the key of the account that this login opens.
func (m *Memory) enabled(login string) (key string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, a := range m.accounts {
		if a.Login == login && a.State == identity.Enabled {
			return key, nil
		}
	}
	return "", fmt.Errorf("%s does not let %q in", m.system, login)
}
