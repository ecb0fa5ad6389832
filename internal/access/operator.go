package access

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

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

func operatorOf(o *store.Operator) Operator {
	out := Operator{Number: o.Number, Login: o.Login, Name: o.Name, Person: identity.PersonID(o.Person), Language: o.Language}
	for _, r := range o.Roles {
		if role := Role(r); known(role) {
			out.Roles = append(out.Roles, role)
		}
	}
	return out
}

// NewOperator is somebody who shall work with the program.
type NewOperator struct {
	Login    string // a mail address
	Name     string
	Roles    []Role
	Password string // empty: they sign in by an identity provider
	Person   identity.PersonID
}

// InvalidError says what is wrong with what was typed, and what is expected.
type InvalidError struct{ Field, What string }

// Error returns what is wrong.
func (e *InvalidError) Error() string { return e.What }

func (n *NewOperator) check() error {
	if address, err := mail.ParseAddress(n.Login); err != nil || address.Address != n.Login {
		return &InvalidError{"login", "the sign-in name must be a mail address such as ada@example.com"}
	}
	if strings.TrimSpace(n.Name) == "" {
		return &InvalidError{"name", "the name is missing"}
	}
	if len(n.Roles) == 0 {
		return &InvalidError{"roles", "choose at least one role"}
	}
	for _, role := range n.Roles {
		if !known(role) {
			return &InvalidError{"roles", fmt.Sprintf("there is no role %q", role)}
		}
	}
	if n.Password != "" {
		return checkPassword(n.Password, n.Login)
	}
	return nil
}

// Add lets somebody in from now on.
func (a *Access) Add(ctx context.Context, n NewOperator, by *Operator) (Operator, error) {
	if err := by.Demand(Administer); err != nil {
		return Operator{}, err
	}
	return a.add(ctx, n, false, by.Login)
}

func (a *Access) add(ctx context.Context, n NewOperator, first bool, by string) (Operator, error) {
	if err := n.check(); err != nil {
		return Operator{}, err
	}
	o := store.Operator{Login: n.Login, Name: strings.TrimSpace(n.Name), Person: string(n.Person)}
	for _, role := range n.Roles {
		o.Roles = append(o.Roles, string(role))
	}
	if n.Password != "" {
		o.Password = hash(n.Password)
	}
	kept, err := a.store.AddOperator(ctx, o, first, by, a.now())
	if errors.Is(err, store.ErrTaken) && !first {
		err = &InvalidError{"login", "there is an operator with that sign-in name already"}
	}
	return operatorOf(&kept), err
}

// Operators returns everybody who is or was let in, oldest first, with who may sign in no more.
func (a *Access) Operators(ctx context.Context) (operators []Operator, disabled map[int64]bool, err error) {
	all, err := a.store.Operators(ctx)
	disabled = map[int64]bool{}
	for i := range all {
		operators = append(operators, operatorOf(&all[i]))
		disabled[all[i].Number] = !all[i].Disabled.IsZero()
	}
	return operators, disabled, err
}
