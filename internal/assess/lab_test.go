package assess_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

const day = 24 * time.Hour

// world is what a snapshot of one system holds, with policies and a memory. Its clock is that of a reader in New York.
type world struct {
	at       time.Time
	people   []identity.Person
	accounts []identity.Account
	policies assess.Policies
	memory   assess.Memory
	links    correlate.Memory
	can      connector.Description
	written  time.Time
	since    time.Time // since when every account is linked as it is
	gaps     []snapshot.Gap
	blind    bool
}

func newWorld() *world {
	by := func(verb identity.Verb) connector.Capability {
		return connector.Capability{Verb: verb, By: connector.ByConnector, Reversible: true}
	}
	return &world{
		at: instant("2026-11-25 12:00").In(zone("America/New_York")),
		policies: assess.Policies{
			Leaver: []assess.Rule{
				{Verb: identity.Suspend, Anchor: assess.End},
				{Verb: identity.SignOut, Anchor: assess.End},
				{Verb: identity.Remove, Anchor: assess.End, Days: 1},
				{Verb: identity.Release, Anchor: assess.End, Days: 30},
				{Verb: identity.Delete, Anchor: assess.End, Days: 90},
			},
			Orphan: assess.Watch{After: 14 * day, Do: assess.DoTask}, Dormant: assess.Watch{After: 90 * day, Do: assess.DoTask},
			Expiring: 30 * day, Upcoming: 60 * day,
			VanishedAfter: map[string]int{"hr": 3}, Grace: map[string]time.Duration{"hr": day},
		},
		memory: assess.Memory{
			Closed: map[identity.AccountRef]time.Time{}, Done: map[assess.Deed]time.Time{}, Tasks: map[assess.Deed]assess.Task{},
			LeftSince: map[identity.PersonID]time.Time{}, Offboarded: map[identity.PersonID]time.Time{},
		},
		can: connector.Description{LastSeen: true, Capabilities: []connector.Capability{
			by(identity.Suspend), by(identity.SignOut), by(identity.Remove), by(identity.Release), by(identity.Delete),
		}},
		since: instant("2026-11-20 12:00"),
	}
}

// assess goes the way of a pass: every account is linked and triaged, and what may be wrong is judged.
func (w *world) assess(t testing.TB) []assess.Finding {
	t.Helper()
	snap := &snapshot.Snapshot{At: w.at, People: w.people, Gaps: w.gaps, Systems: []snapshot.System{{
		Source: snapshot.Source{Name: "app", Written: w.written}, Blind: w.blind,
	}}}
	index := correlate.NewIndex(w.people, []correlate.Rule{correlate.ByEmployee, correlate.ByEmail, correlate.ByLogin, correlate.ByName}, w.links)
	view := assess.NewView(snap, w.policies, w.memory, index, map[string]connector.Description{"app": w.can})
	triage := assess.NewTriage(view, w.can.LastSeen)
	var cases []assess.Case
	for i := range w.accounts {
		link := index.Link(&w.accounts[i])
		if triage.Notable(&w.accounts[i], &link) {
			cases = append(cases, assess.Case{Account: w.accounts[i], Link: link, Since: w.since})
		}
	}
	return assess.Assess(view, snap, cases, triage.Doubles())
}

// told tells findings in lines: what is wrong with whom, the reasons, and the steps with their instants.
func told(findings []assess.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		quiet := ""
		if f.Quiet {
			quiet = " (quiet)"
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("%s %s %s%s", f.Kind, f.Login, f.Person, quiet), " ") + "\n")
		for _, r := range f.Reasons {
			fmt.Fprintf(&b, "  %s\n", r)
		}
		for _, s := range f.Steps {
			fmt.Fprintf(&b, "  > %s", s.Verb)
			for _, e := range s.Entitlements {
				fmt.Fprintf(&b, " %s", e.Name)
			}
			fmt.Fprintf(&b, " at %s by %q", s.Due.Format("2006-01-02 15:04"), s.Rule)
			for name, said := range map[string]string{"in hand": s.InHand, "doubt": s.Doubt} {
				if said != "" {
					fmt.Fprintf(&b, ", %s: %s", name, said)
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// instant reads an instant in UTC.
func instant(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func on(s string) identity.When {
	d, err := identity.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return identity.On(d)
}

// ada works in Paris, until the day that is given, if one is.
func ada(end string) identity.Person {
	e := identity.Engagement{ID: "C1", Start: on("2020-01-01"), Position: "Clerk", Status: identity.StatusWorking}
	if end != "" {
		e.End = on(end)
	}
	evening, _ := identity.NewClock(18, 0)
	return identity.Person{
		ID: "E1", Source: "hr", Given: "Ada", Family: "Byron", Email: "ada@x.test", Zone: zone("Europe/Paris"), EndsAt: evening,
		Engagements: []identity.Engagement{e},
	}
}

// bob is somebody else, who works here.
func bob() identity.Person {
	p := ada("")
	p.ID, p.Given, p.Family, p.Email = "E2", "Bob", "Miller", "bob@x.test"
	return p
}

// account is an enabled account of Ada's with a group and a licence.
func account() identity.Account {
	return identity.Account{
		Ref: identity.AccountRef{System: "app", Key: "k1"}, Login: "ada", Employee: "E1", State: identity.Enabled,
		LastSeen: instant("2026-11-19 08:00"),
		Entitlements: []identity.Entitlement{
			{Key: "g1", Name: "staff", Kind: identity.Group}, {Key: "l1", Name: "office", Kind: identity.Licence},
		},
	}
}

var ref = identity.AccountRef{System: "app", Key: "k1"}

func deed(verb identity.Verb) assess.Deed { return assess.Deed{Account: ref, Verb: verb} }
