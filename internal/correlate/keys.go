package correlate

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// keys finds the people who have a key. Most keys have one person; the few with several are kept aside.
type keys struct {
	rule    Rule
	one     map[string]int32
	several map[string][]int
}

func newKeys(people []identity.Person, rule Rule) keys {
	k := keys{rule: rule, one: make(map[string]int32, len(people)), several: map[string][]int{}}
	for i := range people {
		for _, key := range personKeys(&people[i], rule) {
			if key != "" {
				k.add(k.form(key), i)
			}
		}
	}
	return k
}

func (k *keys) add(key string, who int) {
	first, taken := k.one[key]
	if !taken {
		k.one[key] = int32(who)
		return
	}
	if int(first) == who {
		return
	}
	if len(k.several[key]) == 0 {
		k.several[key] = []int{int(first)}
	}
	k.several[key] = append(k.several[key], who)
}

// find returns one of the people who have the key, and how many have it.
func (k keys) find(key string) (who, n int) {
	key = k.form(key)
	first, ok := k.one[key]
	if !ok {
		return NoPerson, 0
	}
	return int(first), max(1, len(k.several[key]))
}

// all returns everybody who has the key, in the order of their ids.
func (k keys) all(key string) []int {
	key = k.form(key)
	if several := k.several[key]; len(several) > 0 {
		return several
	}
	if first, ok := k.one[key]; ok {
		return []int{int(first)}
	}
	return nil
}

// form returns the form in which keys are compared: mail and logins whatever the case, ids exactly.
func (k keys) form(key string) string {
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
	for _, own := range personKeys(p, rule) {
		if own != "" && strings.EqualFold(own, key) {
			return true
		}
	}
	return false
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

// Person returns the one person who has this id, mail or login, or nil.
func (x *Index) Person(key string) *identity.Person {
	for _, rule := range [...]Rule{ByConfirmed, ByEmail, ByLogin} {
		if who, n := x.exact[rule].find(key); n == 1 {
			return &x.people[who]
		}
	}
	return nil
}
