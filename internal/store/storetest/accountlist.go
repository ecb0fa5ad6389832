package storetest

import (
	"strings"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// company is nine accounts on two systems, of every sort.
func company(t *testing.T, s *store.Store) {
	t.Helper()
	app, crm := records("app", 6), records("crm", 3)
	unlinked := func(r *reconcile.Record, status correlate.Status, person identity.PersonID) {
		r.Status, r.Link = status, correlate.Earlier{Person: person}
	}
	unlinked(&app[1], correlate.Unmatched, "")
	unlinked(&app[2], correlate.Proposed, "P7")
	unlinked(&app[3], correlate.Suspect, "")
	unlinked(&app[4], correlate.Unmatched, "")
	app[4].Account.Kind = identity.Service
	app[5].Account.State = identity.Suspended
	unlinked(&crm[1], correlate.Ambiguous, "")
	crm[2].Account.Kind = identity.Guest
	read(t, s, "app", app, whole("app", len(app)))
	read(t, s, "crm", crm, whole("crm", len(crm)))
}

func accountsHaveViews(t *testing.T, db Database) {
	s := open(t, db)
	company(t, s)
	places := func(f store.AccountFilter) string {
		var found []string
		for _, a := range collect(t, s.Accounts(t.Context(), f)) {
			found = append(found, a.Ref.System[:1]+strings.TrimPrefix(a.Ref.Key, "k0000"))
		}
		return strings.Join(found, " ")
	}
	for _, c := range []struct {
		f    store.AccountFilter
		want string
	}{
		{store.AccountFilter{}, "a0 a1 a2 a3 a4 a5 c0 c1 c2"},
		{store.AccountFilter{View: store.ViewLinked}, "a0 a5 c0 c2"},
		{store.AccountFilter{View: store.ViewOrphan}, "a1"},
		{store.AccountFilter{View: store.ViewDoubt}, "a2 c1"},
		{store.AccountFilter{View: store.ViewDoubt, System: "crm"}, "c1"},
		{store.AccountFilter{View: store.ViewDoubt, After: 1<<32 | 3}, "c1"},
		{store.AccountFilter{View: store.ViewSuspect}, "a3"},
		{store.AccountFilter{View: store.ViewService}, "a4"},
		{store.AccountFilter{View: store.ViewShared}, ""},
		{store.AccountFilter{View: store.ViewGuest}, "c2"},
		{store.AccountFilter{View: store.ViewGuest, State: identity.Suspended}, ""},
		{store.AccountFilter{View: "no such view"}, ""},
		{store.AccountFilter{View: store.ViewOrphan, Person: "P00005"}, ""},
	} {
		same(t, string(c.f.View), places(c.f), c.want)
	}
	rows := got[[]store.AccountRow](t)(s.AccountsAt(t.Context(), []int64{2<<32 | 1, 77, 1<<32 | 2, 1<<32 | 2, -4, 1<<32 | 70000, 9<<32 | 1}))
	same(t, "the accounts at places", []string{rows[0].Ref.Key, rows[1].Ref.String()}, []string{"k00001", "crm/k00000"})
	same(t, "how many of them", len(rows), 2)
	same(t, "their places", []int64{rows[0].Place, rows[1].Place}, []int64{1<<32 | 2, 2<<32 | 1})
	print := store.PrintOf(rows)
	rows[1].State = identity.Suspended
	same(t, "the print of a change is another", store.PrintOf(rows) != print, true)
}

// decisionsAreWhole demands that a decision about many accounts is kept whole or not at all.
func decisionsAreWhole(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	company(t, s)
	ref := func(key string) identity.AccountRef { return identity.AccountRef{System: "app", Key: key} }
	good := store.Triage{
		Actor: "ada", At: noon, Classified: []store.Classification{{Account: ref("k00001"), Kind: identity.Service, Owner: "P1", Reason: "r"}},
		Links: []store.LinkDecision{{Account: ref("k00002"), Person: "P7", Decision: store.Confirmed, Reason: "r"}},
	}
	bad := good
	bad.Links = append(bad.Links, store.LinkDecision{Account: ref("k00003"), Person: "P7", Decision: "perhaps", Reason: "r"})
	before := dump(t, db)
	if err := s.Triage(ctx, &bad); err == nil {
		t.Error("a decision that nobody can make was kept")
	}
	same(t, "the tables after a decision that failed", dump(t, db), before)
	must(t, s.Triage(ctx, &good))
	said := got[[]store.Said](t)(s.Said(ctx, "app", []string{"k00001", "k00002", "k00003"}))
	same(t, "what was said", []string{said[0].Account.Key + " " + said[0].Of + " " + said[0].Actor, said[1].Account.Key + " " + said[1].Of}, []string{"k00002 P7 ada", "k00001 service"})
}
