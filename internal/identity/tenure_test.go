package identity_test

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

type spell struct{ start, end, lastDay, status string }

func someone(t testing.TB, spells ...spell) *identity.Person {
	p := &identity.Person{ID: "E1", Zone: zone(t, "Europe/Paris"), EndsAt: clock(t, "18:00")}
	day := func(s string) identity.When {
		if s == "" {
			return identity.When{}
		}
		return identity.On(date(t, s))
	}
	for _, s := range spells {
		p.Engagements = append(p.Engagements, identity.Engagement{
			Start: day(s.start), End: day(s.end), LastDay: day(s.lastDay), Status: identity.Status(s.status),
		})
	}
	return p
}

func TestThePersonHasLeftOnlyWhenNoEngagementIsValid(t *testing.T) {
	t.Parallel()
	const d = 24 * time.Hour
	for _, c := range []struct {
		name   string
		spells []spell
		at     string
		want   identity.State
		end    string
	}{
		{"one second before the cut", []spell{{"2020-01-01", "2026-12-31", "", ""}}, "2026-12-31T16:59:59Z", identity.Working, "2026-12-31T17:00:00Z"},
		{"at the cut", []spell{{"2020-01-01", "2026-12-31", "", ""}}, "2026-12-31T17:00:00Z", identity.Left, "2026-12-31T17:00:00Z"},
		{"no end", []spell{{"2020-01-01", "", "", ""}}, "2030-01-01T00:00:00Z", identity.Working, ""},
		{"not begun", []spell{{"2027-01-01", "", "", ""}}, "2026-12-31T12:00:00Z", identity.Coming, ""},
		{"no engagement at all", nil, "2026-12-31T12:00:00Z", identity.Left, ""},
		{"one of two contracts ended", []spell{{"2020-01-01", "2026-01-31", "", ""}, {"2025-01-01", "", "", ""}}, "2026-06-01T00:00:00Z", identity.Working, ""},
		{"the shorter one inside the longer", []spell{{"2020-01-01", "2027-01-31", "", ""}, {"2021-01-01", "2022-01-01", "", ""}}, "2026-06-01T00:00:00Z", identity.Working, "2027-01-31T17:00:00Z"},
		{"next day", []spell{{"2020-01-01", "2026-01-31", "", ""}, {"2026-02-01", "", "", ""}}, "2026-01-31T20:00:00Z", identity.Working, ""},
		{"a gap of a day is no departure", []spell{{"2020-01-01", "2026-01-31", "", ""}, {"2026-02-02", "", "", ""}}, "2026-02-01T12:00:00Z", identity.Working, ""},
		{"a gap of two days is one", []spell{{"2020-01-01", "2026-01-31", "", ""}, {"2026-02-03", "", "", ""}}, "2026-02-01T12:00:00Z", identity.Left, "2026-01-31T17:00:00Z"},
		{"back again", []spell{{"2020-01-01", "2026-01-31", "", ""}, {"2026-02-03", "", "", ""}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"left by status", []spell{{"2020-01-01", "", "", "left"}}, "2026-02-03T12:00:00Z", identity.Left, ""},
		{"the date wins over the status", []spell{{"2020-01-01", "2026-12-31", "", "left"}}, "2026-02-03T12:00:00Z", identity.Working, "2026-12-31T17:00:00Z"},
		{"left by status in one of two", []spell{{"2020-01-01", "", "", "left"}, {"2021-01-01", "", "", "working"}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"left by status in the later of two", []spell{{"2020-01-01", "", "", "working"}, {"2021-01-01", "", "", "left"}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"an end before the start ends nothing", []spell{{"2026-01-20", "2025-10-31", "", ""}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"nor does it with the status of old", []spell{{"2026-01-20", "2025-10-31", "", "left"}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"nor beside a contract that has ended", []spell{{"2026-01-20", "2025-10-31", "", ""}, {"2020-01-01", "2025-10-31", "", ""}}, "2026-02-03T12:00:00Z", identity.Working, ""},
		{"on leave by status", []spell{{"2020-01-01", "", "", "leave"}}, "2026-02-03T12:00:00Z", identity.OnLeave, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at, _ := time.Parse(time.RFC3339, c.at)
			got := someone(t, c.spells...).At(at, d)
			end := ""
			if !got.End.IsZero() {
				end = got.End.UTC().Format(time.RFC3339)
			}
			if got.State != c.want || end != c.end {
				t.Errorf("%s until %q, want %s until %q", got.State, end, c.want, c.end)
			}
		})
	}
}

func TestALeaveIsAPause(t *testing.T) {
	t.Parallel()
	p := someone(t, spell{"2020-01-01", "", "", ""})
	p.Leaves = []identity.Leave{{Start: identity.On(date(t, "2026-03-01")), End: identity.On(date(t, "2026-03-31"))}}
	for at, want := range map[string]identity.State{
		"2026-02-28T22:59:59Z": identity.Working, "2026-02-28T23:00:00Z": identity.OnLeave,
		"2026-03-31T21:59:59Z": identity.OnLeave, "2026-03-31T22:00:00Z": identity.Working,
	} {
		instant, _ := time.Parse(time.RFC3339, at)
		if got := p.At(instant, 0).State; got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

func TestGardenLeaveHasTwoDates(t *testing.T) {
	t.Parallel()
	p := someone(t, spell{"2020-01-01", "2026-12-31", "2026-11-30", ""})
	at := time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC)
	got := p.At(at, 0)
	if got.State != identity.Working || !got.LastDay.Equal(time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("%s, last day %s", got.State, got.LastDay)
	}
}

// The last day of work without an end: what is left of it when other engagements go on.
func TestALastDayWithoutAnEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spells []spell
		want   string
	}{
		"alone":                            {[]spell{{"2020-01-01", "", "2026-01-31", ""}}, "2026-01-31T17:00:00Z"},
		"beside one that goes on":          {[]spell{{"2020-01-01", "", "2026-01-31", ""}, {"2021-01-01", "", "", ""}}, ""},
		"behind one that goes on":          {[]spell{{"2020-01-01", "", "", ""}, {"2021-01-01", "", "2026-01-31", ""}}, ""},
		"beside one with a later end":      {[]spell{{"2020-01-01", "", "2026-01-31", ""}, {"2021-01-01", "2026-06-30", "", ""}}, "2026-06-30T16:00:00Z"},
		"behind one with an earlier end":   {[]spell{{"2020-01-01", "2025-12-31", "", ""}, {"2021-01-01", "", "2026-01-31", ""}}, "2026-01-31T17:00:00Z"},
		"beside one with a later last day": {[]spell{{"2020-01-01", "", "2026-01-31", ""}, {"2021-01-01", "", "2026-03-31", ""}}, "2026-03-31T16:00:00Z"},
	} {
		at, _ := time.Parse(time.RFC3339, "2026-02-01T12:00:00Z")
		got := someone(t, c.spells...).At(at, 0)
		last := ""
		if !got.LastDay.IsZero() {
			last = got.LastDay.UTC().Format(time.RFC3339)
		}
		if last != c.want || !got.End.IsZero() || got.State != identity.Working {
			t.Errorf("%s: last day %q, end %s, %s; want %q", name, last, got.End, got.State, c.want)
		}
	}
}
