package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store/block"
)

// AccountView is one way to look at all accounts.
type AccountView = block.View

// The views.
const (
	ViewAll     = block.ViewAll
	ViewLinked  = block.ViewLinked
	ViewOrphan  = block.ViewOrphan
	ViewDoubt   = block.ViewDoubt
	ViewSuspect = block.ViewSuspect
	ViewService = block.ViewService
	ViewShared  = block.ViewShared
	ViewGuest   = block.ViewGuest
)

// AccountViews returns all views in the order in which one chooses.
func AccountViews() []AccountView { return block.Views() }

// AccountsAt returns the accounts at places, in the order of these; those that are gone are left out.
func (s *Store) AccountsAt(ctx context.Context, places []int64) ([]AccountRow, error) {
	places = slices.Compact(slices.Sorted(slices.Values(places)))
	var found []AccountRow
	at := cursor{q: s}
	for _, place := range places {
		if place <= 0 {
			continue
		}
		if number := place >> 32; number != at.system {
			name, err := s.systemName(ctx, number)
			if err != nil {
				return nil, err
			}
			at = cursor{q: s, system: number, name: name}
		}
		var a AccountRow
		there, err := at.get(ctx, uint32(place), &a)
		if err != nil {
			return nil, err
		}
		if there {
			found = append(found, a)
		}
	}
	return found, nil
}

// systemName returns the name of the system with a number; empty: no system has it.
func (s *Store) systemName(ctx context.Context, number int64) (name string, err error) {
	err = s.row(ctx, `SELECT name FROM system WHERE number = ?`, number).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}

// PrintOf returns a text that differs when what a list shows of accounts does.
func PrintOf(all []AccountRow) string {
	var h identity.Hash
	for i := range all {
		a := &all[i]
		for _, part := range []string{a.Ref.System, a.Ref.Key, a.Login, string(a.Kind), string(a.State), string(a.Link), string(a.Person)} {
			h.Add(part)
		}
	}
	return h.Sum().String()
}
