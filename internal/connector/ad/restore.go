package ad

import (
	"context"
	"errors"
	"fmt"
	"slices"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// restore sets the attributes of the capture back, whatever the settings name today, moves the account to where it was,
// and gives back each captured group that it no longer holds. Groups that it was given since stay. The password cannot
// be brought back: whoever had it is given a new one.
func (d *deed) restore(ctx context.Context) error {
	if d.op.Before == nil {
		return connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	change := goldap.NewModifyRequest(d.entry.DN, nil)
	for _, before := range d.op.Before.Attributes {
		if err := d.setBack(change, before); err != nil {
			return connector.Permanent(err)
		}
	}
	if len(change.Changes) > 0 {
		if err := d.written(explainWrite("restore", d.entry.DN, d.cn.Modify(ctx, change))); err != nil {
			return err
		}
	}
	if err := d.moveBack(ctx); err != nil {
		return err
	}
	return d.join(ctx, d.op.Before.Entitlements)
}

func (d *deed) setBack(change *goldap.ModifyRequest, before identity.Attribute) error {
	switch before.Name {
	case keptDN:
	case keptControl:
		d.control(change, slices.Equal(before.Values, []string{bit(true)}))
	case attrExpires, attrAbout, attrHide:
		if !slices.Equal(some(d.entry.values(before.Name)), before.Values) {
			change.Replace(before.Name, before.Values)
		}
	default:
		return fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", before.Name)
	}
	return nil
}

// moveBack moves the account to where the capture saw it. A new name that it was given since stays.
func (d *deed) moveBack(ctx context.Context) error {
	dn, _ := d.op.Before.Attribute(keptDN)
	if len(dn) == 0 {
		return nil
	}
	_, above := split(dn[0])
	old := d.entry.DN
	if err := d.move(ctx, above); err != nil {
		return err
	}
	own, _ := split(old)
	d.entry.Entry = &goldap.Entry{DN: own + "," + above, Attributes: d.entry.Attributes}
	return nil
}
