package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// PlanOffboard plans the end of one person's access on every system, now, whatever the source says and whether it can
// be read or not. Deleting is left to the policy. Name is an id, mail or login of the person.
func (a *App) PlanOffboard(ctx context.Context, name string) (*reconcile.Result, *identity.Person, error) {
	if err := a.settle(ctx); err != nil {
		return nil, nil, err
	}
	at := a.now()
	in, err := a.input(ctx, at, plan.ForOffboard, forget)
	if err != nil {
		return nil, nil, err
	}
	in.Sources = a.orRemembered(ctx, in.Sources)
	person, err := a.findPerson(ctx, in.Sources, name)
	if err != nil {
		return nil, nil, err
	}
	in.Subject, in.Focus = string(person.ID), &reconcile.Focus{Name: string(person.ID), Person: person.ID}
	in.Memory.Offboarded[person.ID] = at.UTC()
	in.Policies.Leaver = atOnce(in.Policies.Leaver)
	result, err := reconcile.Pass(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	return result, person, a.keep(ctx, result, forget)
}

// Offboard writes the order down, so that no later pass forgets it, and applies the plan.
func (a *App) Offboard(ctx context.Context, p *plan.Plan, o ApplyOptions) (*Report, error) {
	if o.Reason == "" {
		return nil, &UsageError{"ending a person's access at once needs a reason: add --reason TEXT"}
	}
	if err := a.keepOrder(ctx, p, o.Reason); err != nil {
		return nil, err
	}
	return a.Apply(ctx, p, o)
}

// keepOrder writes the order down. An earlier one stands, unless the person was employed anew since: that one is void.
func (a *App) keepOrder(ctx context.Context, p *plan.Plan, reason string) error {
	id := identity.PersonID(p.Subject)
	earlier, err := a.store.Order(ctx, id)
	if err != nil {
		return err
	}
	if earlier != nil {
		people, err := a.store.Persons(ctx, []identity.PersonID{id})
		if err != nil {
			return err
		}
		if len(people) > 0 && assess.Voided(&people[0].Person, earlier.At, p.At) {
			if _, err := a.store.LiftOffboard(ctx, id, p.At, a.actor, "employed anew since; ordered again"); err != nil {
				return err
			}
		}
	}
	return a.store.Offboard(ctx, id, p.At, a.actor, reason)
}

// atOnce moves every step but the deletion to the end itself.
func atOnce(rules []assess.Rule) []assess.Rule {
	var now []assess.Rule
	for _, r := range rules {
		if r.Verb != identity.Delete {
			now = append(now, assess.Rule{Verb: r.Verb, Anchor: assess.End})
		}
	}
	return now
}

// findPerson returns the one person whose id, mail, login or whole name is name.
func (a *App) findPerson(ctx context.Context, sources []snapshot.PeopleSource, name string) (*identity.Person, error) {
	people, err := snapshot.People(ctx, a.now(), sources)
	if err != nil {
		return nil, err
	}
	if people.BlindToPeople() {
		return nil, &BlindError{people.Gaps}
	}
	var found []*identity.Person
	for i := range people.People {
		if called(&people.People[i], name) {
			found = append(found, &people.People[i])
		}
	}
	switch len(found) {
	case 0:
		return nil, missing("nobody has the id, mail, login or name %q: run `exeunt people %s` to look for parts of a name", name, name)
	case 1:
		return found[0], nil
	}
	return nil, &UsageError{fmt.Sprintf("%q is %d people (%s): name one by id", name, len(found), ids(found))}
}

// called reports whether the name is the person's id, mail, login or whole name.
func called(p *identity.Person, name string) bool {
	return slices.ContainsFunc([]string{string(p.ID), p.Email, p.Login, p.Name()}, func(own string) bool {
		return own != "" && strings.EqualFold(own, name)
	})
}

func ids(people []*identity.Person) string {
	var list []string
	for _, p := range people {
		list = append(list, fmt.Sprintf("%s %s", p.ID, p.Name()))
	}
	return strings.Join(list, ", ")
}

// orRemembered puts what was last known in the place of every people source that cannot be read whole now: an order to
// end one person's access does not wait for a feed.
func (a *App) orRemembered(ctx context.Context, sources []snapshot.PeopleSource) []snapshot.PeopleSource {
	out := slices.Clone(sources)
	for i := range out {
		alone, err := snapshot.People(ctx, a.now(), out[i:i+1])
		if err == nil && alone.BlindToPeople() {
			out[i].Connector = &remembered{a.store, out[i]}
			out[i].Expect = snapshot.Expect{Accept: true}
		}
	}
	return out
}

// remembered is a people source as it was last read whole.
type remembered struct {
	store  *store.Store
	source snapshot.PeopleSource
}

// Describe returns what the real source says of itself.
func (r *remembered) Describe() connector.Description { return r.source.Connector.Describe() }

// Probe needs no rights: what is remembered is ours.
func (r *remembered) Probe(context.Context) ([]connector.Right, error) { return nil, nil }

// Read gives everybody who was in the last complete reading.
func (r *remembered) Read(ctx context.Context, sink connector.Sink) (connector.Reading, error) {
	var ids []identity.PersonID
	for _, k := range r.source.Known {
		if k.Vanished.Feeds == 0 {
			ids = append(ids, k.ID)
		}
	}
	people, err := r.source.Recall(ctx, ids)
	if err != nil {
		return connector.Reading{}, err
	}
	reading := connector.Reading{Seen: len(people), Expected: len(ids), Digest: r.source.Last.Digest, Columns: r.source.Last.Columns}
	return reading, sink.People(people)
}

// Lookup has no accounts.
func (r *remembered) Lookup(context.Context, string) (identity.Account, error) {
	return identity.Account{}, connector.ErrGone
}

// Do changes nothing: a people source has no accounts.
func (r *remembered) Do(context.Context, identity.Operation) error { return connector.ErrGone }
