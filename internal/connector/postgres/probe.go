package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// powers is what the server says of the role that we are.
type powers struct {
	version    int
	user       string
	super      bool
	createRole bool
	standby    bool
	signal     bool     // may end sessions
	stats      bool     // may see where sessions come from
	shut       []string // databases that do not let us in
	foreign    []string // accounts that we may not administer; from PostgreSQL 16 on
	replicate  []string // accounts with REPLICATION
}

// Probe asks the server what our role may do. It changes nothing, not even for a moment.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var p powers
	err := c.use(ctx, c.address.Database, func(ctx context.Context, conn *pgx.Conn) error { return p.ask(ctx, conn) })
	if err != nil {
		return nil, err
	}
	return p.rights(), nil
}

func (p *powers) ask(ctx context.Context, q querier) error {
	version, err := serverVersion(ctx, q)
	if err != nil {
		return explain(err)
	}
	p.version = version
	err = q.QueryRow(ctx, `SELECT current_user, rolsuper, rolcreaterole, pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool,
			pg_has_role(current_user, 'pg_signal_backend', 'USAGE'), pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
			ARRAY(SELECT datname::text FROM pg_database WHERE datallowconn AND NOT has_database_privilege(oid, 'CONNECT') ORDER BY 1),
			ARRAY(SELECT rolname::text FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> current_user AND rolname NOT LIKE 'pg\_%'
				AND NOT pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION') ORDER BY 1),
			ARRAY(SELECT rolname::text FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolreplication ORDER BY 1)
		FROM pg_roles WHERE rolname = current_user`).
		Scan(&p.user, &p.super, &p.createRole, &p.standby, &p.signal, &p.stats, &p.shut, &p.foreign, &p.replicate)
	return explain(err)
}

// adminByGrant is the first version in which CREATEROLE alone does not let a role change another one.
const adminByGrant = 160000

func (p *powers) rights() []connector.Right {
	me := quote(p.user)
	rights := []connector.Right{
		{What: "read roles, memberships, comments and owners", Granted: connector.Yes},
		p.right("", "see where sessions come from", p.stats, "sessions are seen, but not their address and program", "GRANT pg_read_all_stats TO "+me+";"),
	}
	for _, verb := range []identity.Verb{identity.Suspend, identity.Restore, identity.Remove, identity.Add, identity.Transfer, identity.Delete} {
		rights = append(rights, p.alter(verb, me))
	}
	rights = append(rights, p.right(identity.SignOut, "end sessions", p.signal, "the role is no member of pg_signal_backend", "GRANT pg_signal_backend TO "+me+";"))
	if len(p.shut) > 0 && !p.super {
		rights = append(rights, connector.Right{
			Verb: identity.Transfer, What: "connect to every database", Granted: connector.No,
			Why:   "what is owned in " + strings.Join(p.shut, ", ") + " can be counted, but not named and not handed over",
			Grant: each(p.shut, func(name string) string { return "GRANT CONNECT ON DATABASE " + quote(name) + " TO " + me + ";" }),
		})
	}
	if len(p.replicate) > 0 && !p.super && p.version < adminByGrant {
		rights = append(rights, connector.Right{
			Verb: identity.Suspend, What: "take LOGIN from roles that replicate", Granted: connector.No,
			Why: "only a superuser may change roles with REPLICATION, which are " + strings.Join(p.replicate, ", "),
		})
	}
	return rights
}

func (p *powers) right(verb identity.Verb, what string, granted bool, why, grant string) connector.Right {
	if granted || p.super {
		return connector.Right{Verb: verb, What: what, Granted: connector.Yes}
	}
	return connector.Right{Verb: verb, What: what, Granted: connector.No, Why: why, Grant: grant}
}

// alter says whether we may change roles for a verb.
func (p *powers) alter(verb identity.Verb, me string) connector.Right {
	what := map[identity.Verb]string{
		identity.Suspend: "take LOGIN from roles", identity.Restore: "give LOGIN back to roles",
		identity.Remove: "revoke memberships", identity.Add: "grant memberships",
		identity.Transfer: "reassign what roles own", identity.Delete: "drop roles",
	}[verb]
	switch {
	case p.standby:
		return connector.Right{Verb: verb, What: what, Granted: connector.No, Why: "this server takes no writes: name the primary in url"}
	case p.version >= adminByGrant && p.createRole && !p.super && len(p.foreign) > 0:
		return connector.Right{
			Verb: verb, What: what, Granted: connector.No,
			Why: fmt.Sprintf("the server lets us change only roles that were granted to us with ADMIN OPTION, and %d are not", len(p.foreign)),
			Grant: each(p.foreign, func(name string) string {
				return "GRANT " + quote(name) + " TO " + me + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;"
			}),
		}
	}
	return p.right(verb, what, p.createRole, "the role lacks CREATEROLE", "ALTER ROLE "+me+" CREATEROLE;")
}

// each writes a line for every name, as far as one reads them.
func each(names []string, line func(string) string) string {
	const shown = 20
	var lines []string
	for _, name := range names[:min(len(names), shown)] {
		lines = append(lines, line(name))
	}
	if len(names) > shown {
		lines = append(lines, fmt.Sprintf("-- and so on, for %d more", len(names)-shown))
	}
	return strings.Join(lines, "\n")
}
