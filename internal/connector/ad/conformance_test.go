package ad_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// With the password kept, an undo opens the door for whoever had it.
func TestTheConnectorKeepsTheContract(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		return subject(t, func(cfg *ad.Config) { cfg.KeepPassword = true })
	}})
}

// Whoever had the password is given a new one by the helpdesk, in the trial of the door.
func TestTheConnectorKeepsTheContractWithEverythingOn(t *testing.T) {
	t.Parallel()
	connectortest.Run(t, connectortest.Subject{Fresh: func(t testing.TB) connectortest.Lab {
		var l *lab
		s := subject(t, func(cfg *ad.Config) {
			cfg.Expire, cfg.Stamp, cfg.Hide = true, true, true
			cfg.MoveTo = "OU=leavers," + cfg.Base
		})
		l = s.Witness.(witness).lab
		s.TryIn = func(_ context.Context, login string) error {
			dn, found := l.dnOf(login)
			if !found {
				return l.in(login, l.passwordOf(login))
			}
			l.set(dn, "unicodePwd", quoted("New-"+l.passwordOf(login)))
			return l.in(login, "New-"+l.passwordOf(login))
		}
		return s
	}})
}

func subject(t testing.TB, change func(*ad.Config)) connectortest.Lab {
	const users = 13
	l := newLab(t, users)
	l.group("outer", l.dn(1))
	l.group("one", l.dn(2), l.dn(3), l.dn(5))
	l.group("two", l.dn(2), l.dn(4))
	l.join(l.team("outer"), l.team("two"))
	p := newProxy(t, l.Domain)
	l.Connector = l.connect(p.through, func(cfg *ad.Config) { cfg.PageSize, cfg.Concurrency = 5, 4 }, change)
	var cut []string
	for _, a := range l.read(l.Connector) {
		if slices.Contains([]string{l.login(2), l.login(3), l.login(4), l.login(6)}, a.Login) {
			cut = append(cut, a.Ref.Key)
		}
	}
	return connectortest.Lab{
		Connector: l.Connector, System: "domain", Accounts: users, Cut: cut,
		TryIn:  func(_ context.Context, login string) error { return l.in(login, l.passwordOf(login)) },
		Faults: faults{p}, Witness: witness{l},
	}
}

// faults makes the proxy play the trouble that a real domain controller makes.
type faults struct{ *proxy }

func (f faults) Offers() []connectortest.Fault {
	return []connectortest.Fault{connectortest.DropListing, connectortest.LoseAnswer, connectortest.Busy, connectortest.Refuse, connectortest.Hang}
}

func (f faults) Inject(fault connectortest.Fault) (heal func()) {
	switch fault {
	case connectortest.DropListing:
		// before the accounts come the root, the domain and all the groups of it: let those and some accounts through
		f.spoil(nil, afterAccounts(7))
	case connectortest.LoseAnswer:
		f.spoil(nil, lostAnswer)
	case connectortest.Busy:
		f.spoil(refusing(goldap.LDAPResultBusy, append(writes, goldap.ApplicationSearchRequest)...), nil)
	case connectortest.Refuse:
		f.spoil(refusing(goldap.LDAPResultInsufficientAccessRights, writes...), nil)
	case connectortest.Hang:
		f.spoil(nil, func(*ber.Packet) verdict { return verdict{lose: true} })
	default:
		f.t.Fatalf("the proxy cannot play %q", fault)
	}
	return func() { f.spoil(nil, nil) }
}

// afterAccounts lets so many accounts through, then ends the connection.
func afterAccounts(n int) func(*ber.Packet) verdict {
	return func(answer *ber.Packet) verdict {
		if operation(answer) == goldap.ApplicationSearchResultEntry && strings.Contains(string(answer.Bytes()), "userAccountControl") {
			n--
		}
		return verdict{drop: n < 0}
	}
}

// witness looks at the entry as an administrator of the domain.
type witness struct{ *lab }

func (w witness) Look(key string) (connectortest.Sight, error) {
	found, err := w.admin.Search(goldap.NewSearchRequest("<GUID="+key+">", goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"*"}, nil))
	if goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		return connectortest.Sight{}, connector.ErrGone
	}
	if err != nil {
		return connectortest.Sight{}, err
	}
	e := found.Entries[0]
	control, err := strconv.Atoi(e.GetAttributeValue("userAccountControl"))
	if err != nil {
		return connectortest.Sight{}, err
	}
	sight := connectortest.Sight{State: identity.Enabled, Exact: exact(e)}
	if control&2 != 0 {
		sight.State = identity.Suspended
	}
	for _, dn := range e.GetAttributeValues("memberOf") {
		sight.Entitlements = append(sight.Entitlements, w.key(dn))
	}
	slices.Sort(sight.Entitlements)
	return sight, nil
}

// key returns the objectGUID of an entry as Windows writes it.
func (l *lab) key(dn string) string {
	l.Helper()
	g := l.entry(dn).GetRawAttributeValue("objectGUID")
	return guid(g)
}

// dnOf returns where the account of a login stands now; found is false when it is nowhere.
func (l *lab) dnOf(login string) (dn string, found bool) {
	l.Helper()
	result, err := l.admin.Search(goldap.NewSearchRequest(l.BaseDN, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false,
		"(sAMAccountName="+login+")", []string{"1.1"}, nil))
	if err != nil {
		l.Fatalf("look for %s: %v", login, err)
	}
	if len(result.Entries) == 0 {
		return "", false
	}
	return result.Entries[0].DN, true
}

// changing are the attributes that change by themselves, or with a password, or with every write.
var changing = []string{
	"whenChanged", "uSNChanged", "pwdLastSet", "lastLogon", "lastLogonTimestamp", "logonCount", "badPwdCount", "badPasswordTime", "dSCorePropagationData",
}

// exact writes every attribute that a restore must bring back with its values, in an order of its own.
func exact(e *goldap.Entry) string {
	lines := []string{"dn: " + e.DN}
	for _, a := range e.Attributes {
		if slices.Contains(changing, a.Name) {
			continue
		}
		for _, v := range a.Values {
			lines = append(lines, a.Name+": "+strconv.QuoteToASCII(v))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
