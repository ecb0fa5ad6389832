package postgres

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// sessions lists what is connected as the role, in whatever database. Where from, by what program and since when the
// server tells only to members of pg_read_all_stats.
func sessions(ctx context.Context, q querier, oid uint32) ([]identity.Residual, error) {
	rows, err := q.Query(ctx, `SELECT pid, coalesce(datname, ''), coalesce(application_name, ''), coalesce(host(client_addr), '')`+
		sessionsOf+` ORDER BY pid`, oid)
	if err != nil {
		return nil, fmt.Errorf("list the sessions: %w", explain(err))
	}
	var open []identity.Residual
	var pid int32
	var database, program, from string
	_, err = pgx.ForEachRow(rows, []any{&pid, &database, &program, &from}, func() error {
		name := fmt.Sprintf("pid %d on %s", pid, cmp.Or(database, "no database"))
		if program != "" {
			name += " (" + program + ")"
		}
		open = append(open, identity.Residual{Kind: identity.OpenSession, Name: name, From: from})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the sessions: %w", explain(err))
	}
	return open, nil
}

// sessionsOf are the sessions that began as a role. The workers of the server that carry its name are none: nobody sits
// at their other end. Which is which the server tells only to members of pg_read_all_stats: to others, all of them are.
const sessionsOf = ` FROM pg_stat_activity WHERE usesysid = $1 AND pid <> pg_backend_pid()
	AND coalesce(backend_type, 'client backend') IN ('client backend', 'walsender')`

// terminate ends every session of a role and waits until they are gone. It runs outside of a transaction, in which the
// server would go on showing the sessions that it showed first.
func (c *Connector) terminate(ctx context.Context, conn *pgx.Conn, oid uint32) error {
	if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid)`+sessionsOf, oid); err != nil {
		return fmt.Errorf("end the sessions: %w", explain(err))
	}
	// All are told; now each is waited for.
	if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, $2)`+sessionsOf, oid, c.cfg.Timeout.Milliseconds()/2+1); err != nil {
		return fmt.Errorf("end the sessions: %w", explain(err))
	}
	left, err := sessions(ctx, conn, oid)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("%d sessions do not end, among them %s: see what the server is doing there; sessions that may begin anew end for good only after a suspension",
			len(left), left[0].Name)
	}
	return err
}
