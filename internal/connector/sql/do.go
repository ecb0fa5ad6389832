package sql

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account, while it is done in a transaction.
type deed struct {
	*Connector
	tx      *sql.Tx
	op      identity.Operation
	account identity.Account // as it is now
}

// Do does one verb in one transaction: all of it, or nothing. It looks at the account first and writes only what is not
// yet so.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	err := c.can(op.Verb)
	if err == nil {
		err = c.limited(ctx, func(ctx context.Context) error {
			return c.change(ctx, func(ctx context.Context, tx *sql.Tx) error {
				d := &deed{Connector: c, tx: tx, op: op}
				return d.run(ctx)
			})
		})
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), err)
	}
	return nil
}

// can refuses a verb for which nothing is written.
func (c *Connector) can(verb identity.Verb) error {
	if len(c.write[verb]) == 0 {
		return connector.Permanent(fmt.Errorf("no statement is written for it: write one in the settings (write: %s)", verb))
	}
	return nil
}

func (d *deed) run(ctx context.Context) (err error) {
	if d.account, err = d.find(ctx, d.tx, d.op.Account.Key); err != nil {
		return err
	}
	switch d.op.Verb {
	case identity.Suspend:
		return d.suspend(ctx)
	case identity.Restore:
		return d.restore(ctx)
	case identity.Remove, identity.Release:
		return d.take(ctx)
	case identity.Add:
		return d.give(ctx, d.op.Entitlements)
	case identity.SignOut:
		return d.signOut(ctx)
	case identity.Transfer:
		return d.transfer(ctx)
	case identity.Delete:
		return d.delete(ctx)
	case identity.Notify, identity.Task:
	}
	return connector.Permanent(errors.New("a table cannot do it"))
}

func (d *deed) suspend(ctx context.Context) error {
	if d.account.State == identity.Suspended {
		return nil
	}
	return d.then(ctx, d.values(), func(is *identity.Account, _ bool) string {
		if is != nil && is.State == identity.Suspended {
			return ""
		}
		return "the account is still enabled"
	})
}

// restore runs its statements when the account is not as it was captured, and then gives back what it no longer holds.
func (d *deed) restore(ctx context.Context) error {
	before := d.op.Before
	if before == nil {
		return connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	if !d.asBefore(&d.account) {
		values := d.values()
		for i := range before.Attributes {
			a := &before.Attributes[i]
			values["before_"+a.Name] = nil
			if len(a.Values) == 1 {
				values["before_"+a.Name] = &a.Values[0]
			}
		}
		err := d.then(ctx, values, func(is *identity.Account, _ bool) string {
			if is != nil && d.asBefore(is) {
				return ""
			}
			return "the account is not what it was"
		})
		if err != nil {
			return err
		}
	}
	return d.give(ctx, before.Entitlements)
}

// asBefore reports that an account has the state and the columns that were captured.
func (d *deed) asBefore(is *identity.Account) bool {
	if is.State != d.op.Before.State {
		return false
	}
	for _, a := range d.op.Before.Attributes {
		now, there := is.Attribute(a.Name)
		if there != (a.Values != nil) || there && now[0] != a.Values[0] {
			return false
		}
	}
	return true
}

// take runs the statements of the verb for each right that the account holds: licences are released, all others removed.
func (d *deed) take(ctx context.Context) error {
	for _, e := range d.op.Entitlements {
		if licence := e.Kind == identity.Licence; licence != (d.op.Verb == identity.Release) || !d.account.Holds(e.Key) {
			continue
		}
		if err := d.right(ctx, d.op.Verb, e, false); err != nil {
			return err
		}
	}
	return nil
}

// give runs the statements of add for each right that the account does not hold.
func (d *deed) give(ctx context.Context, rights []identity.Entitlement) error {
	for _, e := range rights {
		if d.account.Holds(e.Key) {
			continue
		}
		if err := d.can(identity.Add); err != nil {
			return err
		}
		if err := d.right(ctx, identity.Add, e, true); err != nil {
			return err
		}
	}
	return nil
}

func (d *deed) right(ctx context.Context, verb identity.Verb, e identity.Entitlement, held bool) error {
	values := d.values()
	values["entitlement"], values["entitlement_name"] = &e.Key, &e.Name
	return d.with(ctx, verb, values, func(is *identity.Account, _ bool) string {
		switch {
		case is == nil:
			return "the account is gone"
		case is.Holds(e.Key) == held:
			return ""
		case held:
			return "it does not hold " + e.Name
		}
		return "it still holds " + e.Name
	})
}

func (d *deed) signOut(ctx context.Context) error {
	return d.then(ctx, d.values(), func(is *identity.Account, open bool) string {
		switch {
		case is == nil:
			return "the account is gone"
		case open:
			return "sessions are still open"
		}
		return ""
	})
}

func (d *deed) transfer(ctx context.Context) error {
	heir := d.op.Heir.Key
	if heir == "" || heir == d.op.Account.Key {
		return connector.Permanent(errors.New("nobody is named who is given what the account owns: name an heir, another account of this system"))
	}
	if _, err := d.find(ctx, d.tx, heir); err != nil {
		if errors.Is(err, connector.ErrGone) {
			return connector.Permanent(fmt.Errorf("the heir is not there: no row has the id %s", heir))
		}
		return err
	}
	values := d.values()
	values["heir"] = &heir
	return d.then(ctx, values, func(*identity.Account, bool) string { return "" })
}

func (d *deed) delete(ctx context.Context) error {
	return d.then(ctx, d.values(), func(is *identity.Account, _ bool) string {
		if is == nil {
			return ""
		}
		return "the account is still there"
	})
}
