package app

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// AccountView is one way to look at all accounts.
type AccountView = store.AccountView

// The views.
const (
	ViewAll     = store.ViewAll
	ViewLinked  = store.ViewLinked
	ViewOrphan  = store.ViewOrphan
	ViewDoubt   = store.ViewDoubt
	ViewSuspect = store.ViewSuspect
	ViewService = store.ViewService
	ViewShared  = store.ViewShared
	ViewGuest   = store.ViewGuest
)

// AccountViews returns all views in the order in which one chooses.
func AccountViews() []AccountView { return store.AccountViews() }

// AccountsPage is a part of the accounts that are wanted.
type AccountsPage struct {
	Accounts []ListedAccount
	Names    map[identity.PersonID]string
	Next     string // the After of the next page; empty: this is the last one
	Whole    bool   // parts of logins were looked for too: false where there are too many accounts for that
}

// ListedAccount is an account with what is wrong with it and what was decided of it.
type ListedAccount struct {
	AccountRow
	Found   []Finding
	Decided Judged // of the account, whatever is wrong with it
}

// ListAccounts returns a page of accounts.
func (a *App) ListAccounts(ctx context.Context, q AccountsQuery) (*AccountsPage, error) {
	page := &AccountsPage{}
	var rows []AccountRow
	var last string
	found, err := a.searchAccounts(ctx, &q)
	if err != nil {
		return nil, err
	}
	page.Whole = found.whole
	for placed, err := range found.each(ctx) {
		if err != nil {
			return nil, err
		}
		if len(rows) == q.Limit {
			page.Next = last
			break
		}
		rows, last = append(rows, placed.AccountRow), placed.after
	}
	if page.Accounts, err = a.listed(ctx, rows); err != nil {
		return nil, err
	}
	page.Names, err = a.Names(ctx, peopleOf(rows))
	return page, err
}

func peopleOf(rows []AccountRow) (ids []identity.PersonID) {
	for i := range rows {
		if rows[i].Person != "" {
			ids = append(ids, rows[i].Person)
		}
	}
	return ids
}

// listed puts what is wrong and what was decided beside accounts.
func (a *App) listed(ctx context.Context, rows []AccountRow) ([]ListedAccount, error) {
	found, err := a.foundOn(ctx, rows)
	if err != nil {
		return nil, err
	}
	asked := make([]Finding, len(rows))
	for i := range rows {
		asked[i] = Finding{Account: rows[i].Ref, Person: rows[i].Person}
	}
	decided, err := a.judged(ctx, asked)
	if err != nil {
		return nil, err
	}
	listed := make([]ListedAccount, len(rows))
	for i := range rows {
		listed[i] = ListedAccount{rows[i], found[rows[i].Ref], decided[i]}
	}
	return listed, nil
}

// foundOn returns what is wrong with accounts.
func (a *App) foundOn(ctx context.Context, rows []AccountRow) (map[identity.AccountRef][]Finding, error) {
	keys := map[string][]string{}
	for i := range rows {
		keys[rows[i].Ref.System] = append(keys[rows[i].Ref.System], rows[i].Ref.Key)
	}
	found := map[identity.AccountRef][]Finding{}
	for system, keys := range keys {
		on, err := a.store.FindingsOn(ctx, system, keys)
		if err != nil {
			return nil, err
		}
		for key, all := range on {
			found[identity.AccountRef{System: system, Key: key}] = all
		}
	}
	return found, nil
}

// countedViews are the counts of the views as the pass of a plan left them.
type countedViews struct {
	plan  string
	views map[AccountView]int
}

// CountAccounts returns how many accounts each view has; orphans are those that the newest pass found to be. They are
// counted once after each pass: nothing else changes them.
func (a *App) CountAccounts(ctx context.Context) (map[AccountView]int, error) {
	id, err := a.store.NewestPlan(ctx, plan.ForPass)
	if err != nil {
		return nil, err
	}
	a.common.mu.Lock()
	counted := a.common.counted
	a.common.mu.Unlock()
	if id != "" && counted.plan == id {
		return counted.views, nil
	}
	views, err := a.countViews(ctx)
	if err != nil {
		return nil, err
	}
	a.common.mu.Lock()
	a.common.counted = countedViews{id, views}
	a.common.mu.Unlock()
	return views, nil
}

func (a *App) countViews(ctx context.Context) (map[AccountView]int, error) {
	systems, err := a.store.AccountSums(ctx)
	if err != nil {
		return nil, err
	}
	kinds, _, err := a.store.FindingCounts(ctx)
	views := map[AccountView]int{ViewOrphan: kinds["orphan"]}
	for _, sums := range systems {
		views[ViewAll] += sums.Size
		views[ViewLinked] += sums.Linked
		views[ViewDoubt] += sums.Proposed + sums.Ambiguous
		views[ViewSuspect] += sums.Suspect
		views[ViewService] += sums.Service
		views[ViewShared] += sums.Shared
		views[ViewGuest] += sums.Guest
	}
	return views, err
}

// SystemNames returns the systems of the settings, in their order.
func (a *App) SystemNames() []string {
	names := make([]string, len(a.Settings.Systems))
	for i := range a.Settings.Systems {
		names[i] = a.Settings.Systems[i].Name
	}
	return names
}
