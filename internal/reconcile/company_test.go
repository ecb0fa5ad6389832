package reconcile_test

import (
	"context"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector/connectortest"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

var (
	paris, _ = time.LoadLocation("Europe/Paris")
	now      = time.Date(2026, 11, 23, 12, 0, 0, 0, paris)
)

// company is a people source and one system in memory, with what is remembered between passes.
type company struct {
	people *connectortest.Memory
	system *connectortest.Memory
	expect snapshot.Expect
	known  []identity.Person
	last   map[string]snapshot.Last
	memory *recorded
	links  correlate.Memory
	mind   assess.Memory
	gate   plan.Gate
	rules  []assess.Rule
	spent  map[plan.Class]plan.Spent
	except []plan.Exception
}

func newCompany(people []identity.Person, accounts ...identity.Account) *company {
	return &company{
		people: connectortest.NewPeople("hr", people...), system: connectortest.NewMemory("app", accounts...),
		expect: snapshot.Expect{Min: 1, MaxDrop: 0.10}, last: map[string]snapshot.Last{}, memory: &recorded{},
		rules: []assess.Rule{
			{Verb: identity.Suspend, Anchor: assess.End},
			{Verb: identity.SignOut, Anchor: assess.End},
			{Verb: identity.Remove, Anchor: assess.End, Days: 1},
			{Verb: identity.Delete, Anchor: assess.End, Days: 90},
		},
		gate: plan.Gate{
			Limits: map[identity.Verb]plan.Limit{identity.Suspend: {Max: 50, Share: 0.10, PerDay: 0.05, PerWeek: 1, Small: 10}},
			Alone:  []identity.Verb{identity.Suspend, identity.SignOut}, Two: []identity.Verb{identity.Delete}, Expires: 24 * time.Hour,
		},
	}
}

func (c *company) input(at time.Time) reconcile.Input {
	return reconcile.Input{
		At: at,
		Sources: []snapshot.PeopleSource{{
			Name: "hr", Connector: c.people, Expect: c.expect, Last: c.last["hr"], Known: c.knownPeople(), Recall: c.recall,
		}},
		Systems: []reconcile.System{{
			AccountSource: snapshot.AccountSource{
				Name: "app", Connector: c.system, Expect: snapshot.Expect{Min: 1, MaxDrop: 0.5}, Last: c.last["app"],
				Marks: func(context.Context) ([]snapshot.Mark, error) { return c.memory.marks, nil },
			},
			Open: func(context.Context) (reconcile.Recorder, error) { return c.memory.open(), nil },
		}},
		Rules:    []correlate.Rule{correlate.ByEmployee, correlate.ByEmail, correlate.ByLogin, correlate.ByName},
		Policies: c.policies(), Links: c.links, Memory: c.mind, Gate: c.gate, Spent: c.spent, Exceptions: c.except,
		Purpose: plan.ForPass, Settings: "settings", Parallel: 2,
	}
}

func (c *company) policies() assess.Policies {
	const day = 24 * time.Hour
	return assess.Policies{
		Leaver: c.rules, Orphan: assess.Watch{After: 14 * day, Do: assess.DoTask}, Dormant: assess.Watch{After: 90 * day, Do: assess.DoTask},
		Expiring: 30 * day, Upcoming: 100 * day, VanishedAfter: map[string]int{"hr": 3}, Grace: map[string]time.Duration{"hr": day},
	}
}

// pass runs one pass and remembers it.
func (c *company) pass(t testing.TB, at time.Time) *reconcile.Result {
	t.Helper()
	result, err := reconcile.Pass(t.Context(), c.input(at))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range result.Snapshot.Sources {
		c.last[s.Name] = snapshot.Last{Seen: s.Seen, Entitled: s.Entitled, Unended: s.Unended, Digest: s.Digest, Columns: s.Columns}
		c.known = s.People
	}
	for _, s := range result.Snapshot.Systems {
		c.last[s.Name] = snapshot.Last{Seen: s.Seen, Entitled: s.Entitled, Unended: s.Unended, Digest: s.Digest, Columns: s.Columns}
	}
	for _, id := range result.View.Undated() {
		if c.mind.LeftSince == nil {
			c.mind.LeftSince = map[identity.PersonID]time.Time{}
		}
		c.mind.LeftSince[id] = at
	}
	c.links.Suspect = c.memory.suspects()
	return result
}

func (c *company) knownPeople() []snapshot.Known {
	var known []snapshot.Known
	for _, p := range c.known {
		known = append(known, snapshot.Known{ID: p.ID, Vanished: p.Vanished})
	}
	return known
}

func (c *company) recall(_ context.Context, ids []identity.PersonID) ([]identity.Person, error) {
	var people []identity.Person
	for _, id := range ids {
		for _, p := range c.known {
			if p.ID == id {
				people = append(people, p)
			}
		}
	}
	return people, nil
}

// recorded is the memory of one system's readings.
type recorded struct {
	marks []snapshot.Mark
	rows  map[uint32]reconcile.Record
	keys  map[uint32]identity.AccountRef
}

func (r *recorded) open() *recording {
	if r.rows == nil {
		r.rows, r.keys = map[uint32]reconcile.Record{}, map[uint32]identity.AccountRef{}
	}
	return &recording{of: r}
}

func (r *recorded) suspects() map[identity.AccountRef]correlate.Earlier {
	found := map[identity.AccountRef]correlate.Earlier{}
	for row, rec := range r.rows {
		if rec.Status == correlate.Suspect {
			found[r.keys[row]] = rec.Link
		}
	}
	return found
}

type recording struct {
	of  *recorded
	put []reconcile.Record
	ref []identity.AccountRef
}

func (r *recording) Earlier(rows []uint32) (map[uint32]reconcile.Remembered, error) {
	found := map[uint32]reconcile.Remembered{}
	for _, row := range rows {
		rec := r.of.rows[row]
		found[row] = reconcile.Remembered{Status: rec.Status, Earlier: rec.Link}
	}
	return found, nil
}

func (r *recording) Put(batch []reconcile.Record) error {
	for _, rec := range batch {
		r.ref = append(r.ref, rec.Account.Clone().Ref)
		rec.Account = nil
		r.put = append(r.put, rec)
	}
	return nil
}

func (r *recording) Close(whole *reconcile.Whole) error {
	if whole == nil {
		return nil
	}
	for i, rec := range r.put {
		r.of.rows[rec.Row], r.of.keys[rec.Row] = rec, r.ref[i]
	}
	for _, row := range whole.Gone {
		delete(r.of.rows, row)
	}
	r.of.marks = whole.Marks
	return nil
}
