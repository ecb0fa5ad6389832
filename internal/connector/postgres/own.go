package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// place is one database of the server in which roles own something. The server's shared catalog tells it for all of them.
type place struct {
	oid      uint32
	database string
	connects bool // connections to it are allowed at all
}

// byRole holds what belongs to each role.
type byRole map[uint32][]identity.Possession

// owned lists what a role owns in every database, or every role when oid is 0. The names of objects stand in the
// databases themselves. Default privileges and user mappings are not listed: they go with the role.
func (c *Connector) owned(ctx context.Context, conn *pgx.Conn, oid uint32) (byRole, error) {
	places, err := placesOf(ctx, conn, oid)
	if err != nil {
		return nil, err
	}
	all := byRole{}
	if err := all.take(ctx, conn, oid, 0, ""); err != nil {
		return nil, fmt.Errorf("list what is owned on the server: %w", err)
	}
	for _, p := range places {
		err := c.look(ctx, conn, p, func(ctx context.Context, q querier) error { return all.take(ctx, q, oid, p.oid, p.database) })
		if _, closed := errors.AsType[closedError](err); closed {
			err = all.count(ctx, conn, oid, p)
		}
		if err != nil {
			return nil, fmt.Errorf("list what is owned in database %s: %w", p.database, err)
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b identity.Possession) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.In, b.In), cmp.Compare(a.Name, b.Name))
		})
	}
	return all, nil
}

// closedError says that a database does not let us in.
type closedError struct{ error }

func (e closedError) Unwrap() error { return e.error }

// look runs f on a database: on conn where that is the one.
func (c *Connector) look(ctx context.Context, conn *pgx.Conn, p place, f func(context.Context, querier) error) error {
	if p.database == conn.Config().Database {
		return f(ctx, conn)
	}
	if !p.connects {
		return closedError{errors.New("the database takes no connections")}
	}
	entered := false
	err := c.on(ctx, p.database, func(ctx context.Context, conn *pgx.Conn) error { entered = true; return f(ctx, conn) })
	if !entered && connector.IsPermanent(err) {
		return closedError{err}
	}
	return err
}

// placesOf lists the databases in which a role owns or may do something, or any role when oid is 0.
func placesOf(ctx context.Context, q querier, oid uint32) ([]place, error) {
	rows, err := q.Query(ctx, `SELECT d.oid, d.datname, d.datallowconn FROM pg_database d WHERE EXISTS (
		SELECT FROM pg_shdepend s WHERE s.dbid = d.oid AND s.refclassid = 'pg_authid'::regclass AND $1::oid IN (0, s.refobjid)) ORDER BY d.datname`, oid)
	if err != nil {
		return nil, fmt.Errorf("list the databases: %w", explain(err))
	}
	places, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p place, err error) {
		return p, row.Scan(&p.oid, &p.database, &p.connects)
	})
	if err != nil {
		return nil, fmt.Errorf("list the databases: %w", explain(err))
	}
	return places, nil
}

// dependencies are what roles own ('o') and the row security policies that name them ('r'), without what goes with a role.
const dependencies = ` FROM pg_shdepend s WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype IN ('o', 'r')
	AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass) AND s.dbid = $1 AND $2::oid IN (0, s.refobjid)`

// take adds what stands in one database, or with dbid 0 on the server as a whole.
func (all byRole) take(ctx context.Context, q querier, oid, dbid uint32, database string) error {
	rows, err := q.Query(ctx, `SELECT s.refobjid, CASE s.deptype WHEN 'r' THEN 'policy that names it' ELSE i.type END, coalesce(i.identity, 'object ' || s.objid)
		FROM (SELECT * `+dependencies+`) s, LATERAL pg_identify_object(s.classid, s.objid, s.objsubid) i`, dbid, oid)
	if err != nil {
		return explain(err)
	}
	var owner uint32
	var kind *string // nil: the object was dropped meanwhile
	var name string
	_, err = pgx.ForEachRow(rows, []any{&owner, &kind, &name}, func() error {
		if kind != nil {
			all[owner] = append(all[owner], identity.Possession{Kind: *kind, Name: name, In: database, Blocks: true})
		}
		return nil
	})
	return explain(err)
}

// count adds how much roles own in a database that does not let us in.
func (all byRole) count(ctx context.Context, q querier, oid uint32, p place) error {
	rows, err := q.Query(ctx, `SELECT s.refobjid, count(*)`+dependencies+` GROUP BY s.refobjid`, p.oid, oid)
	if err != nil {
		return explain(err)
	}
	var owner uint32
	var n int
	_, err = pgx.ForEachRow(rows, []any{&owner, &n}, func() error {
		what := identity.Possession{Kind: "object", Name: fmt.Sprintf("%d that cannot be named, because the database does not let us in", n), In: p.database, Blocks: true}
		all[owner] = append(all[owner], what)
		return nil
	})
	return explain(err)
}
