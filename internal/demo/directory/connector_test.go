package directory_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/demo/directory"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// The reason why this directory is here: the ordinary connector, unchanged, keeps its contract on it.
func TestTheOrdinaryConnectorKeepsItsContractHere(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]ldap.GroupsBy{"GroupsByMember": ldap.Member, "GroupsByMemberOf": ldap.MemberOf} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab { return subject(t, by) }})
		})
	}
}

const staff = 30

func subject(t testing.TB, by ldap.GroupsBy) connectortest.Lab {
	d, err := directory.Open(filepath.Join(t.TempDir(), "directory.ldif"), company())
	if err != nil {
		t.Fatal(err)
	}
	url, err := d.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := ldap.New(ldap.Config{
		Name: "directory", URL: url, CA: string(d.CA()),
		Bind: directory.ServiceDN, Password: func(context.Context) (string, error) { return "svc-secret", nil },
		PeopleBase: directory.PeopleBase, GroupsBase: directory.GroupsBase, GroupsBy: by,
		SuspendBy: []ldap.Method{ldap.Ppolicy, ldap.Shell, ldap.Shadow}, PageSize: 7, Concurrency: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &witness{url: url, ca: d.CA()}
	t.Cleanup(func() {
		if err := cmp.Or(c.Close(), d.Close()); err != nil {
			t.Error(err)
		}
	})
	return connectortest.Lab{Connector: c, System: "directory", Accounts: staff, Cut: w.keys("u02", "u03", "u04", "u29"), TryIn: w.tryIn, Witness: w}
}

// company has people of two kinds in groups of several sizes; nobody is the last member of one.
func company() []directory.Entry {
	entries := directory.Skeleton("svc-secret")
	members := map[string][]string{}
	for i := range staff {
		uid := fmt.Sprintf("u%02d", i)
		e := directory.Entry{DN: "uid=" + uid + "," + directory.PeopleBase}
		add := func(name string, values ...string) {
			e.Attributes = append(e.Attributes, directory.Attribute{Name: name, Values: values})
		}
		add("cn", "User "+uid)
		add("sn", uid)
		add("mail", uid+"@exeunt.test")
		add("employeeNumber", "E"+uid)
		add("userPassword", "pw-"+uid)
		if i%2 == 0 {
			add("objectClass", "inetOrgPerson", "posixAccount", "shadowAccount")
			add("uidNumber", fmt.Sprint(1000+i))
			add("gidNumber", "1")
			add("homeDirectory", "/home/"+uid)
			add("loginShell", "/bin/bash")
		} else {
			add("objectClass", "inetOrgPerson")
		}
		entries = append(entries, e)
		for _, group := range []string{"all", fmt.Sprintf("team%d", i%3)} {
			members[group] = append(members[group], e.DN)
		}
	}
	for _, group := range []string{"all", "team0", "team1", "team2"} {
		entries = append(entries, directory.Entry{DN: "cn=" + group + "," + directory.GroupsBase, Attributes: []directory.Attribute{
			{Name: "objectClass", Values: []string{"groupOfNames"}}, {Name: "member", Values: members[group]},
		}})
	}
	return entries
}

// witness looks at the entries with the library alone, and at the door with each person's own password.
type witness struct {
	url string
	ca  []byte
}

func (w *witness) bind(dn, password string) (*goldap.Conn, error) {
	conn, err := goldap.DialURL(w.url, goldap.DialWithTLSConfig(trusting(w.ca)))
	if err != nil {
		return nil, err
	}
	return conn, conn.Bind(dn, password)
}

func (w *witness) search(base, filter string) ([]*goldap.Entry, error) {
	conn, err := w.bind(directory.ServiceDN, "svc-secret")
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	found, err := conn.Search(query(base, goldap.ScopeWholeSubtree, filter, "*", "entryUUID", "memberOf", "pwdAccountLockedTime", "pwdEndTime"))
	if err != nil {
		return nil, err
	}
	return found.Entries, nil
}

func (w *witness) keys(logins ...string) []string {
	var keys []string
	found, _ := w.search(directory.PeopleBase, "(uid=*)")
	for _, e := range found {
		if slices.Contains(logins, e.GetAttributeValue("uid")) {
			keys = append(keys, e.GetAttributeValue("entryUUID"))
		}
	}
	return keys
}

func (w *witness) tryIn(_ context.Context, login string) error {
	conn, err := w.bind("uid="+login+","+directory.PeopleBase, "pw-"+login)
	if conn != nil {
		conn.Close()
	}
	return err
}

func (w *witness) Look(key string) (connectortest.Sight, error) {
	found, err := w.search(directory.PeopleBase, "(entryUUID="+key+")")
	if err != nil || len(found) == 0 {
		return connectortest.Sight{}, cmp.Or(err, connector.ErrGone)
	}
	sight := connectortest.Sight{State: identity.Enabled}
	switch err := w.tryIn(context.Background(), found[0].GetAttributeValue("uid")); {
	case goldap.IsErrorWithCode(err, goldap.LDAPResultInvalidCredentials):
		sight.State = identity.Suspended
	case err != nil:
		return sight, err
	}
	var lines []string
	for _, a := range found[0].Attributes {
		for _, v := range a.Values {
			lines = append(lines, a.Name+": "+v)
		}
	}
	slices.Sort(lines)
	sight.Exact = strings.Join(lines, "\n")
	for _, dn := range found[0].GetAttributeValues("memberOf") {
		groups, err := w.search(dn, "(objectClass=*)")
		if err != nil {
			return sight, err
		}
		sight.Entitlements = append(sight.Entitlements, groups[0].GetAttributeValue("entryUUID"))
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}
