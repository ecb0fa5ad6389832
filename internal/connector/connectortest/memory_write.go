package connectortest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// replace puts after in the place of before, nil when the account is new, and logs what differs. Caller holds the lock.
func (m *Memory) replace(before, after *identity.Account, w Write) {
	sessions := m.sessions[after.Ref.Key]
	left := sessions
	if w.Verb == identity.SignOut {
		left = 0
	}
	m.keep(after)
	m.sessions[after.Ref.Key] = left
	w.Key = after.Ref.Key
	m.log(w, fields(before, sessions), fields(m.accounts[after.Ref.Key], left))
}

// drop takes the account away and logs what it was. Caller holds the lock.
func (m *Memory) drop(key string, w Write) {
	before := fields(m.accounts[key], m.sessions[key])
	delete(m.accounts, key)
	delete(m.sessions, key)
	m.order = slices.DeleteFunc(m.order, func(k string) bool { return k == key })
	w.Key = key
	m.log(w, before, nil)
}

func (m *Memory) log(w Write, before, after []field) {
	w.Number = len(m.writes) + 1
	w.Changes = changes(before, after)
	m.writes = append(m.writes, w)
}

// field is one field of an account and its values.
type field struct {
	name   string
	values []string
}

func (f field) String() string { return fmt.Sprintf("%s: %q", f.name, f.values) }

// fields lists everything of an account that has a value, and how many sessions it has open.
func fields(a *identity.Account, sessions int) []field {
	if a == nil {
		return nil
	}
	var list []field
	add := func(name string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			list = append(list, field{name, values})
		}
	}
	add("Login", a.Login)
	add("Email", a.Email)
	add("Employee", a.Employee)
	add("Given", a.Given)
	add("Family", a.Family)
	add("Display", a.Display)
	add("Owner", a.Owner)
	add("Kind", string(a.Kind))
	add("State", string(a.State))
	add("Entitlements", keys(a.Entitlements)...)
	if sessions > 0 {
		add("Sessions", strconv.Itoa(sessions))
	}
	for _, at := range a.Attributes {
		if at.Values != nil {
			list = append(list, field{"Attribute " + at.Name, at.Values})
		}
	}
	return list
}

// changes lists the fields that differ: those that were there first, then those that are new.
func changes(before, after []field) []Change {
	var list []Change
	for _, b := range before {
		if now := value(after, b.name); !slices.Equal(b.values, now) {
			list = append(list, Change{b.name, b.values, now})
		}
	}
	for _, a := range after {
		if value(before, a.name) == nil {
			list = append(list, Change{a.name, nil, a.values})
		}
	}
	return list
}

func value(list []field, name string) []string {
	for _, f := range list {
		if f.name == name {
			return f.values
		}
	}
	return nil
}
