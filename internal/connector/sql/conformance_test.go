package sql_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/sql"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestATableOfAccountsKeepsTheContract(t *testing.T) {
	t.Parallel()
	for _, kind := range []sql.Dialect{sql.SQLite, sql.Postgres, sql.MySQL} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
				const users = 40
				l := newLab(t, kind)
				l.people(users)
				l.exec("UPDATE users SET active = 0 WHERE id = 5")
				var p *proxy
				c := l.connect(func(cfg *sql.Config) {
					if l.listens != "" {
						p = newProxy(t, l.listens)
						p.through(&cfg.Database)
					}
				})
				return connectortest.Lab{
					Connector: c, System: "crm", Accounts: users, Cut: []string{"3", "6", "9", "12"}, Unknown: "4711",
					TryIn: l.tryIn, Faults: faults{l, p}, Witness: witness{l},
				}
			}})
		})
	}
}

func (l *lab) tryIn(_ context.Context, login string) error {
	if l.ask("SELECT count(*) FROM users WHERE active = 1 AND login = '"+login+"'") != "[{1 true}]" {
		return errShut
	}
	return nil
}

// faults makes the database play the trouble that a real one makes: locks, triggers that refuse, connections that end.
type faults struct {
	*lab
	*proxy
}

func (f faults) Offers() []connectortest.Fault {
	if f.kind == sql.SQLite {
		return []connectortest.Fault{connectortest.Busy, connectortest.Refuse}
	}
	return []connectortest.Fault{connectortest.Refuse, connectortest.DropListing, connectortest.LoseAnswer, connectortest.Hang}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	switch fault {
	case connectortest.Busy:
		return f.lock()
	case connectortest.Refuse:
		return f.refuse()
	case connectortest.DropListing:
		f.spoil(false, after(1500))
	case connectortest.LoseAnswer:
		f.spoil(false, f.commits)
	case connectortest.Hang:
		f.spoil(true, nil)
	default:
		f.Fatalf("the lab cannot play %q", fault)
	}
	return func() { f.spoil(false, nil) }
}

// lock holds the whole file, as another program can.
func (f faults) lock() (heal func()) {
	conn, err := f.admin.Conn(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	if _, err := conn.ExecContext(f.Context(), "BEGIN EXCLUSIVE"); err != nil {
		f.Fatal(err)
	}
	return func() {
		_, _ = conn.ExecContext(context.Background(), "ROLLBACK")
		conn.Close()
	}
}

func (f faults) refuse() (heal func()) {
	switch f.kind {
	case sql.SQLite:
		f.exec("CREATE TRIGGER refuse BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'the trigger says so'); END")
		return func() { f.exec("DROP TRIGGER IF EXISTS refuse") }
	case sql.MySQL:
		f.exec("CREATE TRIGGER refuse BEFORE UPDATE ON users FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the trigger says so'")
		return func() { f.exec("DROP TRIGGER IF EXISTS refuse") }
	case sql.Postgres:
	}
	f.exec("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the trigger says so'; END $$")
	f.exec("CREATE TRIGGER refuse BEFORE UPDATE ON users EXECUTE FUNCTION refuse()")
	return func() { f.exec("DROP FUNCTION IF EXISTS refuse CASCADE") }
}

// commits reports the answer to a COMMIT: PostgreSQL says so, and MariaDB's is the first after the row has changed.
func (f faults) commits(chunk []byte) bool {
	if f.kind == sql.Postgres {
		return bytes.Contains(chunk, []byte("COMMIT\x00"))
	}
	return strings.HasSuffix(f.ask("SELECT active FROM users WHERE id = 3"), "{0 true}]")
}

// witness looks at the tables as their owner does.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	row := w.ask("SELECT login, mail, active, note FROM users WHERE id = " + key)
	if row == "" {
		return connectortest.Sight{}, connector.ErrGone
	}
	sight := connectortest.Sight{State: identity.Suspended, Entitlements: []string{}}
	if strings.Contains(row, "test true} {1 true}") {
		sight.State = identity.Enabled
	}
	teams := w.ask("SELECT team FROM members WHERE user_id = " + key)
	sight.Entitlements = append(sight.Entitlements, strings.Fields(strings.NewReplacer("[{", "", " true}]", "").Replace(teams))...)
	slices.Sort(sight.Entitlements)
	sight.Exact = fmt.Sprint(row, sight.Entitlements)
	return sight, nil
}
