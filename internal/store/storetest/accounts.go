package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// records are so many accounts of a system, as a reading gives them.
func records(system string, n int) []reconcile.Record {
	all := make([]reconcile.Record, n)
	for i := range all {
		all[i] = reconcile.Record{
			Row: uint32(i + 1), New: true, Status: correlate.Linked, Link: correlate.Earlier{Person: identity.PersonID(fmt.Sprintf("P%05d", i)), By: correlate.ByEmployee},
			Account: &identity.Account{
				Ref: identity.AccountRef{System: system, Key: fmt.Sprintf("k%05d", i)}, Login: fmt.Sprintf("Login%d", i), Email: fmt.Sprintf("login%d@example.test", i),
				Employee: fmt.Sprintf("P%05d", i), Display: fmt.Sprintf("Display %d", i), Kind: identity.Personal, State: identity.Enabled, LastSeen: noon.Add(-time.Hour),
				Entitlements: []identity.Entitlement{{Key: "g1", Name: "sales, \"north\"", Kind: identity.Group}, {Key: "g2", Name: "staff", Kind: identity.Group}},
			},
		}
	}
	return all
}

// row is how a record comes back.
func row(r *reconcile.Record) store.AccountRow {
	a := r.Account
	names := []string{}
	for _, e := range a.Entitlements {
		names = append(names, e.Name)
	}
	return store.AccountRow{
		Ref: a.Ref, Login: a.Login, Email: a.Email, Employee: a.Employee, Name: a.Display, Kind: a.Kind, State: a.State, LastSeen: a.LastSeen,
		Entitlements: names, Link: r.Status, Person: r.Link.Person, By: r.Link.By,
	}
}

func rows(all []reconcile.Record) []store.AccountRow {
	out := make([]store.AccountRow, len(all))
	for i := range all {
		out[i] = row(&all[i])
	}
	return out
}

func whole(system string, n int) *reconcile.Whole {
	return &reconcile.Whole{Source: snapshot.Source{Name: system, Seen: n, Digest: "d", Columns: []string{"id"}}}
}

// unplaced takes the places in the store away, which no record has.
func unplaced(all []store.AccountRow) []store.AccountRow {
	for i := range all {
		all[i].Place = 0
	}
	return all
}

// read keeps a whole reading of a system.
func read(t testing.TB, s *store.Store, system string, batch []reconcile.Record, w *reconcile.Whole) {
	t.Helper()
	r := got[reconcile.Recorder](t)(s.Record(t.Context(), system, noon))
	must(t, r.Put(batch))
	must(t, r.Close(w))
}

func accountsComeBack(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	app, crm := records("app", 900), records("crm", 2)
	app[3].Account.Display, app[3].Account.Given, app[3].Account.Family, app[3].Account.Entitlements = "", "Ada", "Byron", nil
	app[3].Account.LastSeen = time.Time{}
	read(t, s, "app", app, whole("app", 900))
	read(t, s, "crm", crm, whole("crm", 2))
	want := append(rows(app), rows(crm)...)
	want[3].Name = "Ada Byron"
	same(t, "Accounts", unplaced(collect(t, s.Accounts(ctx, store.AccountFilter{}))), want)

	one, there, err := s.Account(ctx, crm[1].Account.Ref)
	must(t, err)
	same(t, "Account", unplaced([]store.AccountRow{one})[0], want[901])
	_, gone, err := s.Account(ctx, identity.AccountRef{System: "crm", Key: "k00002"})
	must(t, err)
	same(t, "it is there, and another is not", []bool{there, gone}, []bool{true, false})

	app[0].New, app[0].Account.State, app[0].Status, app[0].Link = false, identity.Suspended, correlate.Unmatched, correlate.Earlier{}
	end := whole("app", 899)
	end.Gone = []uint32{2}
	read(t, s, "app", app[:1], end)
	want = append(want[:1], want[2:]...)
	want[0] = row(&app[0])
	same(t, "Accounts after a change", unplaced(collect(t, s.Accounts(ctx, store.AccountFilter{}))), want)
	same(t, "how many were seen", got[snapshot.Last](t)(s.Last(ctx, "app")).Seen, 899)
}

