package block

import (
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// View is one way to look at all accounts.
type View string

// The views.
const (
	ViewAll     View = ""
	ViewLinked  View = "linked"  // somebody's
	ViewOrphan  View = "orphan"  // nobody fits, and it is not said that it is no one person's
	ViewDoubt   View = "doubt"   // only a name fits, or several people do
	ViewSuspect View = "suspect" // was somebody else's
	ViewService View = "service"
	ViewShared  View = "shared"
	ViewGuest   View = "guest"
)

// Views returns all views in the order in which one chooses.
func Views() []View {
	return []View{ViewAll, ViewLinked, ViewOrphan, ViewDoubt, ViewSuspect, ViewService, ViewShared, ViewGuest}
}

// wants reports whether an account is in the view.
func (v View) wants(a *Account) bool {
	switch v {
	case ViewAll:
		return true
	case ViewOrphan:
		return a.Link == correlate.Unmatched && (a.Kind == "" || a.Kind == identity.Personal)
	case ViewDoubt:
		return a.Link == correlate.Proposed || a.Link == correlate.Ambiguous
	case ViewLinked, ViewSuspect:
		return string(a.Link) == string(v)
	case ViewService, ViewShared, ViewGuest:
		return string(a.Kind) == string(v)
	}
	return false
}

// need returns the condition under which a block may hold an account of the view, over Columns; empty: any may.
func (v View) need() string {
	switch v {
	case ViewAll:
		return ""
	case ViewOrphan:
		return "unmatched > 0"
	case ViewDoubt:
		return "proposed + ambiguous > 0"
	case ViewLinked, ViewSuspect, ViewService, ViewShared, ViewGuest:
		return string(v) + " > 0"
	}
	return "size < 0" // no account is in it
}
