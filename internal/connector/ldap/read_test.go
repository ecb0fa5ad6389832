package ldap_test

import (
	"errors"
	"slices"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

func TestAThousandEntriesArriveInPages(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1000)
	var s sink
	reading, err := l.Read(t.Context(), &s)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.batches, []int{500, 500, 1}) || reading.Seen != 1001 {
		t.Errorf("pages of %d, %d seen; want 500, 500, 1", s.batches, reading.Seen)
	}
}

// The server stops an ordinary account after 500 entries, with code 4.
func TestASizeLimitIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1000)
	ordinary := l.connect(func(cfg *ldap.Config) { cfg.Bind, cfg.Password = l.UserDN("u0001"), secret(l.UserPassword("u0001")) })
	var s sink
	_, err := ordinary.Read(t.Context(), &s)
	says(t, err, "ou=people", "limits", "olcLimits")
	if !goldap.IsErrorAnyOf(err, goldap.LDAPResultSizeLimitExceeded, goldap.LDAPResultAdminLimitExceeded) {
		t.Errorf("%v is not the server's own code", err)
	}
}

// A reading is whole or an error, wherever the connection is cut.
func TestAConnectionCutAfterAnyMessageIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	small := func(cfg *ldap.Config) { cfg.PageSize = 9 }
	total := 0
	p.spoil(nil, func(*ber.Packet) verdict { total++; return verdict{} })
	whole := l.read(l.connect(p.through, small))
	p.spoil(nil, nil)
	for cut := range total {
		passed := 0
		p.spoil(nil, func(*ber.Packet) verdict { passed++; return verdict{drop: passed > cut} })
		c := l.connect(p.through, small)
		var s sink
		if _, err := c.Read(t.Context(), &s); err == nil {
			t.Fatalf("cut after %d of %d messages, the reading gave %d of %d accounts and no error", cut, total, len(s.accounts), len(whole))
		}
		c.Close()
	}
	if total < 60 {
		t.Errorf("a whole reading had only %d messages", total)
	}
}

func TestAListWithoutAPageMarkerIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	p.spoil(nil, func(answer *ber.Packet) verdict {
		if operation(answer) != goldap.ApplicationSearchResultDone || len(answer.Children) < 3 {
			return verdict{}
		}
		return verdict{change: rebuilt(answer.Children[0], answer.Children[1])}
	})
	_, err := l.connect(p.through).Read(t.Context(), &sink{})
	says(t, err, "without saying whether it was the last page")
}

func TestAPageMarkerThatComesAgainIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	var first *ber.Packet
	p.spoil(nil, func(answer *ber.Packet) verdict {
		if operation(answer) != goldap.ApplicationSearchResultDone || len(answer.Children) < 3 {
			return verdict{}
		}
		if first == nil {
			first = answer.Children[2]
		}
		return verdict{change: rebuilt(answer.Children[0], answer.Children[1], first)}
	})
	small := l.connect(p.through, func(cfg *ldap.Config) { cfg.PageSize = 9 })
	_, err := small.Read(t.Context(), &sink{})
	says(t, err, "the same page marker twice")
}

func rebuilt(children ...*ber.Packet) *ber.Packet {
	message := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	for _, c := range children {
		message.AppendChild(c)
	}
	return message
}

// Two searches in pages on one connection: the server keeps only the newer one.
func TestAPageMarkerThatTheServerForgotIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	p := newProxy(t, l.URL)
	searches := 0
	p.spoil(func(request *ber.Packet) verdict {
		if operation(request) != goldap.ApplicationSearchRequest || len(request.Children) < 3 {
			return verdict{}
		}
		searches++
		if searches != 3 {
			return verdict{}
		}
		paging := goldap.NewControlPaging(9)
		paging.SetCookie([]byte("lost and"))
		controls := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "")
		controls.AppendChild(paging.Encode())
		return verdict{change: rebuilt(request.Children[0], request.Children[1], controls)}
	}, nil)
	small := l.connect(p.through, func(cfg *ldap.Config) { cfg.PageSize = 9 })
	_, err := small.Read(t.Context(), &sink{})
	says(t, err, "entries seen)", "LDAP Result Code")
}

func TestAReferralIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	l.add("ou=elsewhere,"+l.PeopleDN, "objectClass: referral", "objectClass: extensibleObject", "ou: elsewhere", "ref: ldap://other.test/ou=elsewhere,"+l.PeopleDN)
	_, err := l.Read(t.Context(), &sink{})
	says(t, err, "another server", "ldap://other.test/")
}

func TestAnEntryWithoutAKeyIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Attributes.Key = "employeeNumber" })
	_, err := l.Read(t.Context(), &sink{})
	says(t, err, "uid=breakglass", "employeeNumber", "key")
}

func TestNothingFoundIsNothingRead(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30, func(cfg *ldap.Config) { cfg.Filter = "(uid=nobody)" })
	if got := l.read(l.Connector); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestABaseThatIsNotThereIsAnErrorAndNothingBelowItIsGone(t *testing.T) {
	t.Parallel()
	l := newLab(t, 30)
	key := l.account("u0001").Ref.Key
	lost := l.connect(func(cfg *ldap.Config) { cfg.PeopleBase = "ou=persons," + l.BaseDN })
	_, err := lost.Read(t.Context(), &sink{})
	says(t, err, "ou=persons,"+l.BaseDN, "spelled")
	_, err = lost.Lookup(t.Context(), key)
	says(t, err, "ou=persons,"+l.BaseDN)
	if errors.Is(err, connector.ErrGone) {
		t.Errorf("%v: the account is there", err)
	}
	groups := l.connect(func(cfg *ldap.Config) { cfg.GroupsBase = "ou=teams," + l.BaseDN })
	_, err = groups.Read(t.Context(), &sink{})
	says(t, err, "ou=teams,"+l.BaseDN)
}
