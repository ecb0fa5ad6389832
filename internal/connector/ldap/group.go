package ldap

import (
	"cmp"
	"context"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/identity"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// A membership is addressed by the group's immutable id rather than its DN, because a capture must still find its
// groups after one of them was renamed or moved. The id says nothing of where the membership stands, so the rarer
// places are written into the key:
//
//	the account stands in                           key
//	member or uniqueMember (the class tells which)  ID
//	memberUid                                       ID#memberUid
//	a group whose entry we cannot see (memberOf)    dn:FOLDED-DN
const (
	uidSuffix = "#memberUid"
	dnPrefix  = "dn:"
)

const (
	attrUniqueMember = "uniqueMember"
	attrMemberUID    = "memberUid"
)

// membership makes the entitlement of a group from its entry.
func (c *Connector) membership(group *goldap.Entry) identity.Entitlement {
	e := entry{Entry: group}
	key := dnPrefix + wire.Fold(group.DN)
	if raw := e.value(c.cfg.Attributes.GroupKey); raw != "" {
		key = textKey(raw)
	}
	return identity.Entitlement{Key: key, Name: cmp.Or(e.value(c.cfg.Attributes.GroupName), group.DN), Kind: identity.Group}
}

// unseenGroup makes the entitlement of a group of which nothing but the DN is known.
func unseenGroup(dn string) identity.Entitlement {
	name := dn
	if parsed, err := goldap.ParseDN(dn); err == nil && len(parsed.RDNs) > 0 {
		name = parsed.RDNs[0].Attributes[0].Value
	}
	return identity.Entitlement{Key: dnPrefix + wire.Fold(dn), Name: name, Kind: identity.Group}
}

func byUID(group identity.Entitlement) identity.Entitlement {
	group.Key += uidSuffix
	return group
}

// groups are the memberships of everybody, for a whole reading.
type groups struct {
	byName map[string][]identity.Entitlement // by the member's folded DN; by the group's own with memberof
	byUID  map[string][]identity.Entitlement // by uid
}

// groups reads every group below groups-base.
func (c *Connector) groups(ctx context.Context, cn *conn) (*groups, error) {
	all := &groups{byName: map[string][]identity.Entitlement{}, byUID: map[string][]identity.Entitlement{}}
	if c.cfg.GroupsBase == "" {
		return all, nil
	}
	add, request := all.addMembers(c.cfg.Attributes.Member), c.below(c.cfg.GroupsBase, "(|("+c.cfg.Attributes.Member+"=*)(uniqueMember=*)(memberUid=*))",
		c.cfg.Attributes.GroupKey, c.cfg.Attributes.GroupName, c.cfg.Attributes.Member, attrUniqueMember, attrMemberUID)
	if c.cfg.GroupsBy == MemberOf {
		add, request = all.addGroup, c.below(c.cfg.GroupsBase, "(objectClass=*)", c.cfg.Attributes.GroupKey, c.cfg.Attributes.GroupName)
	}
	err := cn.pages(ctx, request, c.cfg.PageSize, func(page []entry) error {
		for _, e := range page {
			add(e, c.membership(e.Entry))
		}
		return nil
	})
	return all, err
}

func (g *groups) addMembers(attribute string) func(entry, identity.Entitlement) {
	return func(e entry, group identity.Entitlement) {
		for _, member := range slices.Concat(e.values(attribute), e.values(attrUniqueMember)) {
			dn := wire.Fold(member)
			g.byName[dn] = append(g.byName[dn], group)
		}
		for _, uid := range e.values(attrMemberUID) {
			g.byUID[uid] = append(g.byUID[uid], byUID(group))
		}
	}
}

func (g *groups) addGroup(e entry, group identity.Entitlement) {
	g.byName[wire.Fold(e.DN)] = []identity.Entitlement{group}
}

// held returns what an entry holds, out of a whole reading.
func (g *groups) held(e entry, cfg *Config) (held []identity.Entitlement) {
	if cfg.GroupsBy == MemberOf {
		for _, dn := range e.values(cfg.Attributes.MemberOf) {
			if group, ok := g.byName[wire.Fold(dn)]; ok {
				held = append(held, group...)
				continue
			}
			held = append(held, unseenGroup(dn))
		}
		return sortedByKey(held)
	}
	held = append(held, g.byName[wire.Fold(e.DN)]...)
	for _, uid := range e.values("uid") {
		held = append(held, g.byUID[uid]...)
	}
	return sortedByKey(held)
}

func sortedByKey(held []identity.Entitlement) []identity.Entitlement {
	slices.SortFunc(held, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
	return slices.CompactFunc(held, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
}

// held returns what one entry holds now; the same as groups.held says of it.
func (c *Connector) held(ctx context.Context, cn *conn, e entry) (held []identity.Entitlement, err error) {
	switch {
	case c.cfg.GroupsBase == "":
		return nil, nil
	case c.cfg.GroupsBy == MemberOf:
		held, err = c.heldOf(ctx, cn, e)
	default:
		held, err = c.heldBy(ctx, cn, e)
	}
	return sortedByKey(held), err
}

// heldBy asks the groups.
func (c *Connector) heldBy(ctx context.Context, cn *conn, e entry) (held []identity.Entitlement, err error) {
	find := func(filter string, as func(identity.Entitlement) identity.Entitlement) error {
		request := c.below(c.cfg.GroupsBase, filter, c.cfg.Attributes.GroupKey, c.cfg.Attributes.GroupName)
		return cn.pages(ctx, request, c.cfg.PageSize, func(page []entry) error {
			for _, g := range page {
				held = append(held, as(c.membership(g.Entry)))
			}
			return nil
		})
	}
	dn := goldap.EscapeFilter(e.DN)
	err = find("(|("+c.cfg.Attributes.Member+"="+dn+")(uniqueMember="+dn+"))", func(g identity.Entitlement) identity.Entitlement { return g })
	for _, uid := range e.values("uid") {
		if err == nil {
			err = find("(memberUid="+goldap.EscapeFilter(uid)+")", byUID)
		}
	}
	return held, err
}

// heldOf asks the entry.
func (c *Connector) heldOf(ctx context.Context, cn *conn, e entry) (held []identity.Entitlement, err error) {
	for _, dn := range e.values(c.cfg.Attributes.MemberOf) {
		group, seen := (*goldap.Entry)(nil), false
		if wire.Below(dn, c.cfg.GroupsBase) {
			if group, seen, err = cn.Base(ctx, dn, c.cfg.Attributes.GroupKey, c.cfg.Attributes.GroupName); err != nil {
				return nil, explainSearch(dn, err)
			}
		}
		if seen {
			held = append(held, c.membership(group))
			continue
		}
		held = append(held, unseenGroup(dn))
	}
	return held, nil
}
