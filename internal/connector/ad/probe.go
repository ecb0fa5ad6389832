package ad

import (
	"context"
	"fmt"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe asks the domain what we may do there, on one account and one group that are nobody special: which attributes we
// could write the domain says itself (allowedAttributesEffective), and the rest stands in the access lists.
func (c *Connector) Probe(ctx context.Context) (rights []connector.Right, err error) {
	err = c.pool.Use(ctx, func(cn *conn) error {
		p := &probing{Connector: c, cn: cn}
		rights, err = p.rights(ctx)
		return err
	})
	return rights, err
}

const (
	attrMayWrite  = "allowedAttributesEffective"
	attrMayCreate = "allowedChildClassesEffective"
	attrSecurity  = "nTSecurityDescriptor"
)

// probing is one probe.
type probing struct {
	*Connector
	cn *conn

	account, parent, group, target entry // one without an Entry could not be seen
}

func (p *probing) rights(ctx context.Context) ([]connector.Right, error) {
	if err := p.look(ctx); err != nil {
		return nil, err
	}
	rights := []connector.Right{p.reads("accounts", p.account), p.reads("groups", p.group)}
	suspends := p.suspends()
	rights = append(rights, suspends...)
	rights = append(rights, undoes(suspends))
	return append(rights,
		p.writes(identity.Remove, "member", "take accounts out of groups", "group", p.group),
		p.writes(identity.Add, "member", "put accounts into groups", "group", p.group),
		p.deletes()), nil
}

// undoes is the right to bring back what suspending changed: the least of those that suspending needs.
func undoes(suspends []connector.Right) connector.Right {
	least := suspends[0]
	for _, r := range suspends {
		if r.Granted == connector.No || r.Granted == connector.Unknown && least.Granted == connector.Yes {
			least = r
		}
	}
	least.Verb, least.What = identity.Restore, "undo a suspension"
	return least
}

// look finds what the rights are tried on.
func (p *probing) look(ctx context.Context) (err error) {
	plain := "(!(" + attrAdmin + "=1))(!(" + attrBuiltIn + "=TRUE))"
	if p.account, err = p.one(ctx, p.base(p.cn), "(&"+p.cfg.accounts()+plain+")"); err != nil {
		return err
	}
	if p.account.Entry != nil {
		_, above := split(p.account.DN)
		if p.parent, err = p.at(ctx, above); err != nil {
			return err
		}
	}
	if p.cfg.MoveTo != "" {
		if p.target, err = p.at(ctx, p.cfg.MoveTo); err != nil {
			return err
		}
	}
	return p.lookForGroup(ctx, "(&(objectClass=group)(member=*)"+plain+")")
}

// lookForGroup takes a group from below the base, and from elsewhere only where there is none.
func (p *probing) lookForGroup(ctx context.Context, filter string) (err error) {
	for _, base := range []string{p.base(p.cn), p.cn.domain.base} {
		if p.group, err = p.one(ctx, base, filter); err != nil || p.group.Entry != nil {
			return err
		}
	}
	return nil
}

var probed = []string{attrMayWrite, attrMayCreate, attrSecurity}

// one returns some entry that a filter takes. What there is beyond it, is left on the server.
func (p *probing) one(ctx context.Context, base, filter string) (e entry, err error) {
	request := below(base, filter, "1.1")
	request.Controls = append(request.Controls, goldap.NewControlPaging(1))
	err = p.cn.Call(ctx, func(context.Context) error {
		result, err := p.cn.LDAP.Search(request)
		if err == nil && len(result.Entries) > 0 {
			e.Entry = result.Entries[0]
		}
		return err
	})
	if err != nil {
		return entry{}, fmt.Errorf("look at %s: %w", base, explainSearch(base, err))
	}
	if e.Entry == nil {
		return entry{}, nil
	}
	return p.at(ctx, e.DN)
}

// at returns the entry of a name with what we may do to it; without an Entry where it cannot be seen.
func (p *probing) at(ctx context.Context, dn string) (e entry, err error) {
	request := goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", probed,
		[]goldap.Control{&goldap.ControlMicrosoftSDFlags{Criticality: true, ControlValue: 4}}) // of the descriptor, the access list
	err = p.cn.Call(ctx, func(context.Context) error {
		result, err := p.cn.LDAP.Search(request)
		if err == nil && len(result.Entries) == 1 {
			e.Entry = result.Entries[0]
		}
		return err
	})
	if err != nil && !goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		return entry{}, fmt.Errorf("look at %s: %w", dn, explainSearch(dn, err))
	}
	return e, nil
}

func (p *probing) reads(what string, seen entry) connector.Right {
	r := connector.Right{What: "read " + what, Granted: connector.Yes}
	if seen.Entry == nil {
		r.Granted, r.Why = connector.Unknown, "none is to be seen: there is none yet, or we may not see it"
	}
	return r
}

