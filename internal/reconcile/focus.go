package reconcile

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Focus is one person, or one account, that a pass is about. The zero Focus wants everything.
type Focus struct {
	// Name is an id, mail or login of a person, or a login, key or mail of an account, whatever the case.
	Name string
	// System narrows it to an account of that system; empty: any.
	System string
	// Person is set by the caller when Name is known to be a person.
	Person identity.PersonID
	// Among lets the guards look at everybody, as in a pass, and shows what comes of it for the focus. Without it the plan is
	// for the focus alone, and so are its limits.
	Among bool
}

func (f *Focus) everything() bool { return f.Name == "" && f.System == "" && f.Person == "" }

// wants reports whether the account is the one, or is or may be the person's.
func (f *Focus) wants(index *correlate.Index, a *identity.Account, link *correlate.Link) bool {
	if f.everything() {
		return true
	}
	if f.System != "" && f.System != a.Ref.System {
		return false
	}
	if f.Person != "" {
		return f.persons(index, link)
	}
	return strings.EqualFold(f.Name, a.Login) || strings.EqualFold(f.Name, a.Email) || f.Name == a.Ref.Key || strings.EqualFold(f.Name, a.Employee)
}

// missing returns those of the accounts that disappeared which the focus wants; a nil focus wants all of them.
func (f *Focus) missing(all map[identity.AccountRef]assess.Missing) map[identity.AccountRef]assess.Missing {
	if f == nil || f.everything() {
		return all
	}
	wanted := map[identity.AccountRef]assess.Missing{}
	for ref, m := range all {
		named := f.Name == ref.Key || strings.EqualFold(f.Name, m.Login) || strings.EqualFold(f.Name, string(m.Person))
		if (f.System == "" || f.System == ref.System) && (f.Person != "" && f.Person == m.Person || f.Person == "" && named) {
			wanted[ref] = m
		}
	}
	return wanted
}

func (f *Focus) persons(index *correlate.Index, link *correlate.Link) bool {
	if index.ID(link.Person) == f.Person || link.Was == f.Person {
		return true
	}
	for _, c := range link.Candidates {
		if index.ID(c.Person) == f.Person {
			return true
		}
	}
	return false
}
