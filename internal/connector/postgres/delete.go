package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// delete drops a role that owns nothing: first its privileges in every database, then itself. Where something was done
// before the server refused, the error is plain.
func (c *Connector) delete(ctx context.Context, op identity.Operation) error {
	r, places, err := c.survey(ctx, op)
	if err != nil {
		return err
	}
	for i, p := range places {
		if err := c.dropPrivileges(ctx, op, p); err != nil {
			return part(i > 0, fmt.Errorf("database %s: %w", p.database, err))
		}
	}
	err = c.write(ctx, c.address.Database, func(ctx context.Context, tx pgx.Tx) error {
		d := &deed{Connector: c, tx: tx, op: op}
		if err := d.find(ctx); err != nil {
			return err
		}
		return d.run(ctx, "DROP ROLE "+quote(r.name))
	})
	return part(len(places) > 0, err)
}

// part takes the class from a refusal that came after something was done. That the role is gone is no refusal.
func part(done bool, err error) error {
	if !done || err == nil || errors.Is(err, connector.ErrGone) {
		return err
	}
	return partError{err}
}

// survey ends the sessions of the role, and demands that it owns nothing. It returns the databases in which the role may
// do something by itself.
func (c *Connector) survey(ctx context.Context, op identity.Operation) (r role, places []place, err error) {
	err = c.use(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error {
		if r, err = find(ctx, conn, op.Account.Key); err != nil {
			return err
		}
		if err := r.guard(op.Verb); err != nil {
			return err
		}
		owned, err := c.owned(ctx, conn, r.oid)
		if err != nil {
			return err
		}
		if err := r.blocked(owned[r.oid]); err != nil {
			return connector.Permanent(err)
		}
		if places, err = c.privileged(ctx, conn, r.oid); err != nil {
			return err
		}
		return c.terminate(ctx, conn, r.oid)
	})
	return r, places, err
}

// blocked says what stops a role from being dropped.
func (r *role) blocked(owned []identity.Possession) error {
	const shown = 10
	if len(owned) == 0 {
		return nil
	}
	var names []string
	for _, p := range owned[:min(len(owned), shown)] {
		names = append(names, where(&p))
	}
	more := ""
	if len(owned) > shown {
		more = fmt.Sprintf(" and %d more", len(owned)-shown)
	}
	return fmt.Errorf("%s is not deleted, because it has %s%s: hand them over first (transfer), or drop them", r.name, strings.Join(names, ", "), more)
}

// privileged returns the databases in which the role may do something that was granted to it by itself.
func (c *Connector) privileged(ctx context.Context, conn *pgx.Conn, oid uint32) ([]place, error) {
	var any bool
	err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1)`, oid).Scan(&any)
	if err != nil || !any {
		return nil, explain(err)
	}
	return c.everywhere(ctx, conn, oid)
}

// dropPrivileges takes in one database what was granted to the role there, by DROP OWNED. That would also drop what the
// role owns, so in the same transaction it is seen that the role owns nothing; and it leaves, without an error, what is
// not ours to revoke, so it is seen that nothing is left.
func (c *Connector) dropPrivileges(ctx context.Context, op identity.Operation, p place) error {
	if !p.connects {
		return connector.Permanent(errors.New("the database takes no connections, and the role has privileges there: see to it by hand"))
	}
	return c.write(ctx, p.database, func(ctx context.Context, tx pgx.Tx) error {
		d := &deed{Connector: c, tx: tx, op: op}
		if err := d.find(ctx); err != nil {
			return err
		}
		leave, err := d.become(ctx, &d.role)
		if err != nil {
			return err
		}
		if err := d.ownsNothing(ctx, p); err != nil {
			return err
		}
		if err := d.run(ctx, "DROP OWNED BY "+quote(d.role.name)); err != nil {
			return err
		}
		if err := d.leftNothing(ctx, p); err != nil {
			return err
		}
		return leave()
	})
}

func (d *deed) ownsNothing(ctx context.Context, p place) error {
	owned := byRole{}
	for _, at := range []place{{}, p} {
		if err := owned.take(ctx, d.tx, d.role.oid, at.oid, at.database); err != nil {
			return err
		}
	}
	if err := d.role.blocked(owned[d.role.oid]); err != nil {
		return connector.Permanent(err)
	}
	return nil
}

func (d *deed) leftNothing(ctx context.Context, p place) error {
	rows, err := d.tx.Query(ctx, `SELECT pg_describe_object(classid, objid, objsubid) FROM pg_shdepend
		WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1 AND dbid IN (0, $2) ORDER BY 1 LIMIT 10`, d.role.oid, p.oid)
	if err != nil {
		return explain(err)
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(left) == 0 {
		return explain(err)
	}
	return connector.Permanent(fmt.Errorf("%s has privileges that are not ours to revoke, on %s: have a superuser, or who granted them, say in this database: DROP OWNED BY %s",
		d.role.name, strings.Join(left, ", "), quote(d.role.name)))
}

func where(p *identity.Possession) string {
	if p.In == "" {
		return p.Kind + " " + p.Name
	}
	return p.Kind + " " + p.Name + " (database " + p.In + ")"
}
