package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// transfer gives what the role owns to the heir, database by database, each in a transaction of its own. Privileges that
// others granted to the role stay as they are.
func (c *Connector) transfer(ctx context.Context, op identity.Operation) error {
	places, err := c.estate(ctx, op)
	if err != nil {
		return err
	}
	done := 0
	for _, p := range places {
		if err := c.reassign(ctx, op, p); err != nil {
			err = fmt.Errorf("database %s: %w", p.database, err)
			if done > 0 {
				return partError{err}
			}
			return err
		}
		done++
	}
	return nil
}

// estate returns the databases in which there may be something to hand over; none when the role owns nothing.
func (c *Connector) estate(ctx context.Context, op identity.Operation) (places []place, err error) {
	err = c.use(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error {
		r, err := find(ctx, conn, op.Account.Key)
		if err == nil {
			err = r.guard(op.Verb)
		}
		if err != nil {
			return err
		}
		if op.Heir.Key == "" || op.Heir.Key == op.Account.Key {
			return connector.Permanent(errors.New("nobody is named who is given what the role owns: name an heir, another account of this server"))
		}
		owned, err := c.owned(ctx, conn, r.oid)
		if err != nil || len(owned[r.oid]) == 0 {
			return err
		}
		places, err = c.everywhere(ctx, conn, r.oid)
		return err
	})
	return places, err
}

// everywhere returns the databases in which a role has something, behind the one of the settings: what a role has on the
// server as a whole goes with the first.
func (c *Connector) everywhere(ctx context.Context, conn *pgx.Conn, oid uint32) ([]place, error) {
	all := []place{{database: c.address.Database, connects: true}}
	found, err := placesOf(ctx, conn, oid)
	for _, p := range found {
		if p.database == c.address.Database {
			all[0] = p
			continue
		}
		all = append(all, p)
	}
	return all, err
}

func (c *Connector) reassign(ctx context.Context, op identity.Operation, p place) error {
	if !p.connects {
		return connector.Permanent(errors.New("the database takes no connections: let it (ALTER DATABASE ... ALLOW_CONNECTIONS true), or see to it by hand"))
	}
	return c.write(ctx, p.database, func(ctx context.Context, tx pgx.Tx) error {
		d := &deed{Connector: c, tx: tx, op: op}
		if err := d.find(ctx); err != nil {
			return err
		}
		heir, err := find(ctx, tx, op.Heir.Key)
		switch {
		case errors.Is(err, connector.ErrGone):
			return connector.Permanent(fmt.Errorf("the heir is not there: no role has the oid %s", op.Heir.Key))
		case err != nil:
			return err
		}
		leave, err := d.become(ctx, &d.role, &heir)
		if err != nil {
			return err
		}
		if err := d.run(ctx, "REASSIGN OWNED BY "+quote(d.role.name)+" TO "+quote(heir.name)); err != nil {
			return d.shortOf(err, p, &heir)
		}
		return leave()
	})
}

// shortOf says which rights the server asks for when a role hands something over, beside those that exeunt check looks at.
func (d *deed) shortOf(err error, p place, heir *role) error {
	if sqlState(err) != "42501" {
		return err
	}
	return fmt.Errorf("%w. A schema is handed over only by who may make one (GRANT CREATE ON DATABASE %s TO %s), a function or a type only to who may make one there (GRANT CREATE ON SCHEMA ... TO %s)",
		err, quote(p.database), quote(d.cfg.User), quote(heir.name))
}

// become makes us a member of roles until leave is called, in the same transaction, so that nobody else ever sees it: the
// server lets only members reassign or drop what a role has.
func (d *deed) become(ctx context.Context, roles ...*role) (leave func() error, err error) {
	var joined []string
	for _, r := range roles {
		var member bool
		if err := d.tx.QueryRow(ctx, `SELECT pg_has_role(current_user, $1::oid, 'USAGE')`, r.oid).Scan(&member); err != nil {
			return nil, explain(err)
		}
		if member {
			continue
		}
		if err := d.run(ctx, "GRANT "+quote(r.name)+" TO CURRENT_USER"); err != nil {
			return nil, err
		}
		joined = append(joined, r.name)
	}
	return func() error {
		for _, name := range joined {
			if err := d.run(ctx, "REVOKE "+quote(name)+" FROM CURRENT_USER"); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
