package access

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Operator is somebody who works with the program, as far as the program shows them.
type Operator struct {
	Number   int64
	Login    string // in lower case
	Name     string
	Roles    []Role
	Person   identity.PersonID // who they are at HR; empty: unknown
	Language string            // "en", "fr"; empty: that of their browser
	Disabled time.Time         // since when they may sign in no more; zero: they may
	Password bool              // they have one
	Passkey  bool              // they have one; Operator and Operators tell
	Provider bool              // an identity provider vouches for them: their roles follow their groups there

	// From is the address that they act from, for the ledger.
	From string

	// Within is what a token may do at most; nil: whatever the roles allow.
	Within []Right
}

// May reports whether the operator has the right.
func (o *Operator) May(r Right) bool {
	if o.Within != nil && !slices.Contains(o.Within, r) {
		return false
	}
	return slices.ContainsFunc(o.Roles, func(role Role) bool { return slices.Contains(rights[role], r) })
}

// ForbiddenError says that an operator lacks a right.
type ForbiddenError struct {
	Login string
	Right Right
}

// Error says which right is missing, and who has it.
func (e *ForbiddenError) Error() string {
	var who []string
	for _, role := range Roles() {
		if slices.Contains(rights[role], e.Right) {
			who = append(who, string(role))
		}
	}
	return fmt.Sprintf("%s may not %s: that needs the role %s", e.Login, e.Right, strings.Join(who, " or "))
}

// Demand returns a *ForbiddenError unless the operator has the right.
func (o *Operator) Demand(r Right) error {
	if o.May(r) {
		return nil
	}
	return &ForbiddenError{o.Login, r}
}

// by says in the ledger that the operator did it.
func (o *Operator) by(why string) store.By { return store.By{Actor: o.Login, From: o.From, Why: why} }

func operatorOf(o *store.Operator) Operator {
	out := Operator{
		Number: o.Number, Login: o.Login, Name: o.Name, Person: identity.PersonID(o.Person), Language: o.Language,
		Disabled: o.Disabled, Password: o.Password != "", Provider: o.Subject != "",
	}
	for _, r := range o.Roles {
		if role := Role(r); known(role) {
			out.Roles = append(out.Roles, role)
		}
	}
	return out
}
