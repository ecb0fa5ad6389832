package ad

import (
	"context"
	"errors"
	"fmt"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (d *deed) leaveGroups(ctx context.Context) error {
	return d.each(d.op.Entitlements, func(g identity.Entitlement) error { return d.leave(ctx, g) })
}

func (d *deed) joinGroups(ctx context.Context) error { return d.join(ctx, d.op.Entitlements) }

// leave takes the account out of one group.
func (d *deed) leave(ctx context.Context, g identity.Entitlement) error {
	group, found, err := d.group(ctx, g)
	switch {
	case err != nil:
		return err
	case !found:
		return nil // a group that is gone holds nobody
	case sid(group.value(attrSID)) == d.cn.primary(d.entry):
		return connector.Permanent(fmt.Errorf("%s is the primary group of %s, which no account can leave: make Domain Users its primary group first", g.Name, d.entry.DN))
	}
	change := goldap.NewModifyRequest(group.DN, nil)
	change.Delete("member", []string{d.entry.DN})
	return d.noteLeft(ctx, group.DN, d.cn.Modify(ctx, change))
}

// noteLeft takes "there is no such member" for done. Windows says so with code 53 and Samba too, which also means other
// things: after 53 the group itself is asked.
func (d *deed) noteLeft(ctx context.Context, group string, err error) error {
	switch {
	case goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchAttribute, goldap.LDAPResultNoSuchObject):
		return nil
	case goldap.IsErrorWithCode(err, goldap.LDAPResultUnwillingToPerform):
		if holds, asked := d.cn.Compare(ctx, group, "member", d.entry.DN); asked == nil && !holds {
			return nil
		}
	}
	return d.written(explainWrite("take a member out of", group, err))
}

// join puts the account into groups that it does not hold, one by one.
func (d *deed) join(ctx context.Context, groups []identity.Entitlement) error {
	return d.each(groups, func(g identity.Entitlement) error {
		if d.account.Holds(g.Key) {
			return nil
		}
		group, found, err := d.group(ctx, g)
		switch {
		case err != nil:
			return err
		case !found:
			return noSuchGroup(g)
		}
		change := goldap.NewModifyRequest(group.DN, nil)
		change.Add("member", []string{d.entry.DN})
		err = d.cn.Modify(ctx, change)
		switch {
		case goldap.IsErrorAnyOf(err, goldap.LDAPResultAttributeOrValueExists, goldap.LDAPResultEntryAlreadyExists):
			return nil
		case goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject):
			return noSuchGroup(g)
		}
		return d.written(explainWrite("put a member into", group.DN, err))
	})
}

func noSuchGroup(g identity.Entitlement) error {
	return connector.Permanent(fmt.Errorf("the group %s (%s) is no longer there: give the right by hand, by whatever replaced it", g.Name, g.Key))
}

// group finds a group by its key; it may have been renamed or moved since.
func (d *deed) group(ctx context.Context, g identity.Entitlement) (entry, bool, error) {
	if dn, named := strings.CutPrefix(g.Key, dnPrefix); named {
		return entry{}, false, connector.Permanent(fmt.Errorf("the group %s is of another domain, or hidden from us: change it there, by hand", dn))
	}
	return d.cn.byKey(ctx, g.Key, attrSID)
}

// each goes on past a group that is refused, because the others can still be done, and stops at any other error.
func (d *deed) each(groups []identity.Entitlement, do func(identity.Entitlement) error) error {
	var refused []error
	for _, g := range groups {
		if g.Kind != identity.Group {
			continue
		}
		err := do(g)
		switch {
		case connector.IsPermanent(err):
			refused = append(refused, err)
		case err != nil:
			return err
		}
	}
	return errors.Join(refused...)
}
