package scim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account, while it is done.
type deed struct {
	*Connector
	service *service
	op      identity.Operation

	user    resource
	account identity.Account // as it is now

	changed bool // something was written
}

// Do does one verb. It looks at the user first and writes only what is not yet so.
//
// A refusal is a connector.PermanentError only while nothing was written; see honest.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	d := &deed{Connector: c, op: op}
	if err := d.run(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), d.honest(err))
	}
	return nil
}

func (d *deed) run(ctx context.Context) (err error) {
	do, err := d.how()
	if err != nil {
		return err
	}
	if d.service, err = d.offers(ctx); err != nil {
		return err
	}
	d.account, d.user, err = d.find(ctx, d.op.Account.Key)
	if errors.Is(err, connector.ErrGone) && d.op.Verb == identity.Restore {
		return d.reappear(ctx, err)
	}
	if err != nil {
		return err
	}
	if d.op.Verb.Cuts() && (slices.Contains(d.cfg.Self, d.account.Login) || slices.Contains(d.cfg.Self, d.account.Ref.Key)) {
		return connector.Permanent(fmt.Errorf("%s is our own account (self): give Exeunt another one before this one goes", d.account.Login))
	}
	return do(ctx)
}

func (d *deed) how() (func(context.Context) error, error) {
	switch d.op.Verb {
	case identity.Suspend:
		return d.suspend, nil
	case identity.Restore:
		return d.restore, nil
	case identity.Remove:
		return d.remove, nil
	case identity.Add:
		return d.add, nil
	case identity.Delete:
		return d.delete, nil
	case identity.SignOut:
		if d.cfg.SignOut != (SignOut{}) {
			return d.signOut, nil
		}
	case identity.Release, identity.Transfer, identity.Notify, identity.Task:
	}
	return nil, connector.Permanent(fmt.Errorf("SCIM has no way to %s", d.op.Verb))
}

func (d *deed) suspend(ctx context.Context) error {
	if d.account.State == identity.Suspended {
		return nil
	}
	return d.setActive(ctx, false)
}

// delete deletes the user. The groups are the server's to tidy up: an id is never given again (RFC 7643, 3.1).
func (d *deed) delete(ctx context.Context) error {
	_, err := d.send(ctx, http.MethodDelete, d.service.users, d.op.Account.Key, d.user.version, nil)
	return err
}

// signOut sends the request of the settings.
func (d *deed) signOut(ctx context.Context) error {
	path := strings.ReplaceAll(d.cfg.SignOut.Path, "{id}", url.PathEscape(d.op.Account.Key))
	_, err := d.ask(ctx, web.Request{Method: d.cfg.SignOut.Method, Path: path})
	return hide(err) // the account was seen a moment ago: it is the request that leads nowhere
}

// honest takes the class from a refusal that came after something was written.
func (d *deed) honest(err error) error {
	_, throttled := connector.IsThrottled(err)
	if d.changed && (throttled || connector.IsPermanent(err) || errors.Is(err, connector.ErrGone)) {
		return partError{err}
	}
	return err
}

// partError is what stopped a verb in the middle. It does not unwrap: the classes say that nothing was changed.
type partError struct{ err error }

func (e partError) Error() string { return "done in part: " + e.err.Error() }
