package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Operators returns everybody who is or was let in, oldest first.
func (a *Access) Operators(ctx context.Context) ([]Operator, error) {
	all, err := a.store.Operators(ctx)
	if err != nil {
		return nil, err
	}
	holders, err := a.store.PasskeyHolders(ctx)
	operators := make([]Operator, 0, len(all))
	for i := range all {
		operators = append(operators, operatorOf(&all[i]))
		operators[i].Passkey = holders[all[i].Number]
	}
	return operators, err
}

// Operator returns the operator with the number, or a *NoOperatorError.
func (a *Access) Operator(ctx context.Context, number int64) (Operator, error) {
	kept, err := a.store.Operator(ctx, number)
	if err != nil {
		return Operator{}, err
	}
	o := operatorOf(&kept)
	holders, err := a.store.PasskeyHolders(ctx)
	o.Passkey = holders[number]
	return o, err
}

// Version names an operator as they are shown, so that what was decided by looking at an older state is refused.
func (o *Operator) Version() string {
	return digest(fmt.Sprint(o.Name, written(o.Roles), o.Person, o.Disabled.UnixMicro()))[:16]
}

// ErrStale says that somebody else changed the operator in the meantime.
var ErrStale = errors.New("somebody else changed this operator in the meantime: nothing was changed, look at them again")

// ErrLastAdmin says that nobody would be left who could administer.
var ErrLastAdmin = errors.New("nobody else could sign in who has the role admin: give somebody else that role first; nothing was changed")

// Change is what shall be true of an operator from now on.
type Change struct {
	Version string // of the operator, as they were shown
	Name    string
	Roles   []Role
	Person  identity.PersonID
	Why     string // must be given
}

// Change changes an operator. The roles of somebody for whom an identity provider vouches follow their groups there.
func (a *Access) Change(ctx context.Context, number int64, c Change, by *Operator) (Operator, error) {
	if err := errors.Join(checkRoles(c.Roles), checkNamed(c.Name, string(c.Person), c.Why)); err != nil {
		return Operator{}, err
	}
	return a.change(ctx, number, c.Version, by, c.Why, func(o *store.Operator) (what []string) {
		if name := strings.TrimSpace(c.Name); name != o.Name {
			what, o.Name = append(what, "name"), name
		}
		if roles := written(c.Roles); !slices.Equal(roles, o.Roles) {
			what = append(what, fmt.Sprintf("roles from %s to %s", strings.Join(o.Roles, " "), strings.Join(roles, " ")))
			o.Roles = roles
		}
		if person := strings.TrimSpace(string(c.Person)); person != o.Person {
			what, o.Person = append(what, fmt.Sprintf("person from %q to %q", o.Person, person)), person
		}
		return what
	})
}

// Disable ends every session of an operator, who may sign in no more until Enable.
func (a *Access) Disable(ctx context.Context, number int64, version, why string, by *Operator) (Operator, error) {
	return a.change(ctx, number, version, by, why, func(o *store.Operator) []string {
		if !o.Disabled.IsZero() {
			return nil
		}
		o.Disabled = a.now().UTC()
		return []string{"may sign in no more"}
	})
}

// Enable lets an operator in again.
func (a *Access) Enable(ctx context.Context, number int64, version, why string, by *Operator) (Operator, error) {
	return a.change(ctx, number, version, by, why, func(o *store.Operator) []string {
		if o.Disabled.IsZero() {
			return nil
		}
		o.Disabled = time.Time{}
		return []string{"may sign in again"}
	})
}

// change is the one way in which an operator is changed by another one.
func (a *Access) change(ctx context.Context, number int64, version string, by *Operator, why string, f func(o *store.Operator) (what []string)) (Operator, error) {
	if err := by.Demand(Administer); err != nil {
		return Operator{}, err
	}
	if err := checkWhy(why); err != nil {
		return Operator{}, err
	}
	kept, err := a.store.ChangeOperator(ctx, number, func(o *store.Operator, all store.Everybody) (string, bool, error) {
		if shown := operatorOf(o); shown.Version() != version {
			return "", false, ErrStale
		}
		before := a.admin(o, all.Passkeys)
		what := f(o)
		if before && !a.admin(o, all.Passkeys) && !a.otherAdmin(o.Number, all) {
			return "", false, ErrLastAdmin
		}
		return strings.Join(what, ", "), false, nil
	}, by.by(why), a.now())
	return operatorOf(&kept), err
}

func checkWhy(why string) error {
	if strings.TrimSpace(why) == "" {
		return &InvalidError{"why", "say why: it goes into the ledger"}
	}
	return checkNamed("-", "", why)
}

// admin reports whether the operator may administer, and has a way to sign in.
func (a *Access) admin(o *store.Operator, passkeys map[int64]bool) bool {
	way := o.Password != "" && a.local || o.Subject != "" || passkeys[o.Number]
	return way && o.Disabled.IsZero() && slices.Contains(o.Roles, string(Admin))
}

func (a *Access) otherAdmin(but int64, all store.Everybody) bool {
	return slices.ContainsFunc(all.Operators, func(o store.Operator) bool { return o.Number != but && a.admin(&o, all.Passkeys) })
}

// EndSessionsOf ends every session of an operator.
func (a *Access) EndSessionsOf(ctx context.Context, number int64, why string, by *Operator) error {
	if err := errors.Join(by.Demand(Administer), checkWhy(why)); err != nil {
		return err
	}
	kept, err := a.store.Operator(ctx, number)
	if err != nil {
		return err
	}
	return a.store.EndSessions(ctx, number, kept.Login, "", by.by(why), a.now())
}
