package ldap

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// wanted lists the attributes that an account is made of; operational ones must be asked for by name.
func (c *Connector) wanted() []string {
	a := &c.cfg.Attributes
	names := []string{
		a.Key, a.Login, a.Email, a.Employee, a.Given, a.Family, a.Display, a.Owner, a.Kind, a.Created,
		"objectClass", a.Shell, attrShadow, attrLocked, attrEnd, attrSubject, attrAccount,
	}
	names = append(names, a.lastSeen()...)
	switch {
	case c.cfg.GroupsBase == "":
	case c.cfg.GroupsBy == MemberOf:
		names = append(names, a.MemberOf)
	default:
		names = append(names, "uid")
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "" })
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return slices.CompactFunc(names, strings.EqualFold)
}

func (a *Attributes) lastSeen() []string {
	if a.LastSeen != "" {
		return []string{a.LastSeen}
	}
	return []string{"pwdLastSuccess", "authTimestamp"}
}

// account makes an account of an entry. An entry without a key is an error: what cannot be addressed cannot be read.
func (c *Connector) account(ctx context.Context, j *judge, e entry, held []identity.Entitlement) (identity.Account, error) {
	a := &c.cfg.Attributes
	key := e.value(a.Key)
	if key == "" {
		return identity.Account{}, fmt.Errorf("%s has no %s that %s may read: every account needs a key; see to the access rule, or name another attribute as key",
			e.DN, a.Key, c.cfg.Bind)
	}
	state, err := j.state(ctx, e)
	if err != nil {
		return identity.Account{}, fmt.Errorf("judge %s: %w", e.DN, err)
	}
	account := identity.Account{
		Ref:          identity.AccountRef{System: c.cfg.Name, Key: textKey(key)},
		Login:        cmp.Or(e.value(a.Login), e.leaf()),
		Email:        e.value(a.Email),
		Employee:     e.value(a.Employee),
		Given:        e.value(a.Given),
		Family:       e.value(a.Family),
		Display:      e.value(a.Display),
		State:        state,
		Created:      wire.ParseTime(e.value(a.Created)),
		Entitlements: held,
		Attributes:   c.cfg.captured(e),
	}
	if a.Owner != "" {
		account.Owner = wire.NameOf(e.value(a.Owner))
	}
	if a.Kind != "" {
		account.Kind = c.cfg.kind(e.values(a.Kind))
	}
	for _, name := range a.lastSeen() {
		if t := wire.Latest(e.values(name)); t.After(account.LastSeen) {
			account.LastSeen = t
		}
	}
	return account, nil
}

// kind returns what the words of an entry say that it is for; no word that is known says personal.
func (c *Config) kind(words []string) identity.AccountKind {
	for _, kind := range [...]identity.AccountKind{identity.Service, identity.Shared, identity.Guest} {
		for _, word := range words {
			if slices.ContainsFunc(c.KindWords[kind], func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(word)) }) {
				return kind
			}
		}
	}
	return identity.Personal
}

// captured returns, sorted by name, the exact values of what the verbs may touch with these settings.
//
// A lock that the directory set after failed binds is left out: it comes and goes by itself, anybody who knows a login
// can bring it about, and a plan must not go stale for it. So it is not brought back either.
func (c *Config) captured(e entry) []identity.Attribute {
	kept := []identity.Attribute{{Name: attrDN, Values: []string{e.DN}}}
	keep := func(name string, values []string) {
		if len(values) == 0 {
			values = nil
		}
		kept = append(kept, identity.Attribute{Name: name, Values: values})
	}
	if c.uses(Shell) {
		keep(c.Attributes.Shell, e.values(c.Attributes.Shell))
	}
	if c.uses(AccountLock) {
		keep(attrAccount, e.values(attrAccount))
	}
	if c.uses(Ppolicy) && e.lockMark() {
		keep(attrLocked, e.values(attrLocked))
	} else if c.uses(Ppolicy) {
		keep(attrLocked, nil)
	}
	if c.shutsDoor() {
		keep(attrEnd, e.values(attrEnd))
	}
	if c.uses(Shadow) {
		keep(attrShadow, e.values(attrShadow))
	}
	slices.SortFunc(kept, func(a, b identity.Attribute) int { return strings.Compare(a.Name, b.Name) })
	return kept
}
