package app

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// What the edges show of findings. They never import the store.
type (
	// Finding is one thing that is wrong by the newest pass.
	Finding = store.Finding
	// FindingFilter says which findings are wanted.
	FindingFilter = store.FindingFilter
	// Follow is what the newest plan does about a finding, or does not.
	Follow = store.Follow
	// Said is something that a human decided about an account.
	Said = store.Said
)

// What becomes of a step of a finding.
const (
	FollowDue     = store.FollowDue
	FollowHeld    = store.FollowHeld
	FollowLater   = store.FollowLater
	FollowTask    = store.FollowTask
	FollowRefused = store.FollowRefused
)

// What can be decided of an account.
const (
	SaidConfirmed  = store.SaidConfirmed
	SaidDenied     = store.SaidDenied
	SaidClassified = store.SaidClassified
	SaidTask       = store.SaidTask
	SaidOrder      = store.SaidOrder
)

// Judged is a finding with what was decided about it.
type Judged struct {
	Finding
	AsOf     time.Time       // when its system was last read whole
	Said     []Said          // everything that was decided about its account, newest first
	Since    []Said          // of that, what is newer than the reading: it takes effect at the next pass
	Excepted *plan.Exception // nil: nobody accepted it as it is
}

// Findings returns findings with what was decided about them, newest first.
func (a *App) Findings(ctx context.Context, f FindingFilter) ([]Judged, error) {
	found, err := a.store.Findings(ctx, f)
	if err != nil {
		return nil, err
	}
	return a.judged(ctx, found)
}

// Finding returns the finding with the number; there is false when it is over.
func (a *App) Finding(ctx context.Context, number int64) (j Judged, there bool, err error) {
	f, there, err := a.store.Finding(ctx, number)
	if err != nil || !there {
		return j, false, err
	}
	all, err := a.judged(ctx, []Finding{f})
	if err != nil {
		return j, false, err
	}
	return all[0], true, nil
}

// FindingCounts returns how many findings there are of each kind, and on each system.
func (a *App) FindingCounts(ctx context.Context) (kinds, systems map[string]int, err error) {
	return a.store.FindingCounts(ctx)
}

// judged puts what was decided beside findings.
func (a *App) judged(ctx context.Context, found []Finding) ([]Judged, error) {
	asOf, err := a.store.FindingsAsOf(ctx)
	if err != nil {
		return nil, err
	}
	exceptions, err := a.store.Exceptions(ctx)
	if err != nil {
		return nil, err
	}
	said, err := a.saidOf(ctx, found)
	if err != nil {
		return nil, err
	}
	all := make([]Judged, len(found))
	for i := range found {
		j := Judged{Finding: found[i], AsOf: asOf[found[i].Account.System], Said: said[found[i].Account], Excepted: a.excepted(exceptions, &found[i])}
		for _, one := range j.Said {
			if one.At.After(j.AsOf) {
				j.Since = append(j.Since, one)
			}
		}
		all[i] = j
	}
	return all, nil
}

// saidOf returns what was decided about the accounts of findings, newest first.
func (a *App) saidOf(ctx context.Context, found []Finding) (map[identity.AccountRef][]Said, error) {
	keys := map[string][]string{}
	for i := range found {
		ref := found[i].Account
		if !slices.Contains(keys[ref.System], ref.Key) {
			keys[ref.System] = append(keys[ref.System], ref.Key)
		}
	}
	said := map[identity.AccountRef][]Said{}
	for system, keys := range keys {
		all, err := a.store.Said(ctx, system, keys)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(all, func(x, y Said) int { return y.At.Compare(x.At) })
		for _, one := range all {
			said[one.Account] = append(said[one.Account], one)
		}
	}
	return said, nil
}

// excepted returns the exception that leaves a finding as it is, or nil.
func (a *App) excepted(exceptions []plan.Exception, f *Finding) *plan.Exception {
	for i := range exceptions {
		e := &exceptions[i]
		whole := e.Account == (identity.AccountRef{}) && e.Person != "" && e.Person == f.Person
		if (e.Account == f.Account || whole) && e.Expires.After(a.now()) {
			return e
		}
	}
	return nil
}