func accountsAreFound(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	all := records("app", 12)
	all[4].Account.State, all[5].Status = identity.Suspended, correlate.Suspect
	all[8].Account.Login, all[9].Account.Display = "Élodie", "Łukasz ÑÚÑEZ"
	all[6].Account.Login, all[7].Account.Display = "a_b", `100% \o/`
	read(t, s, "app", all, whole("app", 12))
	read(t, s, "crm", records("crm", 1), whole("crm", 1))
	for name, c := range map[string]struct {
		filter store.AccountFilter
		want   []string // keys
	}{
		"by system":                 {store.AccountFilter{System: "crm"}, []string{"k00000"}},
		"by key":                    {store.AccountFilter{System: "app", Key: "k00003"}, []string{"k00003"}},
		"by login, in any case":     {store.AccountFilter{Name: "lOGIN3"}, []string{"k00003"}},
		"by key as a name":          {store.AccountFilter{Name: "k00003"}, []string{"k00003"}},
		"not by a part of a name":   {store.AccountFilter{Name: "Login"}, nil},
		"by a part of the mail":     {store.AccountFilter{Text: "IN11@EX"}, []string{"k00011"}},
		"by any letter's case":      {store.AccountFilter{Name: "éLODIE"}, []string{"k00008"}},
		"by a part in any case":     {store.AccountFilter{Text: "ŁUKASZ ñú"}, []string{"k00009"}},
		"by state":                  {store.AccountFilter{State: identity.Suspended}, []string{"k00004"}},
		"by link":                   {store.AccountFilter{Link: correlate.Suspect}, []string{"k00005"}},
		"by person":                 {store.AccountFilter{System: "app", Person: "P00009"}, []string{"k00009"}},
		"by two things at once":     {store.AccountFilter{Person: "P00009", State: identity.Suspended}, nil},
		"the first two":             {store.AccountFilter{System: "app", Limit: 2}, []string{"k00000", "k00001"}},
		"an underscore is a sign":   {store.AccountFilter{Text: "a_b"}, []string{"k00006"}},
		"a percent sign is a sign":  {store.AccountFilter{Text: "0%"}, []string{"k00007"}},
		"a backslash is a sign":     {store.AccountFilter{Text: `\O/`}, []string{"k00007"}},
		"a question mark is a sign": {store.AccountFilter{Text: "?"}, nil},
	} {
		var keys []string
		for _, a := range collect(t, s.Accounts(ctx, c.filter)) {
			keys = append(keys, a.Ref.Key)
		}
		same(t, name, keys, c.want)
	}
	for _, err := range s.Accounts(ctx, store.AccountFilter{}) {
		must(t, err)
		break // who stops early leaves nothing open
	}
	read(t, s, "app", all[:1], whole("app", 12))
}

func readingWholeOrNot(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	r := got[reconcile.Recorder](t)(s.Record(ctx, "app", noon))
	must(t, r.Put(records("app", 3)))
	must(t, r.Close(nil))
	same(t, "accounts of a reading that was broken off", collect(t, s.Accounts(ctx, store.AccountFilter{})), []store.AccountRow(nil))
	same(t, "its source", got[snapshot.Last](t)(s.Last(ctx, "app")), snapshot.Last{})

	empty := got[reconcile.Recorder](t)(s.Record(ctx, "app", noon))
	must(t, empty.Close(nil))
	unchanged := got[reconcile.Recorder](t)(s.Record(ctx, "app", noon))
	must(t, unchanged.Close(whole("app", 3)))
	same(t, "the source of a reading without changes", got[snapshot.Last](t)(s.Last(ctx, "app")).Seen, 3)

	broken := got[reconcile.Recorder](t)(s.Record(ctx, "app", noon))
	bad := records("app", 2)
	must(t, broken.Put(bad[:1]))
	bad[1].Account.State = "ajar"
	if err := broken.Put(bad[1:]); err == nil {
		t.Error("a state that no account has was kept")
	}
	must(t, broken.Close(nil))
	read(t, s, "app", records("app", 1), whole("app", 1)) // the store goes on
	same(t, "accounts after a failed reading", len(collect(t, s.Accounts(ctx, store.AccountFilter{}))), 1)
}

func peekKeepsNothing(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	all := records("app", 4)
	all[3].Status = correlate.Proposed
	read(t, s, "app", all, whole("app", 4))
	before := dump(t, db)
	p := got[reconcile.Recorder](t)(s.Peek(ctx, "app"))
	want := map[uint32]reconcile.Remembered{2: {Status: correlate.Linked, Earlier: all[1].Link}, 4: {Status: correlate.Proposed, Earlier: all[3].Link}}
	same(t, "Earlier", got[map[uint32]reconcile.Remembered](t)(p.Earlier([]uint32{2, 4, 77})), want)
	must(t, p.Put(records("app", 9)))
	must(t, p.Close(whole("app", 9)))
	same(t, "the tables after a peek", dump(t, db), before)

	r := got[reconcile.Recorder](t)(s.Record(ctx, "app", noon))
	must(t, r.Put(all[:1]))
	same(t, "Earlier while a reading is kept", got[map[uint32]reconcile.Remembered](t)(r.Earlier([]uint32{2, 4})), want)
	must(t, r.Close(nil))
	unknown := got[reconcile.Recorder](t)(s.Peek(ctx, "never read"))
	same(t, "Earlier of a system never read", len(got[map[uint32]reconcile.Remembered](t)(unknown.Earlier([]uint32{1}))), 0)
}

func marksComeBack(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	marks := make([]snapshot.Mark, 1<<16+5) // more than one chunk
	for i := range marks {
		marks[i] = snapshot.Mark{Key: identity.Fingerprint{byte(i), byte(i >> 8), 1}, Content: identity.Fingerprint{15: byte(i)}, Row: uint32(i), Since: ^uint32(i)}
	}
	same(t, "marks of a system never read", got[[]snapshot.Mark](t)(s.Marks(ctx, "app")), []snapshot.Mark(nil))
	w := whole("app", len(marks))
	w.Marks, w.Moved = marks, true
	read(t, s, "app", nil, w)
	read(t, s, "app", nil, whole("app", len(marks))) // nothing moved: they stay
	same(t, "Marks", slices.Equal(got[[]snapshot.Mark](t)(s.Marks(ctx, "app")), marks), true)
	w.Marks = marks[2:4]
	read(t, s, "app", nil, w)
	same(t, "Marks after a change", got[[]snapshot.Mark](t)(s.Marks(ctx, "app")), marks[2:4])
}
