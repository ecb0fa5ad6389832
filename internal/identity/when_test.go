package identity_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func clock(t testing.TB, s string) identity.Clock {
	t.Helper()
	c, err := identity.ParseClock(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t testing.TB, s string) identity.Date {
	t.Helper()
	d, err := identity.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADayEndsAtItsClockInItsZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, zone, day, clock, want string }{
		{"winter in Paris", "Europe/Paris", "2026-12-31", "18:00", "2026-12-31T17:00:00Z"},
		{"summer in Paris", "Europe/Paris", "2026-07-14", "18:00", "2026-07-14T16:00:00Z"},
		{"Melbourne is ahead", "Australia/Melbourne", "2026-12-31", "18:00", "2026-12-31T07:00:00Z"},
		{"farthest east, +14", "Pacific/Kiritimati", "2026-12-31", "18:00", "2026-12-31T04:00:00Z"},
		{"farthest west, -11", "Pacific/Pago_Pago", "2026-12-31", "18:00", "2027-01-01T05:00:00Z"},
		{"midnight at the end of the day", "Europe/Paris", "2026-12-31", "24:00", "2026-12-31T23:00:00Z"},
		{"an hour that comes twice means the second one", "Europe/Paris", "2026-10-25", "02:30", "2026-10-25T01:30:00Z"},
		{"an hour that is skipped means the change", "Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"},
		{"the evening of the change is plain", "Europe/Paris", "2026-03-29", "18:00", "2026-03-29T16:00:00Z"},
		{"midnight skipped in Beirut", "Asia/Beirut", "2026-03-28", "24:00", "2026-03-28T22:00:00Z"},
		{"half an hour in Lord Howe comes twice", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T15:15:00Z"},
		{"a day that Samoa never had", "Pacific/Apia", "2011-12-30", "18:00", "2011-12-30T10:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := identity.On(date(t, c.day)).Ending(zone(t, c.zone), clock(t, c.clock)).Format(time.RFC3339)
			if got != c.want {
				t.Errorf("%s %s in %s is %s, want %s", c.day, c.clock, c.zone, got, c.want)
			}
		})
	}
}

func TestABeginningTakesTheFirstOfTwoHours(t *testing.T) {
	t.Parallel()
	when := identity.OnAt(date(t, "2026-10-25"), clock(t, "02:30"))
	if got := when.Beginning(zone(t, "Europe/Paris")).Format(time.RFC3339); got != "2026-10-25T00:30:00Z" {
		t.Errorf("got %s", got)
	}
}

func TestAnInstantIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 31, 18, 0, 0, 0, time.FixedZone("", 3600))
	if got := identity.Exactly(at).Ending(zone(t, "Asia/Tokyo"), identity.EndOfDay); !got.Equal(at) {
		t.Errorf("got %s, want %s", got, at)
	}
}

// Whatever the zone and the night, an end shows the wall clock that HR wrote, or the instant of the change that
// skipped it; and a later clock never gives an earlier instant.
func TestAnEndNeverComesBeforeItsWallClock(t *testing.T) {
	t.Parallel()
	var zones []*time.Location
	for _, name := range []string{"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/Sao_Paulo", "Africa/Casablanca"} {
		zones = append(zones, zone(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		day := identity.Date{Year: int16(rapid.IntRange(1990, 2036).Draw(t, "year")), Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		minutes := rapid.IntRange(0, 24*60-1).Draw(t, "minutes")
		early, _ := identity.NewClock(minutes/60, minutes%60)
		late, _ := identity.NewClock((minutes+1)/60, (minutes+1)%60)
		a, b := identity.On(day).Ending(z, early), identity.On(day).Ending(z, late)
		if b.Before(a) {
			t.Fatalf("%s %s in %s is %s, and %s is %s", day, early, z, a, late, b)
		}
		wall := a.In(z)
		if got := wall.Hour()*60 + wall.Minute(); got < minutes && identity.On(day).String() == wall.Format("2006-01-02") {
			t.Fatalf("%s %s in %s shows %s", day, early, z, wall)
		}
	})
}

func TestWhenSurvivesItsText(t *testing.T) {
	t.Parallel()
	for _, w := range []identity.When{
		{},
		identity.On(date(t, "2026-12-31")), identity.OnAt(date(t, "2026-12-31"), clock(t, "17:30")),
		identity.Exactly(time.Date(2026, 12, 31, 18, 0, 0, 0, time.FixedZone("", -5*3600))),
	} {
		text, err := w.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back identity.When
		if err := back.UnmarshalText(text); err != nil || back != w {
			t.Errorf("%q came back as %#v, %v; want %#v", text, back, err, w)
		}
	}
}
