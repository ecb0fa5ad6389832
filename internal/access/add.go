package access

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// NewOperator is somebody who shall work with the program.
type NewOperator struct {
	Login    string // a mail address
	Name     string
	Roles    []Role
	Password string // empty: they choose one by an invitation, or sign in by an identity provider
	Person   identity.PersonID
	Why      string
}

// InvalidError says what is wrong with what was typed, and what is expected.
type InvalidError struct{ Field, What string }

// Error returns what is wrong.
func (e *InvalidError) Error() string { return e.What }

func (n *NewOperator) check() error {
	if address, err := mail.ParseAddress(n.Login); err != nil || address.Address != n.Login || len(n.Login) > 200 {
		return &InvalidError{"login", "the sign-in name must be a mail address such as ada@example.com"}
	}
	if err := checkNamed(n.Name, string(n.Person), n.Why); err != nil {
		return err
	}
	if err := checkRoles(n.Roles); err != nil || n.Password == "" {
		return err
	}
	return checkPassword(n.Password, n.Login)
}

// The most letters that a name and a reason may have.
const (
	longestName = 100
	longestWhy  = 500
)

func checkNamed(name, person, why string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return &InvalidError{"name", "the name is missing"}
	case utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unicode.IsControl):
		return &InvalidError{"name", "the name must be one line of at most 100 letters"}
	case utf8.RuneCountInString(person) > longestName || strings.ContainsFunc(person, unicode.IsControl):
		return &InvalidError{"person", "the id of the person must be one line of at most 100 letters"}
	case utf8.RuneCountInString(why) > longestWhy:
		return &InvalidError{"why", "the reason may have at most 500 letters"}
	}
	return nil
}

func checkRoles(roles []Role) error {
	if len(roles) == 0 {
		return &InvalidError{"roles", "choose at least one role"}
	}
	for i, role := range roles {
		if !known(role) {
			return &InvalidError{"roles", fmt.Sprintf("there is no role %q", role)}
		}
		if slices.Contains(roles[:i], role) {
			return &InvalidError{"roles", fmt.Sprintf("the role %q is named twice", role)}
		}
	}
	return nil
}

// Add lets somebody in from now on.
func (a *Access) Add(ctx context.Context, n NewOperator, by *Operator) (Operator, error) {
	if err := by.Demand(Administer); err != nil {
		return Operator{}, err
	}
	return a.add(ctx, n, "", false, by.by(n.Why))
}

func (a *Access) add(ctx context.Context, n NewOperator, subject string, first bool, by store.By) (Operator, error) {
	if err := n.check(); err != nil {
		return Operator{}, err
	}
	o := store.Operator{Login: n.Login, Name: strings.TrimSpace(n.Name), Person: strings.TrimSpace(string(n.Person)), Subject: subject, Roles: written(n.Roles)}
	if n.Password != "" {
		var err error
		if o.Password, err = hash(ctx, n.Password); err != nil {
			return Operator{}, err
		}
	}
	kept, err := a.store.AddOperator(ctx, o, first, by, a.now())
	if errors.Is(err, store.ErrTaken) && !first {
		err = &InvalidError{"login", "there is an operator with that sign-in name already"}
	}
	return operatorOf(&kept), err
}

// written returns roles as they are kept, in the order of Roles.
func written(roles []Role) []string {
	var all []string
	for _, role := range Roles() {
		if slices.Contains(roles, role) {
			all = append(all, string(role))
		}
	}
	return all
}
