package ldap

import (
	"context"
	"fmt"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe signs in, looks at the bases, and tries on one account and one group what the verbs would write, by changes
// that the directory has to refuse (try.go).
func (c *Connector) Probe(ctx context.Context) (rights []connector.Right, err error) {
	err = c.pool.Use(ctx, func(cn *conn) error {
		p := &probing{Connector: c, cn: cn}
		rights, err = p.rights(ctx)
		return err
	})
	return rights, err
}

// probing is one probe.
type probing struct {
	*Connector
	cn *conn
}

func (p *probing) rights(ctx context.Context) ([]connector.Right, error) {
	rights, err := p.reads(ctx)
	if err != nil {
		return nil, err
	}
	suspends, err := p.suspends(ctx)
	if err != nil {
		return nil, err
	}
	memberships, err := p.memberships(ctx)
	if err != nil {
		return nil, err
	}
	deletes, err := p.deletes(ctx)
	if err != nil {
		return nil, err
	}
	rights = append(append(rights, suspends...), undoes(suspends))
	return append(append(rights, memberships...), deletes), nil
}

func (p *probing) reads(ctx context.Context) (rights []connector.Right, err error) {
	for _, base := range []string{p.cfg.PeopleBase, p.cfg.GroupsBase} {
		if base == "" {
			continue
		}
		_, found, err := p.cn.Base(ctx, base, "1.1")
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", base, explainSearch(base, err))
		}
		rights = append(rights, seen(base, found))
	}
	return rights, nil
}

func seen(base string, found bool) connector.Right {
	r := connector.Right{What: "read " + base, Granted: connector.Yes}
	if !found {
		r.Granted, r.Why = connector.No, "the entry is not there, or may not be seen"
	}
	return r
}

// suspends tries every attribute that suspending may write with these settings, on an account that has it to write.
func (p *probing) suspends(ctx context.Context) (rights []connector.Right, err error) {
	for _, method := range p.cfg.SuspendBy {
		if means := p.cn.root.means(method); means != nil {
			rights = append(rights, connector.Right{Verb: identity.Suspend, What: "suspend by " + string(method), Granted: connector.No, Why: means.Error()})
			continue
		}
		for _, t := range trials(&p.cfg, method) {
			account, err := p.one(ctx, p.cfg.PeopleBase, "(&"+p.cfg.Filter+t.filter+")")
			if err != nil {
				return nil, err
			}
			t.verb, t.base, t.dn = identity.Suspend, p.cfg.PeopleBase, account
			right, err := p.try(ctx, t)
			if err != nil {
				return nil, err
			}
			rights = append(rights, right)
		}
	}
	return rights, nil
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

// memberships tries to take somebody who is no member out of a group, and to put somebody in at the same time.
func (p *probing) memberships(ctx context.Context) (rights []connector.Right, err error) {
	if p.cfg.GroupsBase == "" {
		return nil, nil
	}
	member := trial{attribute: p.cfg.Attributes.Member, base: p.cfg.GroupsBase, never: "cn=exeunt-probe," + p.cfg.PeopleBase}
	if member.dn, err = p.one(ctx, p.cfg.GroupsBase, "("+member.attribute+"=*)"); err != nil {
		return nil, err
	}
	leave, join := member, member
	leave.verb, leave.what = identity.Remove, "take accounts out of groups"
	join.verb, join.what, join.add = identity.Add, "put accounts into groups", "cn=exeunt-probe-2,"+p.cfg.PeopleBase
	for _, t := range []trial{leave, join} {
		right, err := p.try(ctx, t)
		if err != nil {
			return nil, err
		}
		rights = append(rights, right)
	}
	return rights, nil
}

// one returns the name of some entry that a filter takes and that is not the one we sign in with; empty: there is none
// to be seen. What there is beyond it, is left on the server.
func (p *probing) one(ctx context.Context, base, filter string) (dn string, err error) {
	request := p.below(base, filter, "1.1")
	request.Controls = append(request.Controls, goldap.NewControlPaging(2))
	err = p.cn.Call(ctx, func(context.Context) error {
		result, err := p.cn.LDAP.Search(request)
		if err != nil {
			return err
		}
		for _, e := range result.Entries {
			if dn == "" && wire.Fold(e.DN) != wire.Fold(p.cfg.Bind) {
				dn = e.DN
			}
		}
		return nil
	})
	if goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for an entry below %s to try on: %w", base, explainSearch(base, err))
	}
	return dn, nil
}
