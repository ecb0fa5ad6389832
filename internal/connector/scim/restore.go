package scim

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

var errNoCapture = errors.New("there is no captured state to come back to")

// restore sets active back and gives back what was captured and is not held any more. What was given since stays.
func (d *deed) restore(ctx context.Context) error {
	if d.op.Before == nil {
		return connector.Permanent(errNoCapture)
	}
	for _, a := range d.op.Before.Attributes {
		if !slices.Contains([]string{attrActive, attrEntitlements, attrRoles}, a.Name) {
			return connector.Permanent(fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", a.Name))
		}
	}
	if err := d.restoreActive(ctx); err != nil {
		return err
	}
	return d.give(ctx, d.op.Before.Entitlements)
}

// restoreActive writes active as it was. Where there was none it is taken away again, or true where the server does not
// allow that: both mean that the account is open.
func (d *deed) restoreActive(ctx context.Context) error {
	before, was := d.op.Before.Attribute(attrActive)
	now, is := d.account.Attribute(attrActive)
	switch {
	case was == is && slices.Equal(before, now):
		return nil
	case was:
		return d.restoreTo(ctx, before[0] == "true")
	}
	_, err := d.patch(ctx, d.service.users, d.op.Account.Key, d.user.version, operation{Op: "remove", Path: attrActive})
	if connector.IsPermanent(err) {
		return d.restoreTo(ctx, true)
	}
	d.changed = d.changed || err == nil
	return err
}

func (d *deed) restoreTo(ctx context.Context, active bool) (err error) {
	if err = d.setActive(ctx, active); err != nil || !d.service.etag {
		return err
	}
	d.user, err = d.get(ctx, d.service.users, d.op.Account.Key)
	return err
}

// reappear opens a user whom the server hides as long as he is not active: his id still leads to him when it is written.
func (d *deed) reappear(ctx context.Context, gone error) error {
	if d.op.Before == nil {
		return connector.Permanent(errNoCapture)
	}
	if d.op.Before.State != identity.Enabled || !d.service.patch {
		return gone
	}
	if err := d.setActive(ctx, true); err != nil {
		return err
	}
	var err error
	if d.account, d.user, err = d.find(ctx, d.op.Account.Key); err != nil {
		return err
	}
	return d.restore(ctx)
}
