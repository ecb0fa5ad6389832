package scim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The attributes of a user that a verb may touch.
const (
	attrActive       = "active"
	attrEntitlements = "entitlements"
	attrRoles        = "roles"
)

// account makes the account of a user who holds these groups.
func (c *Connector) account(user resource, groups []identity.Entitlement) (identity.Account, error) {
	a := identity.Account{
		Ref:   identity.AccountRef{System: c.cfg.Name, Key: user.text("id")},
		Login: user.text(c.cfg.Attributes.Login), Email: user.text(c.cfg.Attributes.Email), Employee: user.text(c.cfg.Attributes.Employee),
		Given: user.text(c.cfg.Attributes.Given), Family: user.text(c.cfg.Attributes.Family), Display: user.text(c.cfg.Attributes.Display),
		State: identity.Enabled,
	}
	if c.cfg.Attributes.Owner != "" {
		a.Owner = user.text(c.cfg.Attributes.Owner)
	}
	if a.Login == "" {
		return a, fmt.Errorf("the user %s has no %s, which is the login by the settings (attributes)", a.Ref.Key, c.cfg.Attributes.Login)
	}
	var err error
	if a.Attributes, err = touched(user); err != nil {
		return a, err
	}
	if active, there := a.Attribute(attrActive); there && active[0] == "false" {
		a.State = identity.Suspended
	}
	if a.Created, err = when(user, c.cfg.Attributes.Created); err != nil {
		return a, err
	}
	if c.cfg.Attributes.LastSeen != "" {
		if a.LastSeen, err = when(user, c.cfg.Attributes.LastSeen); err != nil {
			return a, err
		}
	}
	a.Entitlements = sorted(slices.Concat(groups, values(user, attrRoles), values(user, attrEntitlements)))
	return a, nil
}

// touched returns what a verb may touch, each value in one way of writing it.
func touched(user resource) ([]identity.Attribute, error) {
	active := identity.Attribute{Name: attrActive}
	if raw := user.at(attrActive); raw != nil {
		is := truth(raw)
		if is == "" {
			return nil, fmt.Errorf("active of the user %s is %v, which is neither true nor false", user.text("id"), raw)
		}
		active.Values = []string{is}
	}
	all := []identity.Attribute{active}
	for _, name := range []string{attrEntitlements, attrRoles} {
		a := identity.Attribute{Name: name}
		for _, v := range user.list(name) {
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			a.Values = append(a.Values, string(text))
		}
		slices.Sort(a.Values)
		all = append(all, a)
	}
	return all, nil
}

// values returns what a user holds in an attribute of the own resource. Its key says where it stands.
func values(user resource, attribute string) (held []identity.Entitlement) {
	for _, v := range user.list(attribute) {
		if value := textOf(v["value"]); value != "" {
			held = append(held, identity.Entitlement{Key: attribute + ":" + value, Name: cmp.Or(textOf(v["display"]), value), Kind: identity.Role})
		}
	}
	return held
}

func sorted(held []identity.Entitlement) []identity.Entitlement {
	slices.SortFunc(held, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
	return slices.CompactFunc(held, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
}

// when reads a time (RFC 7643, 2.3.5); none is the zero time.
func when(user resource, path string) (time.Time, error) {
	text := user.text(path)
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s of the user %s is %q, which is no time", path, user.text("id"), text)
}
