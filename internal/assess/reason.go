package assess

import (
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const clock = "2006-01-02 15:04"

// clocks shows an instant on all three clocks: the person's, this machine's and UTC, each once.
func (v *View) clocks(t time.Time, p *identity.Person) string {
	theirs, ours, utc := t.In(p.Zone), t.In(v.at.Location()), t.UTC()
	s := fmt.Sprintf("%s in %s", theirs.Format(clock), p.Zone)
	var others []string
	if ours.Format(clock) != theirs.Format(clock) && ours.Format(clock) != utc.Format(clock) {
		others = append(others, ours.Format(clock)+" here")
	}
	if utc.Format(clock) != theirs.Format(clock) {
		others = append(others, utc.Format(clock)+" UTC")
	}
	if len(others) > 0 {
		s += " (" + strings.Join(others, ", ") + ")"
	}
	return s
}

func linkReason(p *identity.Person, c *Case) string {
	switch c.Link.By {
	case correlate.ByEmployee:
		return fmt.Sprintf("the account carries the employee number %s", c.Account.Employee)
	case correlate.ByEmail:
		return fmt.Sprintf("the account carries the mail %s", c.Account.Email)
	case correlate.ByLogin:
		return fmt.Sprintf("the login %s is that of %s", c.Account.Login, p.Name())
	case correlate.ByConfirmed:
		return "a human confirmed whose account it is"
	case correlate.ByName:
	}
	return "the name fits"
}

func accountReason(c *Case) string {
	s := "the account is " + string(c.Account.State)
	if n := len(c.Account.Entitlements); n > 0 {
		s += fmt.Sprintf(" and holds %s", count(n, "entitlement"))
	}
	if !c.Account.LastSeen.IsZero() {
		s += ", last seen " + c.Account.LastSeen.UTC().Format("2006-01-02")
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// carried lists what the account says of its person, for a human who must find out.
func carried(a *identity.Account) string {
	var parts []string
	for _, f := range [...]struct{ name, value string }{
		{"employee number", a.Employee}, {"mail", a.Email}, {"login", a.Login}, {"name", displayName(a)},
	} {
		if f.value != "" {
			parts = append(parts, f.name+" "+f.value)
		}
	}
	if len(parts) == 0 {
		return "the account says nothing of a person"
	}
	return "the account carries " + strings.Join(parts, ", ")
}

func displayName(a *identity.Account) string {
	if a.Display != "" {
		return a.Display
	}
	return strings.TrimSpace(a.Given + " " + a.Family)
}

// candidates lists the people who could be meant.
func (v *View) candidates(c *Case) []string {
	lines := make([]string, 0, len(c.Link.Candidates))
	for _, who := range c.Link.Candidates {
		p := &v.people[who.Person]
		lines = append(lines, fmt.Sprintf("%s (%s), who %s, fits with %d of 100: %s", p.Name(), p.ID, v.stands(p), who.Score, who.Why))
	}
	return lines
}

// stands says in words where a person stands.
func (v *View) stands(p *identity.Person) string {
	d := v.departure(p)
	switch d.state {
	case identity.Left:
		return "left at " + v.clocks(d.end, p)
	case identity.Coming:
		return "has not started yet"
	case identity.OnLeave:
		return "is on leave"
	case identity.Working:
	}
	if p.Vanished.Feeds > 0 {
		return "has vanished from " + p.Source
	}
	if d.known() {
		return "works here until " + v.clocks(d.end, p)
	}
	if d.dated() {
		return "has the last day of work until " + v.clocks(d.lastDay, p) + ", and no end is known"
	}
	return "works here"
}

// Stands says in words where a person stands.
func (v *View) Stands(p *identity.Person) string { return v.stands(p) }

// Why says in words why an account is linked as it is.
func (v *View) Why(c *Case) []string {
	if p := v.person(c); p != nil {
		return []string{linkReason(p, c)}
	}
	return append([]string{carried(&c.Account)}, v.candidates(c)...)
}
