package plan_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// input is a plan's input of n people who have left, each with one open account on app that is in the group admins.
func input(n int, verbs ...identity.Verb) plan.Input {
	in := plan.Input{
		Purpose: plan.ForPass, Settings: "s1", Upcoming: 30 * day, Accounts: map[identity.AccountRef]*identity.Account{},
		Gate: plan.Gate{Expires: day, Alone: []identity.Verb{identity.Suspend}},
		Snapshot: &snapshot.Snapshot{At: now, Systems: []snapshot.System{{
			Source: snapshot.Source{Name: "app", Seen: 100}, Enabled: 50, Holders: map[string]int{"admins": n},
		}}},
		Systems: map[string]connector.Description{"app": {Self: []string{"exeunt", "cn=exeunt,dc=x"}, Owner: "it@x.test", TaskTime: 2 * day}},
	}
	d := in.Systems["app"]
	for _, verb := range []identity.Verb{identity.Suspend, identity.SignOut, identity.Remove, identity.Delete, identity.Restore} {
		d.Capabilities = append(d.Capabilities, connector.Capability{Verb: verb, By: connector.ByConnector, Reversible: verb != identity.Delete})
	}
	in.Systems["app"] = d
	for i := 1; i <= n; i++ {
		in.Snapshot.People = append(in.Snapshot.People, identity.Person{ID: identity.PersonID(fmt.Sprintf("E%d", i)), Zone: time.UTC})
		f, a := leaver(i, verbs...)
		in.Findings, in.Accounts[a.Ref] = append(in.Findings, f), a
	}
	return in
}

func leaver(i int, verbs ...identity.Verb) (assess.Finding, *identity.Account) {
	right := identity.Entitlement{Key: "g1", Name: "admins", Kind: identity.Group}
	a := &identity.Account{
		Ref: identity.AccountRef{System: "app", Key: fmt.Sprintf("k%d", i)}, Login: fmt.Sprintf("p%d", i), State: identity.Enabled,
		Entitlements: []identity.Entitlement{right}, Attributes: []identity.Attribute{{Name: "dn", Values: []string{fmt.Sprintf("uid=p%d,dc=x", i)}}},
	}
	f := assess.Finding{Kind: assess.Leaver, Account: a.Ref, Login: a.Login, Person: identity.PersonID(fmt.Sprintf("E%d", i)), Reasons: []string{"has left"}}
	for _, verb := range verbs {
		s := assess.Step{Verb: verb, Due: now.Add(-time.Hour), Rule: "leaver: " + string(verb)}
		if verb == identity.Remove {
			s.Entitlements = []identity.Entitlement{right}
		}
		f.Steps = append(f.Steps, s)
	}
	return f, a
}

// short tells a plan in a line: what is done, what comes later, what waits, what is refused and what is held.
func short(p *plan.Plan) string {
	var parts []string
	add := func(head string, n int, each func(i int) string) {
		var list []string
		for i := range n {
			list = append(list, each(i))
		}
		if n > 0 {
			parts = append(parts, head+" "+strings.Join(list, ", "))
		}
	}
	add("do", len(p.Actions), func(i int) string { return deed(&p.Actions[i]) })
	add("later", len(p.Upcoming), func(i int) string { return deed(&p.Upcoming[i]) })
	add("waits", len(p.Waiting), func(i int) string { w := p.Waiting[i]; return string(w.Verb) + " " + w.Login + " " + w.Task })
	add("refused", len(p.Refusals), func(i int) string { r := p.Refusals[i]; return string(r.Verb) + " " + r.Login + " " + r.Guard })
	add("held", len(p.Held), func(i int) string { h := p.Held[i]; return fmt.Sprintf("%s %s:%s", h.Guard, h.Verb, h.System) })
	return strings.Join(parts, "; ")
}

func deed(a *plan.Action) string {
	s := string(a.Verb) + " " + a.Login
	if a.By == connector.ByTask {
		s += " by " + a.Owner
	}
	return s
}
