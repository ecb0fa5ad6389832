// Package block packs the accounts of one system into blocks of consecutive rows, and points to them by what they are
// looked up by. A database that keeps 9,000,000 accounts row by row takes longer over that than everything else takes
// together (docs/performance.md); kept in blocks it remembers them, and does not decide.
//
// Nothing here knows a database: bytes in, bytes out.
package block

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Account is one account as the last complete reading saw it.
type Account struct {
	Place        int64 // in the order of a list, as long as it is there
	Ref          identity.AccountRef
	Login        string
	Email        string
	Employee     string
	Name         string
	Kind         identity.AccountKind
	State        identity.AccountState
	LastSeen     time.Time // UTC, to the microsecond; zero: not known
	Entitlements []string  // their names, for people to read
	Link         correlate.Status
	Person       identity.PersonID
	By           correlate.Rule
}

// words are the values of a field that has few; a value is kept as its place.
type words[T ~string] []T

var (
	kinds  = words[identity.AccountKind]{"", identity.Personal, identity.Service, identity.Shared, identity.Guest}
	states = words[identity.AccountState]{identity.Enabled, identity.Suspended}
	links  = words[correlate.Status]{correlate.Linked, correlate.Unmatched, correlate.Proposed, correlate.Ambiguous, correlate.Suspect}
	rules  = words[correlate.Rule]{"", correlate.ByEmployee, correlate.ByEmail, correlate.ByLogin, correlate.ByName, correlate.ByConfirmed}
)

func (w words[T]) place(what string, value T) (byte, error) {
	at := slices.Index(w, value)
	if at < 0 {
		return 0, fmt.Errorf("%q is no %s of an account", string(value), what)
	}
	return byte(at), nil
}

// wordsOf is how many words an account begins with.
const wordsOf = 4

// Pack appends an account, all but the name of its system.
func Pack(to []byte, a *Account) ([]byte, error) {
	kind, err := kinds.place("kind", a.Kind)
	if err != nil {
		return to, err
	}
	state, err := states.place("state", a.State)
	if err != nil {
		return to, err
	}
	link, err := links.place("link", a.Link)
	if err != nil {
		return to, err
	}
	by, err := rules.place("rule of a link", a.By)
	if err != nil {
		return to, err
	}
	to = append(to, kind, state, link, by) // wordsOf
	to = binary.AppendVarint(to, micros(a.LastSeen))
	for _, text := range [...]string{a.Ref.Key, a.Login, a.Email, a.Employee, a.Name, string(a.Person)} {
		to = appendText(to, text)
	}
	to = binary.AppendUvarint(to, uint64(len(a.Entitlements)))
	for _, name := range a.Entitlements {
		to = appendText(to, name)
	}
	return to, nil
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// unpack reads what Pack wrote. The texts of the account are parts of the packed text.
func unpack(packed, system string, a *Account) error {
	r := reader{rest: packed}
	kind, state, link, by := r.word(len(kinds)), r.word(len(states)), r.word(len(links)), r.word(len(rules))
	seen := r.varint()
	*a = Account{
		Ref: identity.AccountRef{System: system, Key: r.text()}, Login: r.text(), Email: r.text(), Employee: r.text(), Name: r.text(),
		Kind: kinds[kind], State: states[state], Link: links[link], By: rules[by], LastSeen: instant(seen),
	}
	a.Person = identity.PersonID(r.text())
	a.Entitlements = r.texts()
	if r.broken {
		return fmt.Errorf("a block of the accounts of %s cannot be read: the store is damaged", system)
	}
	return nil
}

// reader takes values off packed text. Once something is not as it should be it gives zero values.
type reader struct {
	rest   string
	broken bool
}

func (r *reader) word(n int) int {
	if len(r.rest) == 0 || int(r.rest[0]) >= n {
		r.rest, r.broken = "", true
		return 0
	}
	at := r.rest[0]
	r.rest = r.rest[1:]
	return int(at)
}

func (r *reader) uvarint() uint64 {
	var value uint64
	for i := range min(len(r.rest), binary.MaxVarintLen64) {
		c := r.rest[i]
		value |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.rest = r.rest[i+1:]
			return value
		}
	}
	r.rest, r.broken = "", true
	return 0
}

func (r *reader) varint() int64 {
	value := r.uvarint()
	return int64(value>>1) ^ -int64(value&1)
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.rest, r.broken = "", true
		return ""
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

func (r *reader) texts() []string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.broken = true
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Filter says which accounts are wanted; the zero value wants all.
type Filter struct {
	System string
	Key    string // exactly
	Name   string // the login or key, exactly, whatever the case
	Text   string // somewhere in login, mail, name, employee number or key, whatever the case
	Link   correlate.Status
	State  identity.AccountState
	Kind   identity.AccountKind
	Person identity.PersonID
	View   View
	After  int64 // only those behind this place
	Limit  int   // 0: no limit
}

// Wants reports whether an account is one of those that are wanted.
func (f *Filter) Wants(a *Account) bool {
	switch {
	case a.Place <= f.After && f.After > 0,
		f.System != "" && a.Ref.System != f.System,
		f.Key != "" && a.Ref.Key != f.Key,
		f.Link != "" && a.Link != f.Link,
		f.State != "" && a.State != f.State,
		f.Kind != "" && a.Kind != f.Kind,
		f.Person != "" && a.Person != f.Person,
		!f.View.wants(a),
		f.Name != "" && a.Ref.Key != f.Name && !strings.EqualFold(a.Login, f.Name),
		f.Text != "" && !f.within(a):
		return false
	}
	return true
}

func (f *Filter) within(a *Account) bool {
	text := strings.ToLower(f.Text)
	for _, field := range [...]string{a.Login, a.Email, a.Name, a.Employee, a.Ref.Key} {
		if strings.Contains(strings.ToLower(field), text) {
			return true
		}
	}
	return false
}
