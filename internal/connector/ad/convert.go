package ad

import (
	"fmt"
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The classes of accounts that are no person's.
var serviceClasses = []string{
	"computer", "msDS-ManagedServiceAccount", "msDS-GroupManagedServiceAccount", "msDS-DelegatedManagedServiceAccount",
}

// The relative numbers of the accounts that every domain has (MS-DTYP 2.4.2.4).
const (
	ridAdministrator = 500
	ridGuest         = 501
	ridKrbtgt        = 502
	ridLastBuiltIn   = 999
)

// wanted lists the attributes that an account is made of.
func (c *Connector) wanted() []string {
	a := &c.cfg.Attributes
	names := []string{
		attrGUID, attrSID, attrName, attrControl, attrExpires, attrAbout, attrGroups, attrPrimary, "objectClass",
		"givenName", "sn", "displayName", "cn", "whenCreated", "lastLogonTimestamp", "lastLogon",
		a.Login, a.Email, a.Employee,
	}
	if a.Owner != "" {
		names = append(names, a.Owner)
	}
	if c.cfg.Hide {
		names = append(names, attrHide)
	}
	return names
}

// account makes an account of an entry. An entry whose key or state cannot be read is an error.
func (c *Connector) account(e entry, held []identity.Entitlement) (identity.Account, error) {
	key := guidText(e.value(attrGUID))
	if _, known := e.control(); !known || key == "" {
		return identity.Account{}, fmt.Errorf("%s cannot be read: it shows %s no objectGUID or no userAccountControl; "+
			"docs/connectors/ad.md has the rights that are needed", e.DN, c.cfg.Bind)
	}
	a := &c.cfg.Attributes
	account := identity.Account{
		Ref:          identity.AccountRef{System: c.cfg.Name, Key: key},
		Login:        firstOf(e.value(a.Login), e.value(attrName), key),
		Email:        e.value(a.Email),
		Employee:     e.value(a.Employee),
		Given:        e.value("givenName"),
		Family:       e.value("sn"),
		Display:      firstOf(e.value("displayName"), e.value("cn")),
		Kind:         kind(e),
		State:        e.state(c.cfg.Now()),
		Created:      wire.ParseTime(e.value("whenCreated")),
		LastSeen:     lastSeen(e),
		Entitlements: held,
		Attributes:   c.cfg.captured(e),
	}
	if a.Owner != "" {
		account.Owner = e.value(a.Owner)
	}
	return account, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// kind says what an account is for: computers and managed service accounts are for programs, and so are the accounts that
// a domain makes for itself; its first administrator is nobody's in particular.
func kind(e entry) identity.AccountKind {
	for _, class := range serviceClasses {
		if e.has("objectClass", class) {
			return identity.Service
		}
	}
	switch rid := sid(e.value(attrSID)).rid(); {
	case rid == ridAdministrator:
		return identity.Shared
	case rid >= ridGuest && rid <= ridLastBuiltIn:
		return identity.Service
	}
	return identity.Personal
}

// lastSeen returns the later of what all domain controllers know, which is up to 14 days late, and of what this one knows.
func lastSeen(e entry) time.Time {
	all, here := fileTime(e.value("lastLogonTimestamp")), fileTime(e.value("lastLogon"))
	if here.After(all) {
		return here
	}
	return all
}

// The names under which a capture keeps what is no attribute by itself.
const (
	keptDN      = "dn"
	keptControl = "userAccountControl.ACCOUNTDISABLE"
)

// captured returns, sorted by name, the exact values of what the verbs may touch with these settings. Of
// userAccountControl that is one bit. The password is not there: nobody can read it.
func (c *Config) captured(e entry) []identity.Attribute {
	kept := []identity.Attribute{} // in the order of their names
	keep := func(when bool, name string, values []string) {
		if when {
			kept = append(kept, identity.Attribute{Name: name, Values: values})
		}
	}
	keep(c.Expire, attrExpires, some(e.values(attrExpires)))
	keep(c.Stamp, attrAbout, some(e.values(attrAbout)))
	keep(true, keptDN, []string{e.DN})
	keep(c.Hide, attrHide, some(e.values(attrHide)))
	keep(true, keptControl, []string{bit(e.isDisabled())})
	return kept
}

// some returns nil for no values.
func some(values []string) []string {
	if len(values) == 0 {
		return nil
	}
	return values
}

func bit(set bool) string { return strconv.Itoa(map[bool]int{true: 1}[set]) }
