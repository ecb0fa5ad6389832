package ldap

import (
	"context"
	"errors"
	"fmt"
	"slices"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// restore sets the attributes of the capture back, whatever the settings name today, and gives back each captured group
// that the entry no longer holds. Groups that it was given since stay.
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
		if err := d.written(explainWrite(d.entry.DN, d.cn.Modify(ctx, change))); err != nil {
			return err
		}
	}
	return d.join(ctx, d.op.Before.Entitlements)
}

func (d *deed) setBack(change *goldap.ModifyRequest, before identity.Attribute) error {
	now := d.entry.values(before.Name)
	switch before.Name {
	case attrDN:
		return nil // where an entry stands is nobody's business but the directory's administrators'
	case attrLocked:
		if !d.entry.lockMark() && before.Values == nil {
			return nil // a lock of the directory's own, set since by failed binds, is not ours to open
		}
	case attrEnd, attrAccount, attrShell, d.cfg.Attributes.Shell, attrShadow:
	default:
		return fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", before.Name)
	}
	if !sameValues(now, before.Values) {
		change.Replace(before.Name, before.Values)
	}
	return nil
}

func sameValues(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
