package identity

import (
	"slices"
	"strings"
	"time"
)

// AccountRef addresses one account: the system's name in the settings, and the system's immutable id of the account.
type AccountRef struct {
	System string
	Key    string
}

// String returns system/key.
func (r AccountRef) String() string { return r.System + "/" + r.Key }

// Compare orders references by system, then key.
func (r AccountRef) Compare(o AccountRef) int {
	if c := strings.Compare(r.System, o.System); c != 0 {
		return c
	}
	return strings.Compare(r.Key, o.Key)
}

// AccountKind says what an account is for.
type AccountKind string

// The kinds of account. Empty means personal.
const (
	Personal AccountKind = "personal"
	Service  AccountKind = "service"
	Shared   AccountKind = "shared"
	Guest    AccountKind = "guest"
)

// AccountState says whether the account opens the door.
type AccountState string

// The states of an account.
const (
	Enabled   AccountState = "enabled"
	Suspended AccountState = "suspended"
)

// Account is one login on one system, as a connector read it.
type Account struct {
	Ref      AccountRef
	Login    string
	Email    string
	Employee string // the person's id as the system holds it
	Given    string
	Family   string
	Display  string
	Owner    string // of a service or shared account: an id, login or mail of a person
	Kind     AccountKind
	State    AccountState
	Created  time.Time // UTC; zero: unknown
	LastSeen time.Time // UTC; zero: never, or unknown

	// Entitlements are sorted by key.
	Entitlements []Entitlement

	// Attributes are the exact values of everything that a verb of the connector may touch, sorted by name: what a
	// capture must keep and a restore must bring back. Empty on systems that we cannot write.
	Attributes []Attribute

	// Residual is what lets somebody in whatever the state, as Lookup saw it; Read does not look for it. It is no part of
	// the fingerprint: who opens a session does not make a plan stale.
	Residual []Residual

	// Owns is what belongs to the account there, sorted by kind, place and name; nil on systems where nothing can, or
	// that do not tell. It is no part of the fingerprint.
	Owns []Possession
}

// Possession is something on a system that belongs to an account: whoever goes leaves it to somebody.
type Possession struct {
	Kind   string // as the system calls it, such as "table"
	Name   string
	In     string // where it is, such as a database; empty: there is one place
	Blocks bool   // the account cannot be deleted while it has this
}

// Attribute is one named value of a system, kept exactly as it was.
type Attribute struct {
	Name   string
	Values []string // nil: the attribute was not there
}

// EntitlementKind says what a right is.
type EntitlementKind string

// The kinds of entitlement.
const (
	Group   EntitlementKind = "group"
	Role    EntitlementKind = "role"
	Licence EntitlementKind = "licence"
	Key     EntitlementKind = "key"
)

// Entitlement is a right that an account holds.
type Entitlement struct {
	Key  string // the system's immutable id of the right
	Name string
	Kind EntitlementKind
}

// Attribute returns the values of the named attribute; ok is false when the account carries none of that name.
func (a *Account) Attribute(name string) (values []string, ok bool) {
	for i := range a.Attributes {
		if a.Attributes[i].Name == name {
			return a.Attributes[i].Values, a.Attributes[i].Values != nil
		}
	}
	return nil, false
}

// Holds reports whether the account holds the entitlement with this key.
func (a *Account) Holds(key string) bool {
	return slices.ContainsFunc(a.Entitlements, func(e Entitlement) bool { return e.Key == key })
}

// Clone returns a deep copy that shares no memory with the buffer the account was read from. Very many are made, so
// its texts lie in few places: what names the account in one, because a plan keeps it, most others in another.
func (a *Account) Clone() Account {
	c := *a
	c.Entitlements = slices.Clone(a.Entitlements)
	together(&c.Ref.System, &c.Ref.Key, &c.Login)
	rest := append(make([]*string, 0, 16), &c.Email, &c.Employee, &c.Given, &c.Family, &c.Display, &c.Owner)
	for i := range c.Entitlements {
		rest = append(rest, &c.Entitlements[i].Key, &c.Entitlements[i].Name)
	}
	together(rest...)
	c.Attributes = slices.Clone(a.Attributes)
	for i, at := range c.Attributes {
		c.Attributes[i] = Attribute{strings.Clone(at.Name), cloneAll(at.Values)}
	}
	c.Residual = slices.Clone(a.Residual)
	for i, r := range c.Residual {
		c.Residual[i] = Residual{r.Kind, strings.Clone(r.Name), strings.Clone(r.From), r.Ends}
	}
	c.Owns = slices.Clone(a.Owns)
	for i, p := range c.Owns {
		c.Owns[i] = Possession{strings.Clone(p.Kind), strings.Clone(p.Name), strings.Clone(p.In), p.Blocks}
	}
	return c
}

// together moves texts to one place of memory. One that is that before it, as the name of a right is often its key, is
// not written twice.
func together(texts ...*string) {
	size := 0
	for _, text := range texts {
		size += len(*text)
	}
	var b strings.Builder
	b.Grow(size)
	last := ""
	for _, text := range texts {
		if *text != last {
			b.WriteString(*text)
			last = *text
		}
		whole := b.String()
		*text = whole[len(whole)-len(*text):]
	}
}

// Open returns what of the kind lets somebody in by the account.
func (a *Account) Open(kind ResidualKind) []Residual {
	return slices.DeleteFunc(slices.Clone(a.Residual), func(r Residual) bool { return r.Kind != kind })
}

// cloneAll copies the values; nil stays nil.
func cloneAll(values []string) []string {
	copied := slices.Clone(values)
	for i := range copied {
		copied[i] = strings.Clone(copied[i])
	}
	return copied
}
