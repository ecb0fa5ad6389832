package csv

import (
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// rights cuts the roles of a cell apart. Those of all accounts of a batch stand in one list, which the next batch uses
// again.
type rights struct {
	separates [256]bool
	list      []identity.Entitlement
}

func newRights(separators string) rights {
	var r rights
	for i := range len(separators) {
		r.separates[separators[i]] = true
	}
	return r
}

// reset makes the room of all lists free.
func (r *rights) reset() { r.list = r.list[:0] }

// add returns the entitlements that were had, and the roles of the cell, sorted by key and each once; nil for none.
func (r *rights) add(had []identity.Entitlement, cell string) []identity.Entitlement {
	from := len(r.list)
	r.list = append(r.list, had...)
	for cell != "" {
		end := 0
		for end < len(cell) && !r.separates[cell[end]] {
			end++
		}
		if role := trim(cell[:end]); role != "" {
			r.list = append(r.list, identity.Entitlement{Key: role, Name: role, Kind: identity.Role})
		}
		cell = cell[min(end+1, len(cell)):]
	}
	switch added := r.list[from:]; len(added) {
	case 0:
		return nil
	case 1:
	default:
		slices.SortFunc(added, func(a, b identity.Entitlement) int { return strings.Compare(a.Key, b.Key) })
		added = slices.CompactFunc(added, func(a, b identity.Entitlement) bool { return a.Key == b.Key })
		r.list = r.list[:from+len(added)]
	}
	return r.list[from:len(r.list):len(r.list)]
}
