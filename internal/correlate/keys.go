package correlate

import (
	"math/bits"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// keys finds the people who have a key: a table of places in the list of people. It holds no text of its own; a person
// who is found by the hash of a key is asked for the key itself, so that no hash decides. Most keys have one person; the
// few with several are kept aside.
type keys struct {
	rule    Rule
	people  []identity.Person
	slots   []slot // as many as a power of two, and at most two thirds of them used
	several map[string][]int
}

// slot is one key; the zero slot is free.
type slot struct {
	tag   uint32 // of the hash, what does not say where the slot is
	first uint32 // the first person who has the key, from 1 on, and in the lowest bit whether there are more
}

func newKeys(people []identity.Person, rule Rule) *keys {
	k := &keys{rule: rule, people: people, several: map[string][]int{}}
	n := 0
	for i := range people {
		for _, key := range personKeys(&people[i], rule) {
			n += min(1, len(key))
		}
	}
	k.slots = make([]slot, 1<<bits.Len(uint(n+n/2)))
	for i := range people {
		for _, key := range personKeys(&people[i], rule) {
			if key != "" {
				k.add(k.form(key), i)
			}
		}
	}
	return k
}

// at returns the slot of a key in its form: its own, or the free one where it would be.
func (k *keys) at(key string) (at *slot, tag uint32) {
	hash := xxh3.HashString(key)
	tag = uint32(hash >> 32)
	for i := hash; ; i++ {
		at = &k.slots[i&uint64(len(k.slots)-1)]
		if at.first == 0 || at.tag == tag && k.has(at.person(), key) {
			return at, tag
		}
	}
}

func (s *slot) person() int { return int(s.first>>1) - 1 }

func (s *slot) shared() bool { return s.first&1 != 0 }

// has reports whether a person has a key, which is in its form.
func (k *keys) has(who int, key string) bool {
	own := personKeys(&k.people[who], k.rule)
	return own[0] == key || own[1] == key || k.form(own[0]) == key || k.form(own[1]) == key
}

func (k *keys) add(key string, who int) {
	at, tag := k.at(key)
	switch {
	case at.first == 0:
		*at = slot{tag, uint32(who+1) << 1}
		return
	case at.person() == who:
		return
	case !at.shared():
		at.first |= 1
		key = strings.Clone(key)
		k.several[key] = []int{at.person()}
	}
	if all := k.several[key]; all[len(all)-1] != who { // a mail may be a login too
		k.several[key] = append(all, who)
	}
}

// find returns one of the people who have the key, and how many have it. No keys at all find nobody.
func (k *keys) find(key string) (who, n int) {
	if k == nil || key == "" {
		return NoPerson, 0
	}
	key = k.form(key)
	at, _ := k.at(key)
	switch {
	case at.first == 0:
		return NoPerson, 0
	case at.shared():
		return at.person(), len(k.several[key])
	}
	return at.person(), 1
}

// all returns everybody who has the key, in the order of their ids.
func (k *keys) all(key string) []int {
	if k == nil || key == "" {
		return nil
	}
	key = k.form(key)
	at, _ := k.at(key)
	switch {
	case at.first == 0:
		return nil
	case at.shared():
		return k.several[key]
	}
	return []int{at.person()}
}

// form returns the form in which keys are compared: mail and logins whatever the case, ids exactly.
func (k *keys) form(key string) string {
	if k.rule == ByEmployee {
		return key
	}
	return strings.ToLower(key)
}

// personKeys returns what of a person an account may carry under the rule. Where the source tells no login, the part
// of the work mail before the @ stands for it; an application may use the whole mail as login.
func personKeys(p *identity.Person, rule Rule) [2]string {
	switch rule {
	case ByEmployee:
		return [2]string{string(p.ID)}
	case ByEmail:
		return [2]string{p.Email}
	case ByLogin:
		if p.Login != "" {
			return [2]string{p.Login, p.Email}
		}
		local, _, _ := strings.Cut(p.Email, "@")
		return [2]string{local, p.Email}
	case ByName, ByConfirmed:
	}
	return [2]string{}
}

// agrees reports whether the account's key is one of the person's own.
func agrees(p *identity.Person, rule Rule, key string) bool {
	if rule == ByEmail && p.Email == key || rule == ByLogin && p.Login == "" && local(p.Email, key) {
		return true // the usual case, without a look at the letters one by one
	}
	for _, own := range personKeys(p, rule) {
		if own != "" && strings.EqualFold(own, key) {
			return true
		}
	}
	return false
}

// local reports whether key is what stands before the first @ of a mail address.
func local(email, key string) bool {
	n := len(key)
	return n > 0 && len(email) > n && email[n] == '@' && email[:n] == key && strings.IndexByte(key, '@') < 0
}

func accountKey(a *identity.Account, rule Rule) string {
	switch rule {
	case ByEmployee:
		return a.Employee
	case ByEmail:
		return a.Email
	case ByLogin:
		return a.Login
	case ByName, ByConfirmed:
	}
	return ""
}

// Fetch looks at everything that linking these accounts will look at, and decides nothing. Waiting for memory is most of
// what linking costs among many people: here many waits go on at once. What it returns means nothing.
func (x *Index) Fetch(batch []identity.Account) (touched int) {
	const atOnce = 64
	for len(batch) > 0 {
		n := min(atOnce, len(batch))
		var found [atOnce]uint32
		for i := range n {
			found[i] = x.first(&batch[i])
		}
		var texts [atOnce]string
		for i, first := range found[:n] {
			if first != 0 {
				texts[i] = x.people[first>>1-1].Email
			}
		}
		for _, text := range texts[:n] {
			if text != "" {
				touched += int(text[0])
			}
		}
		batch = batch[n:]
	}
	return touched
}

// first returns what stands in the first slot where the account's first key may be.
func (x *Index) first(a *identity.Account) uint32 {
	for _, rule := range x.rules {
		if key := accountKey(a, rule); key != "" && rule != ByName {
			k := x.exact[rule]
			return k.slots[xxh3.HashString(k.form(key))&uint64(len(k.slots)-1)].first
		}
	}
	return 0
}

// Person returns the one person who has this id, mail or login, or nil.
func (x *Index) Person(key string) *identity.Person {
	for _, rule := range [...]Rule{ByConfirmed, ByEmail, ByLogin} {
		if who, n := x.exact[rule].find(key); n == 1 {
			return &x.people[who]
		}
	}
	return nil
}
