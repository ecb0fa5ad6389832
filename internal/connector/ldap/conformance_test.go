package ldap_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab { return subject(t, ldap.Member) }})
}

// With memberOf only the reading differs; that it is cut and restored alike is shown on odd names.
func TestReadingByMemberOfKeepsTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		l := subject(t, ldap.MemberOf)
		l.Cut = nil
		return l
	}})
}

func subject(t testing.TB, by ldap.GroupsBy) connectortest.Lab {
	const users = 29
	l := newLab(t, users)
	// groups of two each, so that nobody is the last member of one
	for _, n := range []int{2, 4, 6} {
		l.add(fmt.Sprintf("cn=both%d,%s", n, l.GroupsDN), "objectClass: groupOfNames", fmt.Sprintf("cn: both%d", n),
			"member: "+l.UserDN(l.UID(n)), "member: "+l.ServiceDN)
	}
	p := newProxy(t, l.URL)
	l.Connector = l.connect(p.through, func(cfg *ldap.Config) {
		cfg.PageSize, cfg.GroupsBy, cfg.Concurrency = 7, by, 4
		cfg.SuspendBy = []ldap.Method{ldap.Ppolicy, ldap.Shell, ldap.Shadow}
	})
	var cut []string
	for _, a := range l.read(l.Connector) {
		if slices.Contains([]string{"u0004", "u0006", "u0007", "u0027"}, a.Login) {
			cut = append(cut, a.Ref.Key)
		}
	}
	return connectortest.Lab{
		Connector: l.Connector, System: "directory", Accounts: users + 1, Cut: cut,
		TryIn:  func(_ context.Context, login string) error { return l.Bind(l.UserDN(login), l.UserPassword(login)) },
		Faults: faults{p, 35}, Witness: witness{l},
	}
}

// faults makes the proxy play the trouble that a real directory makes.
type faults struct {
	*proxy
	entries int // after which a listing drops
}

func (f faults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.DropListing, connectortest.LoseAnswer, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	switch fault {
	case connectortest.DropListing:
		f.spoil(nil, afterEntries(f.entries))
	case connectortest.LoseAnswer:
		f.spoil(nil, lostAnswer)
	case connectortest.Busy:
		f.spoil(refusing(goldap.LDAPResultBusy, goldap.ApplicationSearchRequest, goldap.ApplicationModifyRequest, goldap.ApplicationDelRequest), nil)
	case connectortest.Refuse:
		f.spoil(refusing(goldap.LDAPResultInsufficientAccessRights, goldap.ApplicationModifyRequest, goldap.ApplicationDelRequest), nil)
	case connectortest.Hang:
		f.spoil(nil, func(*ber.Packet) verdict { return verdict{lose: true} })
	default:
		f.t.Fatalf("the proxy cannot play %q", fault)
	}
	return func() { f.spoil(nil, nil) }
}

// witness looks at the entry as the administrator of the database, and asks the door with the user's own password.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	found, err := w.admin.Search(goldap.NewSearchRequest(w.PeopleDN, goldap.ScopeSingleLevel, goldap.NeverDerefAliases, 0, 0, false,
		"(entryUUID="+key+")", []string{"*", "memberOf", "pwdAccountLockedTime", "pwdEndTime"}, nil))
	if err != nil {
		return connectortest.Sight{}, err
	}
	if len(found.Entries) == 0 {
		return connectortest.Sight{}, connector.ErrGone
	}
	e := found.Entries[0]
	uid := e.GetAttributeValue("uid")
	sight := connectortest.Sight{State: identity.Enabled, Exact: exact(e)}
	switch err := w.Bind(e.DN, w.UserPassword(uid)); {
	case goldap.IsErrorWithCode(err, goldap.LDAPResultInvalidCredentials):
		sight.State = identity.Suspended
	case err != nil:
		return connectortest.Sight{}, err
	}
	for _, dn := range e.GetAttributeValues("memberOf") {
		sight.Entitlements = append(sight.Entitlements, w.value(dn, "entryUUID"))
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}

// exact writes every attribute with its values, in an order of its own.
func exact(e *goldap.Entry) string {
	var lines []string
	for _, a := range e.Attributes {
		for _, v := range a.Values {
			lines = append(lines, a.Name+": "+v)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
