package reconcile_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// world draws a company: people who work, have left, will leave or have several contracts; accounts that are theirs by
// number, mail, login or name, that several people fit, that are nobody's, of a program, shared, or suspended.
func world(r *rapid.T) *company {
	people, list := somePeople(r), []identity.Account(nil)
	for i := range rapid.IntRange(1, 12).Draw(r, "accounts") {
		list = append(list, someAccount(r, i, len(people)))
	}
	c := newCompany(people, list...)
	c.mind = assess.Memory{Tasks: map[assess.Deed]assess.Task{}, Done: map[assess.Deed]time.Time{}, Closed: map[identity.AccountRef]time.Time{}}
	c.gate.Limits, c.gate.Two = nil, nil
	return c
}

func somePeople(r *rapid.T) []identity.Person {
	ends := []string{"", "", "2026-11-01", "2026-11-23", "2026-12-24", "2026-06-01"}
	var people []identity.Person
	for i := range rapid.IntRange(1, 8).Draw(r, "people") {
		p := staff(i+1, nil)[i]
		if end := rapid.SampledFrom(ends).Draw(r, "end"); end != "" {
			p.Engagements[0].End = day(end)
		}
		switch rapid.IntRange(0, 7).Draw(r, "what else") {
		case 0:
			p.Engagements = append(p.Engagements, identity.Engagement{ID: "second", Start: day("2026-10-01"), End: p.Engagements[0].End})
		case 1:
			p.Engagements[0].Status = identity.StatusLeft
		case 2:
			p.Engagements[0].LastDay = day("2026-11-10")
		case 3:
			p.Email = "p001@x.test" // the mail of the first one
		}
		people = append(people, p)
	}
	return people
}

func someAccount(r *rapid.T, i, people int) identity.Account {
	who := rapid.IntRange(1, people).Draw(r, "whose")
	a := identity.Account{Ref: identity.AccountRef{Key: fmt.Sprintf("k%03d", i)}, Login: fmt.Sprintf("x%03d", i)}
	switch rapid.IntRange(0, 4).Draw(r, "carries") {
	case 0:
		a.Employee = fmt.Sprintf("E%03d", who)
	case 1:
		a.Email = fmt.Sprintf("p%03d@x.test", who)
	case 2:
		a.Employee, a.Email = fmt.Sprintf("E%03d", who), "p001@x.test"
	case 3:
		a.Display = fmt.Sprintf("Ada Person%03d", who)
	}
	a.State = rapid.SampledFrom([]identity.AccountState{identity.Enabled, identity.Enabled, identity.Enabled, identity.Suspended}).Draw(r, "state")
	a.Kind = rapid.SampledFrom([]identity.AccountKind{"", "", "", identity.Service, identity.Shared, identity.Guest}).Draw(r, "kind")
	a.Owner = rapid.SampledFrom([]string{"", "", "E001", "gone@x.test"}).Draw(r, "owner")
	if rapid.Bool().Draw(r, "long ago") {
		a.LastSeen = now.AddDate(-1, 0, 0).UTC()
	}
	for n := range rapid.IntRange(0, 3).Draw(r, "rights") {
		kind := identity.Group
		if n == 2 {
			kind = identity.Licence
		}
		a.Entitlements = append(a.Entitlements, identity.Entitlement{Key: fmt.Sprintf("g%d", n), Name: fmt.Sprintf("right %d", n), Kind: kind})
	}
	if rapid.Bool().Draw(r, "has a shell") {
		a.Attributes = []identity.Attribute{{Name: "shell", Values: []string{"/bin/sh"}}}
	}
	return a
}

// carryOut applies what no guard holds, looks again, and remembers it, as app does. It returns what was captured of each
// account before its first write, and how many writes were not seen to be done.
func (c *company) carryOut(t testing.TB, p *plan.Plan) (before map[identity.AccountRef]identity.Account, unseen int) {
	t.Helper()
	before = map[identity.AccountRef]identity.Account{}
	target := apply.Target{
		Connector: c.system, Journal: captures(before), Now: func() time.Time { return p.At },
		Seen: map[identity.AccountRef]identity.Fingerprint{},
	}
	var jobs []apply.Job
	for _, a := range p.Runnable() {
		deed := assess.Deed{Account: a.Ref(), Verb: a.Verb}
		if a.By == connector.ByTask {
			c.mind.Tasks[deed] = assess.Task{ID: a.ID}
			continue
		}
		jobs = append(jobs, apply.Job{Action: a})
	}
	for _, wave := range apply.Waves(jobs, 4) {
		outcomes, err := target.Wave(t.Context(), wave)
		if err != nil {
			t.Fatal(err)
		}
		for _, receipt := range prove.Wave(t.Context(), c.system, outcomes, nil, target.Now) {
			a := &receipt.Outcome.Action
			target.Seen[a.Ref()] = receipt.Fingerprint
			switch {
			case receipt.Verdict != prove.Verified:
				unseen++
			case a.Verb == identity.Suspend:
				c.mind.Closed[a.Ref()] = receipt.At
			case a.Verb == identity.SignOut:
				c.mind.Done[assess.Deed{Account: a.Ref(), Verb: a.Verb}] = receipt.At
			}
		}
	}
	return before, unseen
}

// bringBack restores accounts to what was captured, and returns how many are not seen to be back.
func (c *company) bringBack(t testing.TB, before map[identity.AccountRef]identity.Account) (apart int) {
	t.Helper()
	var jobs []apply.Job
	captured := map[string]*identity.Account{}
	for ref, was := range before {
		is, err := c.system.Lookup(t.Context(), ref.Key)
		if err != nil {
			t.Fatal(err)
		}
		a := plan.Action{ID: ref.String(), Verb: identity.Restore, System: ref.System, Account: ref.Key, Fingerprint: is.Fingerprint().String()}
		captured[a.ID] = &was
		jobs = append(jobs, apply.Job{Action: a, Before: &was})
	}
	target := apply.Target{Connector: c.system, Journal: captures(nil), Now: time.Now}
	for _, wave := range apply.Waves(jobs, 4) {
		outcomes, err := target.Wave(t.Context(), wave)
		if err != nil {
			t.Fatal(err)
		}
		for _, receipt := range prove.Wave(t.Context(), c.system, outcomes, captured, target.Now) {
			if receipt.Verdict != prove.Verified {
				apart++
			}
		}
	}
	return apart
}

func (c *company) everything(t testing.TB) map[identity.AccountRef]identity.Fingerprint {
	t.Helper()
	all := map[identity.AccountRef]identity.Fingerprint{}
	for _, key := range c.keys(t) {
		a, err := c.system.Lookup(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[a.Ref] = a.Fingerprint()
	}
	return all
}

// deeds names actions, sorted.
func deeds(actions []plan.Action) []string {
	var list []string
	for _, a := range actions {
		list = append(list, string(a.Verb)+" "+a.Account)
	}
	slices.Sort(list)
	return list
}

// keys returns the keys of every account that a listing shows.
func (c *company) keys(t testing.TB) []string {
	t.Helper()
	var l listing
	if _, err := c.system.Read(t.Context(), &l); err != nil {
		t.Fatal(err)
	}
	return l
}

type listing []string

func (l *listing) People([]identity.Person) error { return nil }

func (l *listing) Accounts(batch []identity.Account) error {
	for i := range batch {
		*l = append(*l, batch[i].Ref.Key)
	}
	return nil
}
