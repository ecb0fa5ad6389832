package ad_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// changes keeps what has changed, in words.
type changes struct {
	sink
	gone []string
}

func (c *changes) Gone(keys []string) error {
	c.gone = append(c.gone, keys...)
	return nil
}

// since asks what has changed in the branch of the lab, and moves the marker on.
func (l *lab) since(marker *string) (logins, gone []string) {
	l.Helper()
	var c changes
	next, err := l.Changes(l.Context(), *marker, &c)
	if err != nil {
		l.Fatal(err)
	}
	*marker = next
	for _, a := range c.accounts {
		if now := l.lookup(a.Ref.Key); now.Fingerprint() != a.Fingerprint() {
			l.Errorf("%s has changed to %+v, and is %+v", a.Login, a, now)
		}
		logins = append(logins, strings.TrimPrefix(a.Login, l.name+"-"))
	}
	slices.Sort(logins)
	return logins, c.gone
}

// The domain is nobody else's: what others change would be told too.
func TestExactlyWhatHasChangedIsTold(t *testing.T) {
	t.Parallel()
	l := newLabOn(t, systemtest.ActiveDirectory(t, systemtest.DomainOptions{}), 6)
	_, err := l.Changes(t.Context(), "", &changes{})
	refused(t, err, "may not see what was deleted", "dsacls") // an account of Account Operators may not
	l.Connector = l.connect(as(l.AdminUPN, l.AdminPassword))
	l.group("g", l.dn(1))
	keys := map[int]string{}
	for n := 1; n <= 6; n++ {
		keys[n] = l.key(l.dn(n))
	}
	var marker string
	tell := func(what string, wantLogins, wantGone []string) {
		t.Helper()
		logins, gone := l.since(&marker)
		slices.Sort(wantGone)
		if !slices.Equal(logins, wantLogins) || !slices.Equal(gone, wantGone) {
			t.Errorf("%s: changed are %q and gone %q, want %q and %q", what, logins, gone, wantLogins, wantGone)
		}
	}
	tell("with no marker", nil, nil)
	tell("nothing has happened", nil, nil)

	l.do(identity.Suspend, l.lookup(keys[1]))
	l.do(identity.Delete, l.lookup(keys[2]))
	tell("one is suspended and one deleted", []string{"u01"}, []string{keys[2]})
	tell("and then nothing", nil, nil)

	l.join(l.team("g"), l.dn(3))
	tell("one comes into a group", []string{"u03"}, nil)
	l.do(identity.Remove, l.lookup(keys[1]), l.lookup(keys[1]).Entitlements...)
	tell("one leaves a group", []string{"u01"}, nil)

	l.rename(l.dn(4), "CN=Renamed")
	tell("one is renamed", []string{"u04"}, nil)
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(l.dn(5), "CN=User 5", true, l.leavers())); err != nil {
		t.Fatal(err)
	}
	tell("one is moved", []string{"u05"}, nil)
	if err := l.admin.ModifyDN(goldap.NewModifyDNRequest(l.dn(6), "CN=User 6", true, "OU=Services,"+l.BaseDN)); err != nil {
		t.Fatal(err)
	}
	tell("one is moved out of the base", nil, []string{keys[6]})
	l.user(7)
	tell("one is new", []string{"u07"}, nil)
	l.group("new", l.dn(7))
	tell("a group is new", []string{"u07"}, nil)
	l.door(7, "")
	tell("somebody signs in", nil, nil)

	l.rename(l.team("new"), "CN=other")
	l.set("CN=other,OU=teams,"+l.base, "sAMAccountName", l.name+"-other")
	for what, spoil := range map[string]func(){
		"a group is renamed":    func() {},
		"a marker is not ours":  func() { marker = "x" },
		"a marker is no marker": func() { marker = "?.?" },
	} {
		spoil()
		if _, err := l.Changes(t.Context(), marker, &changes{}); !errors.Is(err, ad.ErrReadAll) {
			t.Errorf("%s: %v", what, err)
		}
	}
	marker = ""
	l.since(&marker)
	if err := l.admin.Del(goldap.NewDelRequest("CN=other,OU=teams,"+l.base, nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Changes(t.Context(), marker, &changes{}); !errors.Is(err, ad.ErrReadAll) {
		t.Errorf("a group is deleted: %v", err)
	}
}
