package ad

import (
	"cmp"
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account, while it is done.
type deed struct {
	*Connector
	cn *conn
	op identity.Operation

	entry   entry
	account identity.Account // as it is now

	changed bool // something was written
}

// Do does one verb. It looks at the account first and writes only what is not yet so.
//
// A refusal is a connector.PermanentError only while nothing was written. Where something was written and the rest was
// refused, the error is plain: called again, what is done is found done, and what is left is refused cleanly.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	err := c.pool.Use(ctx, func(cn *conn) error {
		d := &deed{Connector: c, cn: cn, op: op}
		return d.honest(d.run(ctx))
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), err)
	}
	return nil
}

func (d *deed) run(ctx context.Context) (err error) {
	do, err := d.how()
	if err != nil {
		return err
	}
	if d.account, d.entry, err = d.find(ctx, d.cn, d.op.Account.Key); err != nil {
		return err
	}
	if !d.op.Verb.Cuts() {
		return do(ctx)
	}
	return d.guarded(ctx, do)
}

func (d *deed) how() (func(context.Context) error, error) {
	switch d.op.Verb {
	case identity.Suspend:
		return d.suspend, nil
	case identity.Restore:
		return d.restore, nil
	case identity.Remove:
		return d.leaveGroups, nil
	case identity.Add:
		return d.joinGroups, nil
	case identity.Delete:
		return d.delete, nil
	case identity.SignOut, identity.Release, identity.Transfer, identity.Notify, identity.Task:
	}
	return nil, connector.Permanent(fmt.Errorf("a domain cannot %s", d.op.Verb))
}

// delete deletes the account. The domain takes it out of its groups by itself.
func (d *deed) delete(ctx context.Context) error {
	return d.written(explainWrite("delete", d.entry.DN, d.cn.Remove(ctx, d.entry.DN)))
}

// written notes that something was written.
func (d *deed) written(err error) error {
	d.changed = d.changed || err == nil
	return err
}

// honest takes the class from a refusal that came after something was written.
func (d *deed) honest(err error) error {
	_, throttled := connector.IsThrottled(err)
	if d.changed && (throttled || connector.IsPermanent(err)) {
		return partError{err}
	}
	return err
}

// partError is what stopped a verb in the middle. It does not unwrap: the classes say that nothing was changed.
type partError struct{ err error }

func (e partError) Error() string { return "done in part: " + e.err.Error() }
