package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// verify checks the stored ledger and returns what the check saw.
func verify(t testing.TB, s *store.Store, key ledger.Verifier) (report ledger.Report, err error) {
	t.Helper()
	err = s.Ledger(t.Context(), func(l ledger.Storage) (err error) {
		report, err = ledger.Verify(t.Context(), l, key)
		return err
	})
	return report, err
}

func ledgerVerifies(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	signer := got[ledger.Signer](t)(ledger.GenerateKey("test/ledger"))
	same(t, "the checkpoint of nothing", got[[]byte](t)(s.Checkpoint(ctx, signer)), []byte(nil))
	var notes [][]byte
	for i := range 70 { // enough for a tree of some height
		must(t, s.SavePlan(ctx, planned(fmt.Sprintf("p-%02d", i), plan.ForPass), "ada"))
		if i%30 == 0 {
			notes = append(notes, got[[]byte](t)(s.Checkpoint(ctx, signer)))
		}
	}
	again := got[[]byte](t)(s.Checkpoint(ctx, signer))
	same(t, "the same state is signed once", got[[]byte](t)(s.Checkpoint(ctx, signer)), again)
	report, err := verify(t, s, signer.Verifier())
	must(t, err)
	same(t, "entries and checkpoints", []int64{report.Entries, int64(report.Checkpoints)}, []int64{70, int64(len(notes) + 1)})

	must(t, s.SavePlan(ctx, planned("p-99", plan.ForPass), "ada"))
	report, err = verify(t, s, signer.Verifier())
	must(t, err)
	same(t, "unsigned", report.Unsigned, int64(1))

	cp := got[ledger.Checkpoint](t)(ledger.Open(got[[]byte](t)(s.Checkpoint(ctx, signer)), signer.Verifier()))
	var file bytes.Buffer
	must(t, s.Ledger(ctx, func(l ledger.Storage) error { return ledger.Export(ctx, &file, l, cp) }))
	exported := got[ledger.Report](t)(ledger.VerifyExport(&file, signer.Verifier()))
	same(t, "exported entries", exported.Entries, int64(71))
}

func damagedLedger(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	signer := got[ledger.Signer](t)(ledger.GenerateKey("test/ledger"))
	for i := range 9 {
		must(t, s.SavePlan(ctx, planned(fmt.Sprintf("p-%d", i), plan.ForPass), "ada"))
	}
	got[[]byte](t)(s.Checkpoint(ctx, signer))
	beside := db.beside(t)
	for _, harm := range []struct{ do, undo string }{
		{`UPDATE ledger_entry SET seq = 100 WHERE seq = 4`, `UPDATE ledger_entry SET seq = 4 WHERE seq = 100`},
		{`UPDATE ledger_hash SET idx = 100 WHERE idx = 4`, `UPDATE ledger_hash SET idx = 4 WHERE idx = 100`},
		{`UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 5) WHERE idx = 4`, ``},
	} {
		beside.exec(t, harm.do)
		var damage *ledger.DamageError
		if _, err := verify(t, s, signer.Verifier()); !errors.As(err, &damage) {
			t.Errorf("%s: %v", harm.do, err)
		}
		if harm.undo != "" {
			beside.exec(t, harm.undo)
			_, err := verify(t, s, signer.Verifier())
			must(t, err)
		}
	}
}