// suspends are the rights that suspending needs with these settings, and so does restoring.
func (p *probing) suspends() []connector.Right {
	rights := []connector.Right{p.writes(identity.Suspend, attrControl, "disable accounts", "user", p.account)}
	if !p.cfg.KeepPassword {
		rights = append(rights, p.resets())
	}
	if p.cfg.Expire {
		rights = append(rights, p.writes(identity.Suspend, attrExpires, "let accounts expire", "user", p.account))
	}
	if p.cfg.Stamp {
		rights = append(rights, p.writes(identity.Suspend, attrAbout, "write descriptions", "user", p.account))
	}
	switch {
	case p.cfg.Hide && !p.cn.domain.hides:
		rights = append(rights, connector.Right{
			Verb: identity.Suspend, What: "hide from the address lists", Granted: connector.No,
			Why:   "the schema has no " + attrHide + ": it comes with Exchange",
			Grant: "take hide-from-address-lists out of the settings",
		})
	case p.cfg.Hide:
		rights = append(rights, p.writes(identity.Suspend, attrHide, "hide from the address lists", "user", p.account))
	}
	if p.cfg.MoveTo != "" {
		rights = append(rights, p.moves())
	}
	return rights
}

// writes asks for the right to write one attribute.
func (p *probing) writes(verb identity.Verb, attribute, what, class string, on entry) connector.Right {
	below := p.base(p.cn)
	if class == "group" && on.Entry != nil {
		_, below = split(on.DN)
	}
	grant := p.grant(below, "/I:S", "RPWP;"+attribute+";"+class)
	return p.right(verb, what, on, on.Entry != nil && on.has(attrMayWrite, attribute), "write "+attribute, grant)
}

func (p *probing) resets() connector.Right {
	on := p.account
	may := on.Entry != nil && allows(on.value(attrSecurity), p.cn.domain.us, mayControl, mayReset)
	return p.right(identity.Suspend, "replace passwords", on, may, "reset the password", p.grant(p.base(p.cn), "/I:S", "CA;Reset Password;user"))
}

func (p *probing) moves() connector.Right {
	what := "move accounts to " + p.cfg.MoveTo
	switch {
	case p.target.Entry == nil:
		return connector.Right{Verb: identity.Suspend, What: what, Granted: connector.No, Why: "it is not there, or we may not see it", Grant: "make it, or change move-to in the settings"}
	case p.account.Entry != nil && !(p.account.has(attrMayWrite, "cn") && p.mayDelete()):
		return p.right(identity.Suspend, what, p.account, false, "take it out of where it is (delete it there, and write its name and cn)",
			p.grant(p.base(p.cn), "/I:S", "WP;name;user", "WP;cn;user")+"\n"+p.grant(p.base(p.cn), "/I:T", "DC;user"))
	}
	return p.right(identity.Suspend, what, p.account, p.target.has(attrMayCreate, "user"), "make an account in "+p.cfg.MoveTo, p.grant(p.cfg.MoveTo, "/I:T", "CC;user"))
}

func (p *probing) deletes() connector.Right {
	return p.right(identity.Delete, "delete accounts", p.account, p.account.Entry != nil && p.mayDelete(), "delete it", p.grant(p.base(p.cn), "/I:T", "DC;user"))
}

// mayDelete reports that we may delete the account, by a right on itself or on what it is in.
func (p *probing) mayDelete() bool {
	us := p.cn.domain.us
	return allows(p.account.value(attrSecurity), us, mayDelete, "") ||
		p.parent.Entry != nil && allows(p.parent.value(attrSecurity), us, mayDeleteChild, classUser)
}

// classUser is the class user, as it stands in an access list.
const classUser = "\xba\x7a\x96\xbf\xe6\x0d\xd0\x11\xa2\x85\x00\xaa\x00\x30\x49\xe2"

func (p *probing) right(verb identity.Verb, what string, on entry, may bool, does, grant string) connector.Right {
	switch {
	case on.Entry == nil:
		return connector.Right{Verb: verb, What: what, Granted: connector.Unknown, Why: "there is nothing to be seen that it could be asked about"}
	case may:
		return connector.Right{Verb: verb, What: what, Granted: connector.Yes}
	}
	return connector.Right{Verb: verb, What: what, Granted: connector.No, Why: fmt.Sprintf("on %s, %s may not %s", on.DN, p.cfg.Bind, does), Grant: grant}
}

// grant writes the command of Windows that gives rights below an entry.
func (p *probing) grant(dn, scope string, rights ...string) string {
	var quoted []string
	for _, r := range rights {
		quoted = append(quoted, fmt.Sprintf("%q", p.cfg.Bind+":"+r))
	}
	return fmt.Sprintf("dsacls %q %s /G %s", dn, scope, strings.Join(quoted, " "))
}
