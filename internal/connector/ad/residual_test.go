package ad_test

import (
	"fmt"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"

	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// later makes the clock of the connector run ahead.
func later(d time.Duration) func(*ad.Config) {
	return func(cfg *ad.Config) { cfg.Now = func() time.Time { return time.Now().Add(d) } }
}

func TestTicketsGoOnForAsLongAsThePolicyOfTheDomainLetsThem(t *testing.T) {
	t.Parallel()
	l := newLab(t, 3, func(cfg *ad.Config) { cfg.TicketAge = 7 * time.Hour })
	a := l.account(l.login(1))
	if got := l.lookup(a.Ref.Key).Residual; got != nil {
		t.Errorf("of an open account, nothing is said: %+v", got)
	}
	start := time.Now().UTC().Truncate(time.Second)
	l.do(identity.Suspend, a)
	end := time.Now().UTC()
	l.set(l.dn(1), "info", "changed since") // which moves no clock
	got := l.lookup(a.Ref.Key).Residual
	if len(got) != 1 || got[0].Kind != identity.Ticket || got[0].Ends.Before(start.Add(7*time.Hour)) || got[0].Ends.After(end.Add(7*time.Hour)) {
		t.Errorf("suspended between %s and %s: %+v", start, end, got)
	}
	if got[0].Ends.Location() != time.UTC {
		t.Errorf("it ends in %s", got[0].Ends.Location())
	}
	for hours, want := range map[time.Duration]int{6 * time.Hour: 1, 8 * time.Hour: 0} {
		c := l.connect(later(hours), func(cfg *ad.Config) { cfg.TicketAge = 7 * time.Hour })
		if found, err := c.Lookup(t.Context(), a.Ref.Key); err != nil || len(found.Residual) != want {
			t.Errorf("%s later: %+v (%v), want %d", hours, found.Residual, err, want)
		}
	}
	if d := l.Describe(); !d.ShowsAll(identity.Ticket) || d.ShowsAll(identity.OpenSession) {
		t.Errorf("it shows %q", d.Shows)
	}
}

// The domain disabled this one when it was made, and every other change since moves no clock.
func TestTheClockRunsFromTheDisablingAndNotFromTheLastChange(t *testing.T) {
	t.Parallel()
	const age = 100_000 * time.Hour
	l := newLab(t, 0, everywhere, func(cfg *ad.Config) { cfg.TicketAge = age })
	guest := "CN=Guest,CN=Users," + l.BaseDN
	made, err := time.Parse("20060102150405.0Z", l.value(guest, "whenCreated"))
	if err != nil {
		t.Fatal(err)
	}
	l.set(guest, "info", l.name)
	got := l.lookup(l.key(guest)).Residual
	if len(got) != 1 {
		t.Fatalf("shown are %+v", got)
	}
	since := got[0].Ends.Add(-age)
	if since.Before(made) || !since.Before(time.Now().Add(-2*time.Second)) {
		t.Errorf("made at %s and disabled then, its clock runs from %s", made, since)
	}
}

func TestTheClockOfAnExpiredAccountRunsFromItsEnd(t *testing.T) {
	t.Parallel()
	l := newLab(t, 2)
	l.set(l.dn(1), "accountExpires", "134000000000000000") // a past end, but written only now
	end := time.Date(2104, 11, 13, 18, 40, 0, 0, time.UTC)
	l.set(l.dn(2), "accountExpires", fmt.Sprint((end.Unix()+11644473600)*10_000_000))
	two := end.Add(2 * time.Hour)
	c := l.connect(func(cfg *ad.Config) { cfg.Now = func() time.Time { return two } })
	for n, want := range map[int]time.Time{1: time.Now().Add(10 * time.Hour), 2: two.Add(8 * time.Hour)} {
		use := map[int]*ad.Connector{1: l.Connector, 2: c}[n]
		a, err := use.Lookup(t.Context(), l.key(l.dn(n)))
		if err != nil || len(a.Residual) != 1 || a.Residual[0].Ends.Sub(want).Abs() > time.Minute {
			t.Errorf("account %d: %+v (%v), want it to end at %s", n, a.Residual, err, want)
		}
	}
}

func TestWithoutMetadataTheLastChangeIsTaken(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	a := l.account(l.login(1))
	l.do(identity.Suspend, a)
	p := newProxy(t, l.Domain)
	p.spoil(func(request *ber.Packet) verdict { return without(request, "replPropertyMetaData") }, nil)
	got, err := l.connect(p.through).Lookup(t.Context(), a.Ref.Key)
	if err != nil || len(got.Residual) != 1 || time.Until(got.Residual[0].Ends) < 9*time.Hour {
		t.Errorf("%+v (%v)", got.Residual, err)
	}
}

// What is open stays open: that is why the connector says so.
func TestAnOpenConnectionGoesOnAfterASuspension(t *testing.T) {
	t.Parallel()
	l := newLab(t, 1)
	open := l.dial(l.UPN(l.login(1)), l.password(1))
	l.do(identity.Suspend, l.account(l.login(1)))
	if _, err := open.Search(base(l.dn(1))); err != nil {
		t.Errorf("the open connection ended: %v; then the text on what outlives a suspension can be shorter", err)
	}
	says(t, errorOf(l.Describe().Residual), "LDAP connections that are open", "10 hours")
}
