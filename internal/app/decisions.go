package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// ConfirmLink writes down that a human knows whose account it is. Account is SYSTEM/LOGIN or SYSTEM/KEY.
func (a *App) ConfirmLink(ctx context.Context, account, person, reason string) error {
	return a.decide(ctx, account, person, reason, store.Confirmed)
}

// DenyLink writes down that a human knows that the account is not this person's.
func (a *App) DenyLink(ctx context.Context, account, person, reason string) error {
	return a.decide(ctx, account, person, reason, store.Denied)
}

func (a *App) decide(ctx context.Context, account, person, reason string, decision store.Decision) error {
	row, err := a.findRow(ctx, account)
	if err != nil {
		return err
	}
	sources, err := a.sources(ctx)
	if err != nil {
		return err
	}
	p, err := a.findPerson(ctx, sources, person)
	if err != nil {
		return err
	}
	err = a.store.Decide(ctx, store.LinkDecision{
		Account: row.Ref, Person: p.ID, Decision: decision, On: factsOf(&row), Actor: a.actor, Reason: reason, At: a.now(),
	})
	if err != nil {
		return err
	}
	return a.checkpoint(ctx)
}

// factsOf returns what an account says of its person: what a decision rests on.
func factsOf(row *AccountRow) correlate.Facts {
	return correlate.Facts{Login: row.Login, Email: row.Email, Employee: row.Employee, Name: row.Name}
}

// findAccount returns the account named SYSTEM/LOGIN or SYSTEM/KEY.
func (a *App) findAccount(ctx context.Context, name string) (identity.AccountRef, error) {
	row, err := a.findRow(ctx, name)
	return row.Ref, err
}

// findRow returns the account named SYSTEM/LOGIN or SYSTEM/KEY, as the last pass saw it.
func (a *App) findRow(ctx context.Context, name string) (AccountRow, error) {
	system, login, ok := strings.Cut(name, "/")
	if !ok {
		return AccountRow{}, &UsageError{fmt.Sprintf("%q does not name an account: write SYSTEM/LOGIN", name)}
	}
	if _, known := a.systems[system]; !known {
		return AccountRow{}, missing("no system is called %q", system)
	}
	var found []AccountRow
	for row, err := range a.store.Accounts(ctx, store.AccountFilter{System: system, Name: login}) {
		if err != nil {
			return AccountRow{}, err
		}
		found = append(found, row)
	}
	if i := slices.IndexFunc(found, func(row AccountRow) bool { return row.Ref.Key == login }); i >= 0 {
		return found[i], nil // its own key names one account, whatever others are called
	}
	switch len(found) {
	case 0:
		return AccountRow{}, missing("the last pass saw no account %q on %s: run `exeunt plan` to read it again", login, system)
	case 1:
		return found[0], nil
	}
	return AccountRow{}, &UsageError{fmt.Sprintf("%d accounts on %s are called %q: name one by its key", len(found), system, login)}
}

// NewException is a decision to leave something as it is.
type NewException struct {
	Account string // SYSTEM/LOGIN, or
	Person  string // an id, mail or login
	Owner   string
	Reason  string
	Until   time.Time
}

// AddException writes a decision down. It needs an owner, a reason and an end.
func (a *App) AddException(ctx context.Context, n NewException) (plan.Exception, error) {
	if n.Owner == "" || n.Reason == "" || n.Until.IsZero() {
		return plan.Exception{}, &UsageError{"an exception needs an owner, a reason and an end: --owner MAIL --reason TEXT --until DATE"}
	}
	if !n.Until.After(a.now()) {
		return plan.Exception{}, &UsageError{fmt.Sprintf("the exception would end at %s, which is over", n.Until.Format(time.RFC3339))}
	}
	e := plan.Exception{Owner: n.Owner, Reason: n.Reason, Expires: n.Until.UTC()}
	if err := a.except(ctx, &e, n); err != nil {
		return e, err
	}
	if already, runs, err := a.runsAlready(ctx, &e); err != nil || runs {
		return already, err
	}
	e, err := a.store.AddException(ctx, e, a.actor, a.now())
	if err != nil {
		return e, err
	}
	return e, a.checkpoint(ctx)
}

func (a *App) except(ctx context.Context, e *plan.Exception, n NewException) (err error) {
	if n.Account != "" {
		e.Account, err = a.findAccount(ctx, n.Account)
		return err
	}
	sources, err := a.sources(ctx)
	if err != nil {
		return err
	}
	p, err := a.findPerson(ctx, sources, n.Person)
	if err != nil {
		return err
	}
	e.Person = p.ID
	return nil
}

// EndException ends a decision before its time.
func (a *App) EndException(ctx context.Context, id, reason string) error {
	if err := a.store.EndException(ctx, id, a.actor, reason, a.now()); err != nil {
		return misnamed(err)
	}
	return a.checkpoint(ctx)
}

// Exceptions returns every exception, also those that are over.
func (a *App) Exceptions(ctx context.Context) ([]store.Exception, error) {
	return a.store.AllExceptions(ctx)
}
