package storetest

import (
	"encoding/json"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// ledgerSaysFromWhere makes changes from here, from elsewhere, and from elsewhere with a place of their own.
func ledgerSaysFromWhere(t *testing.T, db Database) {
	here, ctx := open(t, db), t.Context()
	there := here.From("192.0.2.7")
	must(t, here.SavePlan(ctx, planned("p-1", plan.ForPass), "ada"))
	must(t, there.SavePlan(ctx, planned("p-2", plan.ForPass), "ada"))
	must(t, there.Approve(ctx, store.Approval{Plan: "p-2", Operator: "bob", Decision: store.Approved, At: noon}))
	_, err := there.AddOperator(ctx, store.Operator{Login: "eve"}, false, store.By{Actor: "ada", From: "198.51.100.9"}, noon)
	must(t, err)
	same(t, "from where", froms(t, here), []string{"", "192.0.2.7", "192.0.2.7", "198.51.100.9"})
}

// froms returns what each entry of the ledger says of where it comes from.
func froms(t testing.TB, s *store.Store) (all []string) {
	t.Helper()
	must(t, s.Ledger(t.Context(), func(l ledger.Storage) error {
		size, err := l.Size(t.Context())
		if err != nil {
			return err
		}
		records, err := l.ReadEntries(t.Context(), 0, size)
		for _, r := range records {
			e, err := ledger.ParseEntry(r.Body)
			if err != nil {
				return err
			}
			var fact struct{ From string }
			if err := json.Unmarshal(e.Body, &fact); err != nil {
				return err
			}
			all = append(all, fact.From)
		}
		return err
	}))
	return all
}
