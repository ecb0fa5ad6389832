package ldap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (d *deed) leaveGroups(ctx context.Context) error { return d.leave(ctx, d.op.Entitlements) }

func (d *deed) joinGroups(ctx context.Context) error { return d.join(ctx, d.op.Entitlements) }

// leave takes the account out of groups, one by one.
func (d *deed) leave(ctx context.Context, groups []identity.Entitlement) error {
	return d.each(ctx, groups, func(g identity.Entitlement) error {
		p, err := d.place(ctx, g)
		if err != nil || p.dn == "" {
			return err // a group that is gone holds nobody
		}
		change := goldap.NewModifyRequest(p.dn, nil)
		change.Delete(p.attribute, p.values)
		return d.noteLeft(ctx, p, d.cn.Modify(ctx, change))
	})
}

// noteLeft takes "there is no such member" for done. Some directories say so with code 16, others with 53, which also
// means other things: after 53 the group itself is asked.
func (d *deed) noteLeft(ctx context.Context, p place, err error) error {
	switch {
	case goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchAttribute, goldap.LDAPResultNoSuchObject):
		return nil
	case goldap.IsErrorWithCode(err, goldap.LDAPResultUnwillingToPerform):
		if holds, asked := d.cn.Compare(ctx, p.dn, p.attribute, p.values[0]); asked == nil && !holds {
			return nil
		}
	case goldap.IsErrorWithCode(err, goldap.LDAPResultObjectClassViolation):
		return connector.Permanent(fmt.Errorf("%s is the last member of %s, and that kind of group may not be empty: put another member in first, or delete the group: %w",
			d.entry.DN, p.dn, err))
	}
	return d.written(explainWrite(p.dn, err))
}

// join puts the account into groups that it does not hold, one by one.
func (d *deed) join(ctx context.Context, groups []identity.Entitlement) error {
	return d.each(ctx, groups, func(g identity.Entitlement) error {
		if d.account.Holds(g.Key) {
			return nil
		}
		p, err := d.place(ctx, g)
		if err != nil {
			return err
		}
		if p.dn == "" {
			return noSuchGroup(g)
		}
		change := goldap.NewModifyRequest(p.dn, nil)
		change.Add(p.attribute, p.values)
		err = d.cn.Modify(ctx, change)
		switch {
		case goldap.IsErrorWithCode(err, goldap.LDAPResultAttributeOrValueExists):
			return nil
		case goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject):
			return noSuchGroup(g)
		}
		return d.written(explainWrite(p.dn, err))
	})
}

func noSuchGroup(g identity.Entitlement) error {
	return connector.Permanent(fmt.Errorf("the group %s (%s) is no longer there: give the right by hand, by whatever replaced it", g.Name, g.Key))
}

// each goes on past a group that is refused, because the others can still be done, and stops at any other error.
func (d *deed) each(ctx context.Context, groups []identity.Entitlement, do func(identity.Entitlement) error) error {
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

// place is where a membership stands.
type place struct {
	dn        string // of the group; empty: it is not there
	attribute string
	values    []string
}

// place finds where a membership stands now; the group may have been renamed or moved since.
func (d *deed) place(ctx context.Context, g identity.Entitlement) (place, error) {
	key, byUID := strings.CutSuffix(g.Key, uidSuffix)
	group, err := d.group(ctx, key)
	if err != nil || group.Entry == nil {
		return place{}, err
	}
	switch {
	case byUID && len(d.entry.values("uid")) == 0:
		return place{}, connector.Permanent(fmt.Errorf("%s has no uid, by which %s knows its members", d.entry.DN, group.DN))
	case byUID:
		return place{group.DN, attrMemberUID, d.uids(ctx, group)}, nil
	case group.has("objectClass", "groupOfUniqueNames"):
		return place{group.DN, attrUniqueMember, []string{d.entry.DN}}, nil
	}
	return place{group.DN, d.cfg.Attributes.Member, []string{d.entry.DN}}, nil
}

// uids returns the uids of the entry by which a group knows it, or the first when it knows none of them.
func (d *deed) uids(ctx context.Context, group entry) []string {
	uids := d.entry.values("uid")
	known := slices.DeleteFunc(slices.Clone(uids), func(uid string) bool {
		holds, err := d.cn.Compare(ctx, group.DN, attrMemberUID, uid)
		return err != nil || !holds
	})
	if len(known) == 0 {
		return uids[:1]
	}
	return known
}

// group returns the entry of a group by its key; one without an Entry is not there.
func (d *deed) group(ctx context.Context, key string) (found entry, err error) {
	if dn, named := strings.CutPrefix(key, dnPrefix); named {
		e, seen, err := d.cn.Base(ctx, dn, "objectClass")
		if err != nil || !seen {
			return entry{Entry: &goldap.Entry{DN: dn}}, explainSearch(dn, err)
		}
		return entry{Entry: e}, nil
	}
	if d.cfg.GroupsBase == "" {
		return entry{}, connector.Permanent(errors.New("groups-base is not in the settings: name it, so that groups can be found"))
	}
	request := d.below(d.cfg.GroupsBase, keyFilter(d.cfg.Attributes.GroupKey, key), "objectClass")
	err = d.cn.pages(ctx, request, d.cfg.PageSize, func(page []entry) error {
		if len(page) > 0 {
			found = page[0]
		}
		return nil
	})
	return found, err
}
