package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// ExceptionSet is which exceptions are looked at.
type ExceptionSet string

// The sets.
const (
	ExceptionsRunning ExceptionSet = ""     // what is left as it is, what returns first in front
	ExceptionsWeek    ExceptionSet = "week" // of these, what returns within seven days
	ExceptionsOver    ExceptionSet = "over" // what has returned, the newest in front
)

// ExceptionsQuery says which exceptions are wanted.
type ExceptionsQuery struct {
	Set   ExceptionSet
	After string // the id of the last one of the page before
	Limit int
}

// ListedException is an exception with what it is about, in words.
type ListedException struct {
	Exception
	Name  string // of the person, or the login of the account; empty: it is gone
	Until time.Time
	Runs  bool
}

// ExceptionsPage is a part of the exceptions that are wanted. They are what humans decided one by one: all are looked
// through for a page, and only the page is shown.
type ExceptionsPage struct {
	Exceptions []ListedException
	Counts     map[ExceptionSet]int
	Next       string // the After of the next page; empty: this is the last one
}

// ListExceptions returns a page of exceptions.
func (a *App) ListExceptions(ctx context.Context, q ExceptionsQuery) (*ExceptionsPage, error) {
	all, err := a.store.AllExceptions(ctx)
	if err != nil {
		return nil, err
	}
	page := &ExceptionsPage{Counts: map[ExceptionSet]int{}}
	var wanted []ListedException
	for i := range all {
		e := a.placed(&all[i])
		sets := e.sets(a.now())
		for _, set := range sets {
			page.Counts[set]++
		}
		if slices.Contains(sets, q.Set) {
			wanted = append(wanted, e)
		}
	}
	slices.SortStableFunc(wanted, func(x, y ListedException) int {
		if q.Set == ExceptionsOver {
			x, y = y, x
		}
		return x.Until.Compare(y.Until)
	})
	page.Exceptions, page.Next = pageOf(wanted, q)
	return page, a.nameExceptions(ctx, page.Exceptions)
}

// OneException returns the exception with an id; there is false when none has it.
func (a *App) OneException(ctx context.Context, id string) (e ListedException, there bool, err error) {
	all, err := a.store.AllExceptions(ctx)
	i := slices.IndexFunc(all, func(e Exception) bool { return e.ID == id })
	if err != nil || i < 0 {
		return e, false, err
	}
	one := []ListedException{a.placed(&all[i])}
	err = a.nameExceptions(ctx, one)
	return one[0], true, err
}

// placed says until when an exception runs or ran.
func (a *App) placed(e *Exception) ListedException {
	l := ListedException{Exception: *e, Until: e.Expires}
	if !e.Ended.IsZero() && e.Ended.Before(e.Expires) {
		l.Until = e.Ended
	}
	l.Runs = l.Until.After(a.now())
	return l
}

func (l *ListedException) sets(now time.Time) []ExceptionSet {
	switch {
	case !l.Runs:
		return []ExceptionSet{ExceptionsOver}
	case l.Until.Before(now.AddDate(0, 0, 7)):
		return []ExceptionSet{ExceptionsRunning, ExceptionsWeek}
	}
	return []ExceptionSet{ExceptionsRunning}
}

func pageOf(wanted []ListedException, q ExceptionsQuery) (page []ListedException, next string) {
	if i := slices.IndexFunc(wanted, func(l ListedException) bool { return l.ID == q.After }); i >= 0 {
		wanted = wanted[i+1:]
	}
	if len(wanted) <= q.Limit {
		return wanted, ""
	}
	return wanted[:q.Limit], wanted[q.Limit-1].ID
}

// nameExceptions says what exceptions are about.
func (a *App) nameExceptions(ctx context.Context, list []ListedException) error {
	var people []identity.PersonID
	for i := range list {
		if list[i].Person != "" {
			people = append(people, list[i].Person)
		}
	}
	names, err := a.Names(ctx, people)
	if err != nil {
		return err
	}
	for i := range list {
		l := &list[i]
		if l.Person != "" {
			l.Name = names[l.Person]
			continue
		}
		row, there, err := a.store.Account(ctx, l.Account)
		if err != nil {
			return err
		}
		if there {
			l.Name = cmp.Or(row.Login, row.Ref.Key)
		}
	}
	return nil
}

// runsAlready returns the exception that runs already and says the same: asked twice is asked once.
func (a *App) runsAlready(ctx context.Context, e *plan.Exception) (plan.Exception, bool, error) {
	all, err := a.store.Exceptions(ctx)
	i := slices.IndexFunc(all, func(r plan.Exception) bool {
		return r.Account == e.Account && r.Person == e.Person && r.Owner == e.Owner && r.Reason == e.Reason && r.Expires.Equal(e.Expires)
	})
	if err != nil || i < 0 {
		return *e, false, err
	}
	return all[i], true, nil
}
