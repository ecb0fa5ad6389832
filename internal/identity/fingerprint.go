package identity

import (
	"encoding/hex"
	"fmt"

	"github.com/zeebo/xxh3"
)

// Fingerprint is a 128-bit hash of a value: equal fingerprints mean equal values.
type Fingerprint [16]byte

// String returns the fingerprint in hexadecimal.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// ParseFingerprint reads what String wrote.
func ParseFingerprint(s string) (f Fingerprint, err error) {
	if n, err := hex.Decode(f[:], []byte(s)); err != nil || n != len(f) {
		return f, fmt.Errorf("fingerprint %q: 32 hexadecimal digits are expected", s)
	}
	return f, nil
}

// Hash collects fields into one fingerprint. It is reused for many accounts: Reset, add, Sum.
type Hash struct{ buf []byte }

// Reset forgets every field.
func (h *Hash) Reset() { h.buf = h.buf[:0] }

// Add appends one field; its length is part of the hash, so that fields never run into each other.
func (h *Hash) Add(field string) {
	n := len(field)
	h.buf = append(h.buf, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	h.buf = append(h.buf, field...)
}

// AddInt appends a number.
func (h *Hash) AddInt(n int64) {
	for range 8 {
		h.buf = append(h.buf, byte(n))
		n >>= 8
	}
}

// Sum returns the fingerprint of the fields added since Reset.
func (h *Hash) Sum() Fingerprint { return xxh3.Hash128(h.buf).Bytes() }

// Fingerprint returns the hash of the account's state that decisions rest on: two accounts of one system that differ in
// it are not the same. Left out are the system itself, LastSeen (a sign-in does not make a plan stale) and Created
// (nothing is decided on it, and not every reading of a system tells it).
func (a *Account) Fingerprint() Fingerprint {
	var h Hash
	h.Account(a)
	return h.Sum()
}

// Account appends everything of the account but its system, LastSeen and Created.
func (h *Hash) Account(a *Account) {
	for _, s := range [...]string{
		a.Ref.Key, a.Login, a.Email, a.Employee, a.Given, a.Family, a.Display, a.Owner, string(a.Kind), string(a.State),
	} {
		h.Add(s)
	}
	h.AddInt(int64(len(a.Entitlements)))
	for i := range a.Entitlements {
		e := &a.Entitlements[i]
		h.Add(e.Key)
		h.Add(e.Name)
		h.Add(string(e.Kind))
	}
	h.AddInt(int64(len(a.Attributes)))
	for i := range a.Attributes {
		h.Add(a.Attributes[i].Name)
		h.values(a.Attributes[i].Values)
	}
}

// values appends the values of an attribute; an attribute that is not there differs from one without a value.
func (h *Hash) values(values []string) {
	if values == nil {
		h.AddInt(-1)
		return
	}
	h.AddInt(int64(len(values)))
	for _, v := range values {
		h.Add(v)
	}
}

// Fingerprint returns the hash of everything that the sources say of the person.
func (p *Person) Fingerprint() Fingerprint {
	var h Hash
	for _, s := range [...]string{
		string(p.ID), p.Source, p.Given, p.Family, p.Email, p.Login, string(p.Manager), p.Zone.String(), p.EndsAt.String(),
	} {
		h.Add(s)
	}
	h.AddInt(int64(p.Vanished.Feeds))
	h.AddInt(int64(len(p.Engagements)))
	for _, e := range p.Engagements {
		for _, s := range [...]string{e.ID, e.Kind, e.Position, e.Department, string(e.Status)} {
			h.Add(s)
		}
		h.when(e.Start)
		h.when(e.End)
		h.when(e.LastDay)
	}
	for _, l := range p.Leaves {
		h.when(l.Start)
		h.when(l.End)
	}
	return h.Sum()
}

// Basis returns the hash of what a decision on the person rests on. Whether the sources have stopped naming the person is
// part of it, how often they have not is not: a further feed without them takes nothing back.
func (p *Person) Basis() Fingerprint {
	basis := *p
	basis.Vanished.Feeds = min(basis.Vanished.Feeds, 1)
	return basis.Fingerprint()
}

func (h *Hash) when(w When) {
	h.AddInt(int64(w.Date.Year)<<16 | int64(w.Date.Month)<<8 | int64(w.Date.Day))
	h.AddInt(int64(w.Clock.minutes))
	h.AddInt(w.exact)
}
