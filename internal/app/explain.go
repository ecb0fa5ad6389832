package app

import (
	"context"
	"errors"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
)

// Explanation is everything that is true now of one person, or of one account, and what will happen when.
type Explanation struct {
	Person *identity.Person // nil: nobody is called that; then the accounts are those with the name
	Stands string           // where the person stands, in words
	Result *reconcile.Result

	Residual []Residual // what still lets somebody in by these accounts, as it was last seen
}

// Explain reads everything once, and keeps what concerns one person or account: name is an id, mail or login. A person
// is looked for first.
func (a *App) Explain(ctx context.Context, name string) (*Explanation, error) {
	in, err := a.input(ctx, a.now(), plan.ForWhatIf, forget)
	if err != nil {
		return nil, err
	}
	in.Focus = &reconcile.Focus{Name: name, Among: true}
	person, err := a.findPerson(ctx, in.Sources, name)
	if err == nil {
		in.Focus.Person = person.ID
	}
	if _, nobody := errors.AsType[*UsageError](err); err != nil && !nobody {
		return nil, err
	}
	result, err := reconcile.Pass(ctx, in)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Person: person, Result: result}
	if person == nil {
		e.Person = linked(result, result.Cases)
	}
	if e.Person != nil {
		e.Stands = result.View.Stands(e.Person)
	}
	return e, a.explainResidual(ctx, e)
}

func (a *App) explainResidual(ctx context.Context, e *Explanation) error {
	all, err := a.residual(ctx)
	e.Residual = slices.DeleteFunc(all, func(r Residual) bool {
		return !slices.ContainsFunc(e.Result.Cases, func(c assess.Case) bool { return c.Account.Ref == r.Ref })
	})
	return err
}

// linked returns the person to whom every one of the accounts is linked, or nil.
func linked(result *reconcile.Result, cases []assess.Case) *identity.Person {
	var person *identity.Person
	for _, c := range cases {
		if c.Link.Person < 0 {
			return nil
		}
		p := &result.Snapshot.People[c.Link.Person]
		if person != nil && person.ID != p.ID {
			return nil
		}
		person = p
	}
	return person
}
