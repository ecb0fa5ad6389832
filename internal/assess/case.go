package assess

import (
	"cmp"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Case is one account that may be wrong, with its link.
type Case struct {
	Account identity.Account
	Link    correlate.Link
	Since   time.Time // since when the link has been as it is, UTC
	First   string    // the login of the person's first account on the system, when this is not it
}

// Triage looks at the accounts of one system as they stream by, and tells which of them may be wrong, so that only
// those are kept.
type Triage struct {
	view     *View
	lastSeen bool
	logins   []byte  // of each person's first enabled account, one after the other
	first    []place // by person
}

type place struct{ from, to uint32 }

// NewTriage starts a triage of one system; lastSeen says whether the system's word on when an account was last used
// can be trusted.
func NewTriage(view *View, lastSeen bool) *Triage {
	return &Triage{view: view, lastSeen: lastSeen, first: make([]place, len(view.people))}
}

// Notable reports whether the account may be wrong, and the login of the person's first account on the system when
// this is a further one.
func (t *Triage) Notable(a *identity.Account, link *correlate.Link) (notable bool, first string) {
	if link.Status != correlate.Linked {
		return true, ""
	}
	if a.State == identity.Enabled {
		first = t.firstLogin(a, link.Person)
	}
	switch {
	case first != "",
		t.view.standing[link.Person] != ordinary,
		a.State == identity.Suspended && len(a.Entitlements) > 0,
		notPersonal(a.Kind), t.view.ownerNotable(a),
		t.lastSeen && t.view.dormant(a),
		a.State == identity.Enabled && t.view.closed(a.Ref):
		return true, first
	}
	return false, ""
}

// firstLogin returns the login of the person's earlier enabled account, or "" when this is the first.
func (t *Triage) firstLogin(a *identity.Account, person int) string {
	if notPersonal(a.Kind) {
		return ""
	}
	login := cmp.Or(a.Login, a.Ref.Key)
	at := &t.first[person]
	if at.to > 0 {
		return string(t.logins[at.from:at.to])
	}
	at.from = uint32(len(t.logins))
	t.logins = append(t.logins, login...)
	at.to = uint32(len(t.logins))
	return ""
}

func (v *View) closed(ref identity.AccountRef) bool {
	_, closed := v.memory.Closed[ref]
	return closed
}

// ownerNotable reports whether the account names an owner who has left, or will soon.
func (v *View) ownerNotable(a *identity.Account) bool {
	owner := v.owner(a)
	return owner != nil && v.standingOf(owner) != ordinary
}

func notPersonal(kind identity.AccountKind) bool {
	return kind == identity.Service || kind == identity.Shared
}
