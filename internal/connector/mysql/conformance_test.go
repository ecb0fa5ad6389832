package mysql_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/mysql"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	server := systemtest.MariaDBServer(t)
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab { return subject(t, server) }})
}

// subject sets the server back: the accounts of an earlier lab are dropped, and the same are made again.
func subject(t testing.TB, server *systemtest.MariaDB) connectortest.Lab {
	const users, others = 14, 7 // four times root, exeunt_conn, the connector's own, and one that is locked
	l := labOn(t, server)
	l.exec("CREATE TABLE " + l.database + ".orders (n int, m int)")
	both := l.role("both")
	l.exec("GRANT `" + both + "` TO " + l.at(l.self) + " WITH ADMIN OPTION")
	l.exec("GRANT ALL PRIVILEGES ON " + l.database + ".* TO " + l.at(l.self) + " WITH GRANT OPTION")
	l.exec("ALTER USER " + l.at(l.user("gone")) + " ACCOUNT LOCK")
	var cut []string
	for n := range users {
		name := l.user(fmt.Sprintf("u%02d", n))
		l.exec("GRANT SELECT ON " + l.database + ".* TO " + l.at(name))
		switch n % 4 {
		case 0:
			l.exec("GRANT `" + both + "` TO " + l.at(name))
			l.exec("SET DEFAULT ROLE `" + both + "` FOR " + l.at(name))
			l.exec("GRANT SELECT (n), INSERT (n, m), DELETE ON " + l.database + ".orders TO " + l.at(name) + " WITH GRANT OPTION")
			cut = append(cut, key(name))
		case 1:
			l.exec("GRANT `" + both + "` TO " + l.at(name) + " WITH ADMIN OPTION")
			cut = append(cut, key(name))
		}
	}
	p := newProxy(t, server.Listens)
	l.Connector = l.connect(p.through, func(cfg *mysql.Config) { cfg.Concurrency = 6 })
	return connectortest.Lab{
		Connector: l.Connector, System: "shop", Accounts: users + others, Cut: cut, Unknown: "nobody@127.0.0.1",
		TryIn:  l.tryIn,
		Faults: faults{p}, Witness: witness{l},
	}
}

// faults makes the proxy play the trouble that a real server makes.
type faults struct{ *proxy }

func (f faults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.DropListing, connectortest.LoseAnswer, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	writes := beginning("ALTER", "GRANT", "REVOKE", "DROP", "KILL")
	switch fault {
	case connectortest.DropListing:
		f.spoil(rule{drop: func(s string) bool { return strings.Contains(s, "global_priv") }, after: 10})
	case connectortest.LoseAnswer:
		f.spoil(rule{drop: writes})
	case connectortest.Busy:
		f.spoil(rule{full: true, refuse: everything, code: 1040})
	case connectortest.Refuse:
		f.spoil(rule{refuse: writes, code: 1227})
	case connectortest.Hang:
		f.spoil(rule{lose: true})
	default:
		f.t.Fatalf("the proxy cannot play %q", fault)
	}
	return func() { f.spoil(rule{}) }
}

// witness looks at the account as the administrator sees it, password and all.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	user, host, _ := strings.Cut(key, "@")
	var priv string
	err := w.admin.QueryRowContext(w.Context(), `SELECT Priv FROM mysql.global_priv WHERE User = ? AND Host = ?`, user, host).Scan(&priv)
	if errors.Is(err, sql.ErrNoRows) {
		return connectortest.Sight{}, connector.ErrGone
	}
	var whole map[string]any
	if err := errors.Join(err, json.Unmarshal([]byte(priv), &whole)); err != nil {
		return connectortest.Sight{}, err
	}
	sight := connectortest.Sight{State: identity.Enabled}
	if whole["account_locked"] == true {
		sight.State = identity.Suspended
	}
	delete(whole, "account_locked") // not there, and false, are the same
	grants := w.column("SHOW GRANTS FOR " + w.at(user))
	sight.Exact = fmt.Sprint(sight.State, whole, grants)
	sight.Entitlements = []string{}
	for _, g := range grants {
		if what, isGrant := strings.CutPrefix(g, "GRANT "); isGrant && !strings.HasPrefix(what, "USAGE") {
			what, rest, _ := strings.Cut(what, " TO "+w.at(user))
			sight.Entitlements = append(sight.Entitlements, what+rest)
		}
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}

func (l *lab) column(query string) (all []string) {
	l.Helper()
	rows, err := l.admin.QueryContext(l.Context(), query)
	if err != nil {
		l.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			l.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		l.Fatal(err)
	}
	slices.Sort(all)
	return all
}
