package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one role, while it is done in a transaction.
type deed struct {
	*Connector
	tx   pgx.Tx
	op   identity.Operation
	role role // as it is now

	changed bool // something was written in this transaction
}

// Do does one verb. It looks at the role first and writes only what is not yet so, in one transaction: where the server
// refuses, nothing was changed.
//
// Of several memberships each is tried by itself. Where some were changed and another one was refused, the error is
// plain: called again, what is done is found done, and what is left is refused cleanly.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	if err := c.do(ctx, op); err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), err)
	}
	return nil
}

func (c *Connector) do(ctx context.Context, op identity.Operation) error {
	switch op.Verb {
	case identity.Suspend:
		return c.change(ctx, op, (*deed).suspend)
	case identity.Restore:
		return c.change(ctx, op, (*deed).restore)
	case identity.Remove:
		return c.change(ctx, op, (*deed).remove)
	case identity.Add:
		return c.change(ctx, op, (*deed).add)
	case identity.SignOut:
		return c.signOut(ctx, op)
	case identity.Transfer:
		return c.transfer(ctx, op)
	case identity.Delete:
		return c.delete(ctx, op)
	case identity.Release, identity.Notify, identity.Task:
	}
	return connector.Permanent(fmt.Errorf("a PostgreSQL server cannot %s", op.Verb))
}

// partError is what stopped a verb in the middle. It does not unwrap: the classes say that nothing was changed.
type partError struct{ err error }

func (e partError) Error() string { return "done in part: " + e.err.Error() }

// change does a verb in one transaction. What refused it in part is kept until the rest is committed.
func (c *Connector) change(ctx context.Context, op identity.Operation, verb func(*deed, context.Context) (refused, err error)) error {
	var part error
	err := c.write(ctx, c.address.Database, func(ctx context.Context, tx pgx.Tx) error {
		d := &deed{Connector: c, tx: tx, op: op}
		if err := d.find(ctx); err != nil {
			return err
		}
		refused, err := verb(d, ctx)
		if err != nil || !d.changed {
			return cmp.Or(err, refused)
		}
		if refused != nil {
			part = partError{refused}
		}
		return d.sameRole(ctx)
	})
	return cmp.Or(err, part)
}

// find looks at the role, and refuses what is not ours to touch.
func (d *deed) find(ctx context.Context) (err error) {
	if d.role, err = find(ctx, d.tx, d.op.Account.Key); err != nil {
		return err
	}
	return d.role.guard(d.op.Verb)
}

// guard refuses superusers, whom only another superuser can touch and who can undo whatever is done to them, and what
// would cut us off.
func (r *role) guard(verb identity.Verb) error {
	switch {
	case r.super:
		return connector.Permanent(fmt.Errorf("%s is a superuser, whom Exeunt does not touch: it needs a human, who says as another superuser: ALTER ROLE %s NOSUPERUSER", r.name, quote(r.name)))
	case r.ours && verb.Cuts():
		return connector.Permanent(fmt.Errorf("%s is the role that Exeunt itself signs in as: give Exeunt another one (user) before this one goes", r.name))
	}
	return nil
}

// sameRole sees to it that the name by which the role was changed was still that of the role with this oid.
func (d *deed) sameRole(ctx context.Context) error {
	var same bool
	err := d.tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE oid = $1 AND rolname = $2)`, d.role.oid, d.role.name).Scan(&same)
	switch {
	case err != nil:
		return explain(err)
	case !same:
		return throttled(errors.New("the role was renamed at this moment: try again"))
	}
	return nil
}

// run writes. Names stand in the statement quoted: a statement of this kind takes no parameters.
func (d *deed) run(ctx context.Context, statement string) error {
	_, err := d.tx.Exec(ctx, statement)
	d.changed = d.changed || err == nil
	return explain(err)
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
