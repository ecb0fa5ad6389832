package ad

import (
	"context"
	"slices"
	"strconv"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A membership is addressed by the group's objectGUID, so that a capture still finds its groups after one of them was
// renamed or moved. A group that the domain controller names and does not show us, such as one of another domain, is
// addressed by "dn:" and its folded name.
//
// Rights in groups of groups are not followed: the group in between is the right.
const dnPrefix = "dn:"

// The primary groups that an account is given when it is made, and that it cannot be without: not shown as rights.
var usualPrimary = []uint32{
	513, // Domain Users
	514, // Domain Guests
	515, // Domain Computers
	516, // Domain Controllers
	521, // Read-only Domain Controllers
}

var groupAttributes = []string{attrGUID, attrSID, attrName, "cn"}

// membership makes the entitlement of a group from its entry.
func membership(group entry) identity.Entitlement {
	key := guidText(group.value(attrGUID))
	if key == "" {
		return unseenGroup(group.DN)
	}
	return identity.Entitlement{Key: key, Name: firstOf(group.value(attrName), group.value("cn"), group.DN), Kind: identity.Group}
}

// unseenGroup makes the entitlement of a group of which nothing but the DN is known.
func unseenGroup(dn string) identity.Entitlement {
	name := dn
	if parsed, err := goldap.ParseDN(dn); err == nil && len(parsed.RDNs) > 0 {
		name = parsed.RDNs[0].Attributes[0].Value
	}
	return identity.Entitlement{Key: dnPrefix + wire.Fold(dn), Name: name, Kind: identity.Group}
}

// groups are the groups of the domain.
type groups struct {
	byName map[string]identity.Entitlement // by folded DN
	bySID  map[sid]identity.Entitlement
}

// groups reads those of the domain that a filter takes.
func (c *Connector) groups(ctx context.Context, cn *conn, filter string) (*groups, error) {
	all := &groups{byName: map[string]identity.Entitlement{}, bySID: map[sid]identity.Entitlement{}}
	err := cn.Pages(ctx, below(cn.domain.base, filter, groupAttributes...), c.cfg.PageSize, explainSearch, func(page []wire.Entry) error {
		for _, e := range page {
			group := entry{e.Entry}
			all.byName[wire.Fold(group.DN)] = membership(group)
			all.bySID[sid(group.value(attrSID))] = membership(group)
		}
		return nil
	})
	return all, err
}

// of returns what an entry holds.
func (g *groups) of(ctx context.Context, cn *conn, e entry) ([]identity.Entitlement, error) {
	names, err := cn.all(ctx, e, attrGroups)
	if err != nil {
		return nil, err
	}
	held := make([]identity.Entitlement, 0, len(names)+1)
	for _, dn := range names {
		group, seen := g.byName[wire.Fold(dn)]
		if !seen {
			group = unseenGroup(dn)
		}
		held = append(held, group)
	}
	if group, ok := g.bySID[cn.primary(e)]; ok {
		held = append(held, group)
	}
	slices.SortFunc(held, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
	return slices.CompactFunc(held, func(a, b identity.Entitlement) bool { return a.Key == b.Key }), nil
}

// primary returns the identifier of an entry's primary group, which memberOf does not name; empty for one of the usual.
func (c *conn) primary(e entry) sid {
	rid, err := strconv.ParseUint(e.value(attrPrimary), 10, 32)
	if err != nil || slices.Contains(usualPrimary, uint32(rid)) {
		return ""
	}
	return c.domain.of(uint32(rid))
}

// held returns what one entry holds now; the same as a whole reading says of it.
func (c *Connector) held(ctx context.Context, cn *conn, e entry) ([]identity.Entitlement, error) {
	filter := "(&(objectClass=group)(|(member=" + goldap.EscapeFilter(e.DN) + ")" + cn.primaryFilter(e) + "))"
	g, err := c.groups(ctx, cn, filter)
	if err != nil {
		return nil, err
	}
	return g.of(ctx, cn, e)
}

func (c *conn) primaryFilter(e entry) string {
	primary := c.primary(e)
	if primary == "" {
		return ""
	}
	return "(objectSid=" + wire.EscapeBytes([]byte(primary)) + ")"
}
