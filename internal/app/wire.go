package app

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// The settings in the words of the stages.

func rules(s *config.Settings) []correlate.Rule {
	var list []correlate.Rule
	for _, r := range s.Correlate {
		list = append(list, correlate.Rule(r.By))
	}
	return list
}

func policies(s *config.Settings) assess.Policies {
	p := assess.Policies{
		Orphan:   assess.Watch{After: s.Policies.Orphan.After, Do: assess.Do(s.Policies.Orphan.Do)},
		Dormant:  assess.Watch{After: s.Policies.Dormant.After, Do: assess.Do(s.Policies.Dormant.Do)},
		Expiring: s.Policies.Expiring.Within, Upcoming: s.Plan.Upcoming,
		VanishedAfter: map[string]int{}, Grace: map[string]time.Duration{},
	}
	for _, verb := range config.Verbs() {
		step := s.Policies.Leaver[verb]
		if step.Never {
			continue
		}
		const day = 24 * time.Hour
		p.Leaver = append(p.Leaver, assess.Rule{
			Verb: verb, Anchor: assess.Anchor(step.From), Days: int(step.After / day), Plus: step.After % day,
		})
	}
	for i := range s.People {
		p.VanishedAfter[s.People[i].Name] = s.People[i].Vanished.AfterFeeds
		p.Grace[s.People[i].Name] = s.People[i].Grace
	}
	return p
}

func gate(s *config.Settings) plan.Gate {
	g := plan.Gate{Limits: map[identity.Verb]plan.Limit{}, Alone: s.Gate.Alone, Two: s.Gate.Two, Expires: s.Plan.Expires, Windows: windows(s)}
	for _, p := range s.Protect.Accounts {
		g.Accounts = append(g.Accounts, plan.ProtectedAccount(p))
	}
	for _, e := range s.Protect.Entitlements {
		g.Keep = append(g.Keep, plan.Keep{System: e.System, Name: e.Name, AtLeast: e.Keep})
	}
	for verb, l := range s.Limits {
		g.Limits[verb] = plan.Limit{
			Max: l.Max, Share: part(l.Share), PerDay: part(l.PerDay), PerWeek: part(l.PerWeek), Small: l.Small,
		}
	}
	return g
}

func expect(c config.Complete) snapshot.Expect {
	return snapshot.Expect{Min: c.Min, MaxDrop: part(c.MaxDrop), Canaries: c.Canaries}
}

// part returns a share as a part of 1.
func part(s config.Share) float64 { return float64(s) / float64(config.All) }

func windows(s *config.Settings) plan.Windows {
	h := s.Windows.Hours
	w := plan.Windows{Hours: plan.Hours{From: h.From, To: h.To, Zone: h.Zone, Verbs: h.Verbs}}
	for _, d := range h.Days {
		w.Hours.Days = append(w.Hours.Days, d.Day())
	}
	for _, f := range s.Windows.Freezes {
		w.Freezes = append(w.Freezes, plan.Freeze{
			From: identity.On(f.From).Beginning(h.Zone), To: identity.On(f.To).Beginning(h.Zone), Verbs: f.Verbs, Reason: f.Reason,
		})
	}
	return w
}
