package app

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// AccountsQuery says which accounts of all systems are wanted.
type AccountsQuery struct {
	View   AccountView
	System string
	State  identity.AccountState
	Text   string // a login or key, anything that is known of a person, or a part of the login, mail, name or number
	After  string // the Next of the page before
	Limit  int
}

// accountSearch is a query made ready. Without words it walks along the accounts. With words it lists first those whose
// login or key it is, then those of the people who fit, both of which are pointed to; and then, where there are not too
// many accounts for that, those that hold it somewhere.
type accountSearch struct {
	app    *App
	query  *AccountsQuery
	filter AccountFilter
	people *wanted // nil: no words
	whole  bool
	after  accountPlace
}

// walkable is how many accounts can be looked through for a word while somebody waits.
const walkable = 400_000

func (a *App) searchAccounts(ctx context.Context, q *AccountsQuery) (*accountSearch, error) {
	s := &accountSearch{app: a, query: q, filter: AccountFilter{View: q.View, System: q.System, State: q.State}, after: parseAccountPlace(q.After), whole: true}
	if q.Text == "" {
		return s, nil
	}
	var err error
	if s.people, err = a.wanted(ctx, &PeopleQuery{Text: q.Text}); err != nil {
		return nil, err
	}
	counts, err := a.CountAccounts(ctx)
	s.whole = q.System != "" || counts[ViewAll] <= walkable
	return s, err
}

// placedAccount is an account with the place after which the next page begins.
type placedAccount struct {
	AccountRow
	after string
}

// accountPlace is a place in a list of accounts.
type accountPlace struct {
	part   listPart
	place  int64
	person identity.PersonID // of the part of people
}

// listPart is a part of a list with words.
type listPart string

// The parts, in their order.
const (
	named  listPart = "" // also of a list without words
	owned  listPart = "p"
	within listPart = "t"
)

// String writes a place for an address.
func (p accountPlace) String() string {
	return fmt.Sprintf("%s%d.%s", p.part, p.place, p.person)
}

// parseAccountPlace reads what String wrote. Anything else is the beginning.
func parseAccountPlace(text string) accountPlace {
	p := accountPlace{}
	for _, one := range []listPart{owned, within} {
		if rest, is := strings.CutPrefix(text, string(one)); is {
			p.part, text = one, rest
		}
	}
	number, person, _ := strings.Cut(text, ".")
	place, err := strconv.ParseInt(number, 10, 64)
	if err != nil || place < 0 {
		return accountPlace{}
	}
	p.place, p.person = place, identity.PersonID(person)
	return p
}

// each yields the accounts that are wanted behind the place.
func (s *accountSearch) each(ctx context.Context) iter.Seq2[placedAccount, error] {
	return func(yield func(placedAccount, error) bool) {
		if s.people == nil {
			f := s.filter
			f.After = s.after.place
			s.some(ctx, &f, accountPlace{}, nil, yield)
			return
		}
		_ = s.namedOnes(ctx, yield) && s.ownedOnes(ctx, yield) && s.withinOnes(ctx, yield)
	}
}

// some yields the accounts of a filter but those that were listed before, and reports whether more are wanted.
func (s *accountSearch) some(ctx context.Context, f *AccountFilter, at accountPlace, before func(*AccountRow) bool, yield func(placedAccount, error) bool) bool {
	for row, err := range s.app.store.Accounts(ctx, *f) {
		if err == nil && before != nil && before(&row) {
			continue
		}
		at.place = row.Place
		if !yield(placedAccount{row, at.String()}, err) || err != nil {
			return false
		}
	}
	return true
}

func (s *accountSearch) namedOnes(ctx context.Context, yield func(placedAccount, error) bool) bool {
	if s.after.part != named {
		return true
	}
	f := s.filter
	f.Name, f.After = s.query.Text, s.after.place
	return s.some(ctx, &f, accountPlace{part: named}, nil, yield)
}

func (s *accountSearch) isNamed(row *AccountRow) bool {
	return row.Ref.Key == s.query.Text || strings.EqualFold(row.Login, s.query.Text)
}

func (s *accountSearch) ownedOnes(ctx context.Context, yield func(placedAccount, error) bool) bool {
	if s.after.part == within || len(s.people.words) == 0 {
		return true
	}
	f, from := s.filter, identity.PersonID("")
	if s.after.part == owned && s.after.person != "" {
		from, f.Person, f.After = s.after.person, s.after.person, s.after.place
		if !s.some(ctx, &f, accountPlace{part: owned, person: from}, s.isNamed, yield) {
			return false
		}
		f.After = 0
	}
	const atOnce = 100
	for {
		people, _ := s.app.common.finder.find(s.people, from, atOnce)
		for _, f.Person = range people {
			if !s.some(ctx, &f, accountPlace{part: owned, person: f.Person}, s.isNamed, yield) {
				return false
			}
		}
		if len(people) < atOnce {
			return true
		}
		from = people[atOnce-1]
	}
}

func (s *accountSearch) withinOnes(ctx context.Context, yield func(placedAccount, error) bool) bool {
	if !s.whole {
		return true
	}
	f := s.filter
	f.Text = s.query.Text
	if s.after.part == within {
		f.After = s.after.place
	}
	return s.some(ctx, &f, accountPlace{part: within}, func(row *AccountRow) bool {
		return s.isNamed(row) || row.Person != "" && len(s.people.words) > 0 && s.app.common.finder.fits(s.people, row.Person)
	}, yield)
}

// EveryAccount yields all accounts that are wanted, for an export.
func (a *App) EveryAccount(ctx context.Context, q AccountsQuery) iter.Seq2[AccountRow, error] {
	return func(yield func(AccountRow, error) bool) {
		q.After = ""
		s, err := a.searchAccounts(ctx, &q)
		if err != nil {
			yield(AccountRow{}, err)
			return
		}
		for placed, err := range s.each(ctx) {
			if !yield(placed.AccountRow, err) || err != nil {
				return
			}
		}
	}
}
