package cli

import (
	"cmp"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// group is what is planned for one person; or, where nobody is behind it, for one account.
type group struct {
	person   identity.PersonID
	due      time.Time // the first of its actions
	cuts     bool      // access is taken away
	accounts []accountGroup
}

// accountGroup is what is planned for one account.
type accountGroup struct {
	system, key, login string
	actions            []plan.Action
	reasons            []string
}

// groups puts actions together by person and account: those who lose access first, and of them the longest due.
func groups(actions []plan.Action) []group {
	place := map[identity.AccountRef]int{}
	var list []group
	for i := range actions {
		a := &actions[i]
		owner := identity.AccountRef{Key: string(a.Person)}
		if a.Person == "" {
			owner = a.Ref()
		}
		at, known := place[owner]
		if !known {
			at = len(list)
			place[owner] = at
			list = append(list, group{person: a.Person, due: a.Due})
		}
		list[at].add(a)
	}
	slices.SortStableFunc(list, func(a, b group) int {
		switch {
		case a.cuts && !b.cuts:
			return -1
		case b.cuts && !a.cuts:
			return 1
		}
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.person, b.person))
	})
	return list
}

func (g *group) add(a *plan.Action) {
	if a.Due.Before(g.due) {
		g.due = a.Due
	}
	g.cuts = g.cuts || a.Verb.Cuts()
	n := len(g.accounts)
	if n == 0 || g.accounts[n-1].system != a.System || g.accounts[n-1].key != a.Account {
		g.accounts = append(g.accounts, accountGroup{system: a.System, key: a.Account, login: cmp.Or(a.Login, a.Account)})
		n++
	}
	account := &g.accounts[n-1]
	account.actions = append(account.actions, *a)
	for _, reason := range a.Reasons {
		if !slices.Contains(account.reasons, reason) {
			account.reasons = append(account.reasons, reason)
		}
	}
}

// shared takes out of the accounts of a person the reasons that all of them have, and returns them.
func (g *group) shared() []string {
	if g.person == "" {
		return nil
	}
	var common []string
	for _, reason := range g.accounts[0].reasons {
		everywhere := !slices.ContainsFunc(g.accounts, func(a accountGroup) bool { return !slices.Contains(a.reasons, reason) })
		if everywhere {
			common = append(common, reason)
		}
	}
	for i := range g.accounts {
		g.accounts[i].reasons = slices.DeleteFunc(slices.Clone(g.accounts[i].reasons), func(r string) bool { return slices.Contains(common, r) })
	}
	return common
}

// people returns who the groups are about.
func people(list []group) []identity.PersonID {
	var ids []identity.PersonID
	for i := range list {
		if list[i].person != "" {
			ids = append(ids, list[i].person)
		}
	}
	return ids
}
