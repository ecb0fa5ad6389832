package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	server := systemtest.PostgreSQLServer(t)
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab { return subject(t, server) }})
}

// subject sets the server back: the roles of an earlier lab are dropped, and the same are made again.
func subject(t testing.TB, server *systemtest.Postgres) connectortest.Lab {
	const users, others = 25, 5 // postgres, exeunt_owner, exeunt_conn, the connector's own, and one that was suspended before
	l := labOn(t, server)
	both := l.role("both", "NOLOGIN")
	more := l.role("more", "NOLOGIN")
	l.exec("COMMENT ON ROLE " + l.role("gone", "NOLOGIN") + " IS 'E99 [suspended by Exeunt]'")
	var cut []string
	for n := range users {
		name := l.user(fmt.Sprintf("u%02d", n))
		switch n % 5 {
		case 0:
			l.exec("ALTER ROLE " + name + " CREATEDB CREATEROLE VALID UNTIL 'infinity'")
			l.exec("GRANT " + both + ", " + more + " TO " + name + " WITH ADMIN OPTION")
			cut = append(cut, l.key(name))
		case 1:
			l.exec("GRANT " + both + ", pg_read_all_data TO " + name)
			l.exec("COMMENT ON ROLE " + name + " IS 'it''s E1 \\ of \"sales\"'")
			cut = append(cut, l.key(name))
		}
	}
	p := newProxy(t, server.Listens)
	l.Connector = l.connect(p.through, func(cfg *postgres.Config) { cfg.Concurrency = 6 })
	return connectortest.Lab{
		Connector: l.Connector, System: "warehouse", Accounts: users + others, Cut: cut, Unknown: "4294967290",
		TryIn:  l.tryIn,
		Faults: faults{p}, Witness: witness{l},
	}
}

func (l *lab) tryIn(ctx context.Context, name string) error {
	conn, err := l.signIn(ctx, name)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// faults makes the proxy play the trouble that a real server makes.
type faults struct{ *proxy }

func (f faults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.DropListing, connectortest.LoseAnswer, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	switch fault {
	case connectortest.DropListing:
		f.spoil(nil, afterRows(15))
	case connectortest.LoseAnswer:
		f.spoil(nil, lostCommit)
	case connectortest.Busy:
		f.spoil(refusing("53300"), nil)
	case connectortest.Refuse:
		f.spoil(refusing("42501", "ALTER", "COMMENT", "GRANT", "REVOKE", "DROP"), nil)
	case connectortest.Hang:
		f.spoil(nil, func(message) verdict { return lose })
	default:
		f.t.Fatalf("the proxy cannot play %q", fault)
	}
	return func() { f.spoil(nil, nil) }
}

// witness looks at the role as a superuser sees it, password and all.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	row, err := w.admin.Query(w.Context(), `SELECT to_jsonb(a)::text, a.rolcanlogin, coalesce(shobj_description(a.oid, 'pg_authid'), 'none'),
		ARRAY(SELECT m.roleid::text || ' ' || m.admin_option FROM pg_auth_members m WHERE m.member = a.oid ORDER BY 1)
		FROM pg_authid a WHERE a.oid = $1`, key)
	if err != nil {
		return connectortest.Sight{}, err
	}
	type seen struct {
		Whole   string
		Login   bool
		Comment string
		Member  []string
	}
	s, err := pgx.CollectExactlyOneRow(row, pgx.RowToStructByPos[seen])
	if err == pgx.ErrNoRows { //nolint:errorlint // as pgx returns it
		return connectortest.Sight{}, connector.ErrGone
	}
	if err != nil {
		return connectortest.Sight{}, err
	}
	sight := connectortest.Sight{State: identity.Suspended, Exact: fmt.Sprint(s)}
	if s.Login {
		sight.State = identity.Enabled
	}
	for _, m := range s.Member {
		oid, _, _ := strings.Cut(m, " ")
		sight.Entitlements = append(sight.Entitlements, oid)
	}
	for _, a := range []string{"createdb", "createrole"} {
		if strings.Contains(s.Whole, `"rol`+a+`": true`) {
			sight.Entitlements = append(sight.Entitlements, a)
		}
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}
