package ldap_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

var branches atomic.Int64

// newBranch is a lab on a branch of its own of the 389 Directory Server that the tests share, with so many users, of
// whom every second one has a shell, and all are in the group "all".
func newBranch(t testing.TB, users int, change ...func(*ldap.Config)) *lab {
	t.Helper()
	server := *systemtest.Shared389DS(t)
	name := fmt.Sprintf("ou=lab%d,", branches.Add(1))
	l := &lab{LDAPServer: &server, TB: t}
	l.admin = l.dial(server.AdminDN, server.AdminPassword)
	server.PeopleDN, server.GroupsDN, server.Users = name+server.PeopleDN, name+server.GroupsDN, users
	server.BaseDN = server.PeopleDN // what is beside it belongs to other tests
	for _, base := range []string{server.PeopleDN, server.GroupsDN} {
		l.add(base, "objectClass: organizationalUnit")
	}
	all := []string{"objectClass: groupOfNames", "cn: all"}
	for n := 1; n <= users; n++ {
		l.addUser(l.UID(n), n%2 == 0)
		all = append(all, "member: "+l.UserDN(l.UID(n)))
	}
	l.add("cn=all,"+l.GroupsDN, all...)
	l.Connector = l.connect(append([]func(*ldap.Config){on389}, change...)...)
	return l
}

func on389(cfg *ldap.Config) {
	cfg.SuspendBy = []ldap.Method{ldap.AccountLock, ldap.Shell, ldap.Shadow}
}

func (l *lab) addUser(uid string, withShell bool) {
	l.Helper()
	lines := []string{"objectClass: inetOrgPerson", "cn: User " + uid, "sn: " + uid, "mail: " + uid + "@exeunt.test", "userPassword: " + l.UserPassword(uid)}
	if withShell {
		lines = append(lines, "objectClass: posixAccount", "objectClass: shadowAccount", "loginShell: /bin/bash", "uidNumber: 1", "gidNumber: 1", "homeDirectory: /home/"+uid)
	}
	l.add(l.UserDN(uid), lines...)
}

func TestTheConnectorKeepsTheContractOn389DirectoryServer(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: subject389})
}

func subject389(t testing.TB) connectortest.Lab {
	const users = 17
	l := newBranch(t, users)
	for _, n := range []int{2, 4, 6} {
		l.add(fmt.Sprintf("cn=both%d,%s", n, l.GroupsDN), "objectClass: groupOfNames", "member: "+l.UserDN(l.UID(n)), "member: "+l.ServiceDN)
	}
	p := newProxy(t, l.URL)
	l.Connector = l.connect(on389, p.through, func(cfg *ldap.Config) { cfg.PageSize, cfg.Concurrency = 4, 4 })
	var cut []string
	for _, a := range l.read(l.Connector) {
		if slices.Contains([]string{"u0004", "u0006", "u0007", "u0011"}, a.Login) {
			cut = append(cut, a.Ref.Key)
		}
	}
	return connectortest.Lab{
		Connector: l.Connector, System: "directory", Accounts: users, Cut: cut,
		TryIn:  func(_ context.Context, login string) error { return l.Bind(l.UserDN(login), l.UserPassword(login)) },
		Faults: faults{p, 12}, Witness: witness389{l},
	}
}

// witness389 looks at the entry and at the groups as the administrator, and asks the door with the user's own password.
type witness389 struct{ *lab }

func (w witness389) Look(key string) (connectortest.Sight, error) {
	found, err := w.search(w.PeopleDN, "(entryUUID="+key+")", "*", "nsAccountLock")
	if err != nil {
		return connectortest.Sight{}, err
	}
	if len(found) == 0 {
		return connectortest.Sight{}, connector.ErrGone
	}
	e := found[0]
	sight := connectortest.Sight{State: identity.Enabled, Exact: exact(e), Entitlements: []string{}}
	switch err := w.Bind(e.DN, w.UserPassword(e.GetAttributeValue("uid"))); {
	case goldap.IsErrorWithCode(err, goldap.LDAPResultUnwillingToPerform):
		sight.State = identity.Suspended
	case err != nil:
		return connectortest.Sight{}, err
	}
	groups, err := w.search(w.GroupsDN, "(member="+goldap.EscapeFilter(e.DN)+")", "entryUUID")
	for _, g := range groups {
		sight.Entitlements = append(sight.Entitlements, g.GetAttributeValue("entryUUID"))
	}
	slices.Sort(sight.Entitlements)
	return sight, err
}

func (w witness389) search(base, filter string, attributes ...string) ([]*goldap.Entry, error) {
	found, err := w.admin.Search(goldap.NewSearchRequest(base, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil))
	if err != nil {
		return nil, err
	}
	return found.Entries, nil
}
