package assess_test

import (
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// A finding shows the instant on the person's clock, on that of whoever reads it, and in UTC: each once, the person's
// with the name of the zone.
func TestAFindingShowsAllThreeClocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, person, reader string
		end                  string
		due                  string // in UTC
		want                 string
	}{
		{"three of them", "Australia/Melbourne", "Europe/Paris", "2026-11-20", "2026-11-20 07:00", "2026-11-20 18:00 in Australia/Melbourne (2026-11-20 08:00 here, 2026-11-20 07:00 UTC)"},
		{"the reader is in UTC", "Europe/Paris", "UTC", "2026-11-20", "2026-11-20 17:00", "2026-11-20 18:00 in Europe/Paris (2026-11-20 17:00 UTC)"},
		{"the reader sits beside them", "Europe/Paris", "Europe/Paris", "2026-11-20", "2026-11-20 17:00", "2026-11-20 18:00 in Europe/Paris (2026-11-20 17:00 UTC)"},
		{"everybody is in UTC", "UTC", "UTC", "2026-11-20", "2026-11-20 18:00", "2026-11-20 18:00 in UTC"},
		{"the person is in UTC", "UTC", "Europe/Paris", "2026-11-20", "2026-11-20 18:00", "2026-11-20 18:00 in UTC (2026-11-20 19:00 here)"},
		{"a day ahead of the reader", "Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-11-20", "2026-11-20 04:00", "2026-11-20 18:00 in Pacific/Kiritimati (2026-11-19 17:00 here, 2026-11-20 04:00 UTC)"},
		{"a day behind the reader", "Pacific/Pago_Pago", "Pacific/Kiritimati", "2026-11-20", "2026-11-21 05:00", "2026-11-20 18:00 in Pacific/Pago_Pago (2026-11-21 19:00 here, 2026-11-21 05:00 UTC)"},
		{"before the clocks go back", "Europe/Paris", "America/New_York", "2026-10-24", "2026-10-24 16:00", "2026-10-24 18:00 in Europe/Paris (2026-10-24 12:00 here, 2026-10-24 16:00 UTC)"},
		{"after they have gone back there, and not yet here", "Europe/Paris", "America/New_York", "2026-10-25", "2026-10-25 17:00", "2026-10-25 18:00 in Europe/Paris (2026-10-25 13:00 here, 2026-10-25 17:00 UTC)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.at, w.policies.Leaver = w.at.In(zone(c.reader)), w.policies.Leaver[:1]
			p := ada(c.end)
			p.Zone = zone(c.person)
			w.people, w.accounts = []identity.Person{p}, []identity.Account{account()}
			f := w.assess(t)[0]
			if !f.Steps[0].Due.Equal(instant(c.due)) {
				t.Errorf("due at %s, want %s", f.Steps[0].Due, c.due)
			}
			if want := "access ended at " + c.want; f.Reasons[1] != want {
				t.Errorf("%q, want %q", f.Reasons[1], want)
			}
		})
	}
}

// A delay in days is in the person's days: six in the evening stays six in the evening when the clocks change.
func TestADelayInDaysKeepsTheTimeOfDay(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]string{"2026-10-24": "2026-10-25 17:00", "2026-03-28": "2026-03-29 16:00", "2026-11-20": "2026-11-21 17:00"} {
		w := newWorld()
		w.policies.Leaver = []assess.Rule{{Verb: identity.Suspend, Anchor: assess.End, Days: 1}}
		w.people, w.accounts = []identity.Person{ada(end)}, []identity.Account{account()}
		if got := w.assess(t)[0].Steps[0].Due; !got.Equal(instant(want)) {
			t.Errorf("a day after %s is %s, want %s", end, got, want)
		}
	}
}

func TestWhatWasNotReadWholeSaysNothing(t *testing.T) {
	t.Parallel()
	for name, blind := range map[string]func(*world){
		"the system is blind": func(w *world) { w.blind = true },
		"it is not known who works here": func(w *world) {
			w.gaps = []snapshot.Gap{{System: "hr", People: true, Why: "cut"}}
		},
	} {
		w := newWorld()
		w.people, w.accounts = []identity.Person{ada("2026-11-20")}, []identity.Account{account()}
		blind(w)
		if found := w.assess(t); len(found) > 0 {
			t.Errorf("%s, and this was found:\n%s", name, told(found))
		}
	}
}

// A leaver found ten days, or ten years, late is cut now: nothing has a window in which it must be caught.
func TestALeaverIsFoundHoweverLate(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{0, time.Second, 10 * day, 3650 * day} {
		w := newWorld()
		w.people, w.accounts = []identity.Person{ada("2026-11-20")}, []identity.Account{account()}
		w.at = instant("2026-11-20 17:00").Add(late).In(w.at.Location())
		found := w.assess(t)
		if len(found) == 0 || found[0].Kind != assess.Leaver || found[0].Quiet || !strings.Contains(told(found), "suspend at 2026-11-20 17:00") {
			t.Errorf("%s late:\n%s", late, told(found))
		}
	}
}
