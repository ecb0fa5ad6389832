package app

import (
	"context"
	"iter"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// PeopleQuery says which people are wanted; the zero value wants all.
type PeopleQuery struct {
	Text       string // parts of names, mail, login, number or position, in any order; case and accents do not matter
	Where      Where
	Department string
	Kind       string
	Source     string
	Manager    string // an id, or parts of a name
	After      identity.PersonID
	Limit      int
}

// PeoplePage is a part of the people who are wanted.
type PeoplePage struct {
	People   []PersonRow
	Total    int               // of all who are wanted
	Next     identity.PersonID // the After of the next page; empty: this is the last one
	Accounts map[identity.PersonID]store.AccountCount
	Names    map[identity.PersonID]string // of the managers
	Choices  Choices
}

// FindPeople returns a page of people, leavers first.
func (a *App) FindPeople(ctx context.Context, q PeopleQuery) (*PeoplePage, error) {
	w, err := a.wanted(ctx, &q)
	if err != nil {
		return nil, err
	}
	ids, all := a.common.finder.find(w, q.After, q.Limit+1)
	page := &PeoplePage{Total: all, Choices: a.common.finder.chosen()}
	if len(ids) > q.Limit {
		ids = ids[:q.Limit]
		page.Next = ids[q.Limit-1]
	}
	if page.People, err = a.inOrder(ctx, ids); err != nil {
		return nil, err
	}
	if page.Accounts, err = a.store.CountAccounts(ctx, ids); err != nil {
		return nil, err
	}
	var managers []identity.PersonID
	for i := range page.People {
		managers = append(managers, page.People[i].Manager)
	}
	page.Names, err = a.Names(ctx, managers)
	return page, err
}

func (a *App) wanted(ctx context.Context, q *PeopleQuery) (*wanted, error) {
	f := a.common.finder
	if err := f.refresh(ctx, a.store); err != nil {
		return nil, err
	}
	w := &wanted{query: q, words: searchWords(q.Text), now: a.now().UnixMicro()}
	if q.Manager != "" {
		w.managers = f.managersNamed(q.Manager)
	}
	if q.Where != WhereInside {
		return w, nil
	}
	p, err := a.Newest(ctx)
	if err != nil || p == nil {
		return w, err
	}
	accounts, err := a.openOf(ctx, p)
	w.inside = map[identity.PersonID]bool{}
	for id := range accounts {
		w.inside[id] = true
	}
	return w, err
}

// inOrder returns people in the order of their ids.
func (a *App) inOrder(ctx context.Context, ids []identity.PersonID) ([]PersonRow, error) {
	people, err := a.store.Persons(ctx, ids)
	place := make(map[identity.PersonID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortStableFunc(people, func(x, y PersonRow) int { return place[x.ID] - place[y.ID] })
	return people, err
}

// EveryPerson yields all people who are wanted, leavers first, for an export.
func (a *App) EveryPerson(ctx context.Context, q PeopleQuery) iter.Seq2[PersonRow, error] {
	return func(yield func(PersonRow, error) bool) {
		w, err := a.wanted(ctx, &q)
		if err != nil {
			yield(PersonRow{}, err)
			return
		}
		ids, _ := a.common.finder.find(w, "", -1)
		for some := range slices.Chunk(ids, 500) {
			people, err := a.inOrder(ctx, some)
			for i := range people {
				if !yield(people[i], nil) {
					return
				}
			}
			if err != nil {
				yield(PersonRow{}, err)
				return
			}
		}
	}
}
