package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// attributes are the rights on the whole server that ALTER ROLE takes and gives, by our key.
var attributes = map[string]string{
	"bypassrls": "BYPASSRLS", "createdb": "CREATEDB", "createrole": "CREATEROLE", "replication": "REPLICATION",
}

func (d *deed) remove(ctx context.Context) (refused, err error) {
	return d.each(ctx, d.op.Entitlements, func(e identity.Entitlement) error {
		if word, ok := attributes[e.Key]; ok {
			if !slices.Contains(d.role.attributes, e.Key) {
				return nil
			}
			return d.run(ctx, "ALTER ROLE "+quote(d.role.name)+" NO"+word)
		}
		for _, g := range d.role.grants {
			if g.Group != e.Key {
				continue
			}
			if err := d.run(ctx, "REVOKE "+quote(g.Name)+" FROM "+quote(d.role.name)+g.by()); err != nil {
				return err
			}
		}
		return nil
	})
}

// by names the grantor where the server tells several grants of one role apart.
func (g *grant) by() string {
	if g.Inherit == nil || g.Grantor == "" {
		return ""
	}
	return " GRANTED BY " + quote(g.Grantor)
}

func (d *deed) add(ctx context.Context) (refused, err error) { return d.give(ctx, d.op.Entitlements) }

// give gives what the role does not hold, with the options of the captured state where there is one.
func (d *deed) give(ctx context.Context, rights []identity.Entitlement) (refused, err error) {
	return d.each(ctx, rights, func(e identity.Entitlement) error {
		if word, ok := attributes[e.Key]; ok {
			if slices.Contains(d.role.attributes, e.Key) {
				return nil
			}
			return d.run(ctx, "ALTER ROLE "+quote(d.role.name)+" "+word)
		}
		wanted, err := d.wanted(e)
		if err != nil {
			return connector.Permanent(err)
		}
		for _, g := range wanted {
			if err := d.join(ctx, g, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// wanted returns the grants of a group as they were captured, or a plain one.
func (d *deed) wanted(e identity.Entitlement) (grants []grant, err error) {
	if d.op.Before != nil {
		options, _ := d.op.Before.Attribute(attrGrant + e.Key)
		for _, o := range options {
			g, err := parseGrant(e.Key, o)
			if err != nil {
				return nil, err
			}
			grants = append(grants, g)
		}
	}
	if len(grants) == 0 {
		grants = []grant{{Group: e.Key}}
	}
	return grants, nil
}

func (d *deed) join(ctx context.Context, g grant, e identity.Entitlement) error {
	held := slices.ContainsFunc(d.role.grants, func(h grant) bool {
		return h.Group == g.Group && (h.Admin || !g.Admin) && (g.Grantor == "" || h.options() == g.options())
	})
	if held {
		return nil
	}
	name, err := d.groupName(ctx, e)
	if err != nil {
		return err
	}
	return d.run(ctx, "GRANT "+quote(name)+" TO "+quote(d.role.name)+g.with()+g.by())
}

// with writes the options of a grant as GRANT takes them.
func (g *grant) with() string {
	switch {
	case g.Inherit != nil && g.Set != nil:
		return fmt.Sprintf(" WITH ADMIN %t, INHERIT %t, SET %t", g.Admin, *g.Inherit, *g.Set)
	case g.Admin:
		return " WITH ADMIN OPTION"
	}
	return ""
}

// groupName finds the group by its oid: it may have been renamed since.
func (d *deed) groupName(ctx context.Context, e identity.Entitlement) (name string, err error) {
	lost := connector.Permanent(fmt.Errorf("the role %s (%s) is no longer there: give the right by hand, by whatever replaced it", e.Name, e.Key))
	oid, err := strconv.ParseUint(e.Key, 10, 32)
	if err != nil {
		return "", lost
	}
	err = d.tx.QueryRow(ctx, `SELECT rolname FROM pg_roles WHERE oid = $1`, uint32(oid)).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", lost
	}
	return name, explain(err)
}

// each goes on past what is refused, because the rest can still be done, and stops at any other error. What was refused
// leaves no trace.
func (d *deed) each(ctx context.Context, rights []identity.Entitlement, do func(identity.Entitlement) error) (refused, err error) {
	var all []error
	for _, e := range rights {
		if e.Kind != identity.Role {
			continue
		}
		before := d.changed
		err := d.apart(ctx, func() error { return do(e) })
		switch {
		case connector.IsPermanent(err):
			d.changed = before
			all = append(all, err)
		case err != nil:
			return nil, err
		}
	}
	return errors.Join(all...), nil
}

// apart runs f inside a savepoint, to which it goes back when f returns an error.
func (d *deed) apart(ctx context.Context, f func() error) error {
	outer := d.tx
	defer func() { d.tx = outer }()
	return pgx.BeginFunc(ctx, outer, func(inner pgx.Tx) error { d.tx = inner; return f() })
}
