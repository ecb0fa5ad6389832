package assess

import (
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Case is one account that may be wrong, with its link.
type Case struct {
	Account identity.Account
	Link    correlate.Link
	Since   time.Time // since when the link has been as it is, UTC
}

// Triage looks at the accounts of one system as they stream by, and tells which of them may be wrong, so that only
// those are kept.
type Triage struct {
	view     *View
	lastSeen bool
	doubles  *doubles
}

// NewTriage starts a triage of one system; lastSeen says whether the system's word on when an account was last used
// can be trusted.
func NewTriage(view *View, lastSeen bool) *Triage {
	return &Triage{view: view, lastSeen: lastSeen, doubles: newDoubles(len(view.people))}
}

// Notable reports whether the account may be wrong.
func (t *Triage) Notable(a *identity.Account, link *correlate.Link) bool {
	if link.Status != correlate.Linked {
		return true
	}
	if a.State == identity.Enabled && !notPersonal(a.Kind) {
		t.doubles.see(a, link.Person)
	}
	switch {
	case t.view.standing[link.Person] != ordinary,
		a.State == identity.Suspended && len(a.Entitlements) > 0,
		notPersonal(a.Kind), t.view.ownerNotable(a),
		t.lastSeen && t.view.dormant(a),
		t.view.closed(a.Ref),
		t.view.missing(a.Ref):
		return true
	}
	return false
}

// Doubles returns the accounts that people have beside their first one on the system, once all have streamed by.
func (t *Triage) Doubles() []Double { return t.doubles.list() }

func (v *View) closed(ref identity.AccountRef) bool {
	_, closed := v.memory.Closed[ref]
	return closed
}

func (v *View) missing(ref identity.AccountRef) bool {
	_, missing := v.memory.Missing[ref]
	return missing
}

// ownerNotable reports whether the account names an owner who has left, or will soon.
func (v *View) ownerNotable(a *identity.Account) bool {
	owner := v.owner(a)
	return owner != nil && v.standingOf(owner) != ordinary
}

func notPersonal(kind identity.AccountKind) bool {
	return kind == identity.Service || kind == identity.Shared
}
