package mysql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account, while it is done.
type deed struct {
	*session
	op      identity.Operation
	who     name
	account identity.Account // as it is now

	changed bool // something was written
}

// Do does one verb. It looks at the account first and writes only what is not yet so.
//
// The server ends a transaction with each such statement, so that a verb of several can stop in the middle. Then the
// error is plain: called again, what is done is found done, and what is left is refused cleanly.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	err := c.use(ctx, func(ctx context.Context, s *session) error {
		d := &deed{session: s, op: op}
		return d.run(ctx)
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
	if d.account, err = d.find(ctx, d.op.Account.Key); err != nil {
		return err
	}
	d.who, _ = parseName(d.account.Ref.Key)
	if err := d.guard(); err != nil {
		return err
	}
	return d.honest(do(ctx))
}

func (d *deed) how() (func(context.Context) error, error) {
	switch d.op.Verb {
	case identity.Suspend:
		return d.suspend, nil
	case identity.Restore:
		return d.restore, nil
	case identity.SignOut:
		return func(ctx context.Context) error { return d.signOut(ctx, d.who) }, nil
	case identity.Remove:
		return d.remove, nil
	case identity.Add:
		return func(ctx context.Context) error { return d.give(ctx, d.op.Entitlements) }, nil
	case identity.Delete:
		return d.delete, nil
	case identity.Release, identity.Transfer, identity.Notify, identity.Task:
	}
	return nil, connector.Permanent(fmt.Errorf("a MySQL or MariaDB server cannot %s", d.op.Verb))
}

// guard refuses what would take the server from its owners, or us from the server. CREATE USER alone would let us do both.
func (d *deed) guard() error {
	switch {
	case strings.EqualFold(d.who.user, "root"):
		return connector.Permanent(fmt.Errorf("%s is the server's own administrator, whom Exeunt does not touch: it needs a human", d.who))
	case d.who == d.self && d.op.Verb.Cuts():
		return connector.Permanent(fmt.Errorf("%s is the account that Exeunt itself signs in with: give Exeunt another one (user) before this one goes", d.who))
	}
	return nil
}

// write runs a statement. Names stand in it quoted: a statement of this kind takes no parameters.
func (d *deed) write(ctx context.Context, statement string) error {
	_, err := d.conn.ExecContext(ctx, statement)
	d.changed = d.changed || err == nil
	return explain(err)
}

// suspend locks the account. Connections that are open go on: that is what signOut is for.
func (d *deed) suspend(ctx context.Context) error {
	if d.account.State == identity.Suspended {
		return nil
	}
	return d.write(ctx, "ALTER USER "+d.who.quoted()+" ACCOUNT LOCK")
}

// restore sets the lock back, then gives back each captured right that the account no longer holds. What it was given
// since stays.
func (d *deed) restore(ctx context.Context) error {
	if d.op.Before == nil {
		return connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	for _, before := range d.op.Before.Attributes {
		if before.Name != attrLocked || len(before.Values) != 1 {
			return connector.Permanent(fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", before.Name))
		}
		locked := before.Values[0] == "true"
		if locked == (d.account.State == identity.Suspended) {
			continue
		}
		if err := d.write(ctx, "ALTER USER "+d.who.quoted()+" ACCOUNT "+map[bool]string{true: "LOCK", false: "UNLOCK"}[locked]); err != nil {
			return err
		}
	}
	return d.give(ctx, d.op.Before.Entitlements)
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
