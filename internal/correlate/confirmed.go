package correlate

import (
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Facts are what an account says of its person.
type Facts struct {
	Login    string
	Email    string
	Employee string
	Name     string
}

// Confirmation is a human's word on whose account it is, with what the account said when the word was given. Of an early
// word the facts are not known: then all that an account says counts as said since.
type Confirmation struct {
	Person identity.PersonID
	On     Facts
}

// confirmed returns the link that a human confirmed. It is suspect when what the account says has changed since, and what
// is new gives somebody else by an exact key: a mail, a login or a number was given on.
func (x *Index) confirmed(a *identity.Account) (Link, bool) {
	word, ok := x.memory.Confirmed[a.Ref]
	if !ok {
		return Link{}, false
	}
	who, n := x.exact[ByConfirmed].find(string(word.Person))
	if n != 1 {
		return Link{}, false
	}
	if others := x.others(changed(a, &word.On), who); len(others) > 0 {
		return Link{Status: Suspect, Person: NoPerson, Was: word.Person, WasBy: ByConfirmed, Candidates: others}, true
	}
	return Link{Status: Linked, Person: who, By: ByConfirmed}, true
}

// others returns whom an account fits by an exact key that does not fit somebody.
func (x *Index) others(a *identity.Account, who int) []Candidate {
	var all []Candidate
	for _, rule := range x.rules {
		if rule == ByName {
			continue
		}
		fits := x.fitting(rule, accountKey(a, rule))
		if slices.ContainsFunc(fits, func(c Candidate) bool { return c.Person == who }) {
			continue
		}
		for _, c := range fits {
			if !x.denied(a.Ref, c.Person, 1) {
				all = append(all, c)
			}
		}
	}
	return all
}

// changed returns the account with those of its keys alone that are others than they were.
func changed(a *identity.Account, was *Facts) *identity.Account {
	now := &identity.Account{Ref: a.Ref, Kind: a.Kind}
	if !strings.EqualFold(a.Login, was.Login) {
		now.Login = a.Login
	}
	if !strings.EqualFold(a.Email, was.Email) {
		now.Email = a.Email
	}
	if a.Employee != was.Employee {
		now.Employee = a.Employee
	}
	return now
}
