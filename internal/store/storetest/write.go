package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/ledger"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/reconcile"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// writersTakeTurns writes from several stores of one process, each from several goroutines, while others read.
func writersTakeTurns(t *testing.T, db Database) {
	const writers, each = 8, 6
	stores := []*store.Store{open(t, db), open(t, db)}
	signer := got[ledger.Signer](t)(ledger.GenerateKey("test/ledger"))
	must(t, writes(t.Context(), stores[0], "first", 0)) // so that readers find something signed
	got[[]byte](t)(stores[0].Checkpoint(t.Context(), signer))
	group, ctx := errgroup.WithContext(t.Context())
	for w := range writers {
		s := stores[w%len(stores)]
		group.Go(func() error {
			for i := range each {
				name := fmt.Sprintf("%d-%d", w, i)
				if err := writes(ctx, s, name, w); err != nil {
					return fmt.Errorf("writer %s: %w", name, err)
				}
				if _, err := s.Checkpoint(ctx, signer); err != nil {
					return err
				}
			}
			return nil
		})
		group.Go(func() error {
			for range each {
				if _, err := s.Memory(ctx); err != nil {
					return fmt.Errorf("reader %d: %w", w, err)
				}
				if err := s.Ledger(ctx, func(l ledger.Storage) error {
					_, err := ledger.Verify(ctx, l, signer.Verifier())
					return err
				}); err != nil {
					return fmt.Errorf("reader %d: %w", w, err)
				}
			}
			return nil
		})
	}
	must(t, group.Wait())
	report, err := verify(t, stores[0], signer.Verifier())
	must(t, err)
	same(t, "entries", report.Entries, int64((writers*each+1)*4))
	same(t, "accounts", len(collect(t, stores[1].Accounts(t.Context(), store.AccountFilter{}))), writers*each+1)
}

// writes makes four ledger entries, and a reading of a system of its own.
func writes(ctx context.Context, s *store.Store, name string, writer int) error {
	a := action("a"+name, identity.Suspend, name)
	system := "app-" + name
	r, err := s.Record(ctx, system, noon)
	if err != nil {
		return err
	}
	return errors.Join(
		s.SavePlan(ctx, planned("p-"+name, plan.ForPass), fmt.Sprint(writer)),
		s.Journal("p-"+name).Intend(ctx, []apply.Intent{intent(a)}),
		s.Conclude(ctx, "p-"+name, []prove.Receipt{receipt(a, apply.Done, prove.Verified, noon)}),
		r.Put(records(system, 1)), r.Close(whole(system, 1)),
	)
}

func cancelledKeepsNothing(t *testing.T, db Database) {
	s := open(t, db)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.SavePlan(ended, planned("p-1", plan.ForPass), "ada"); !errors.Is(err, context.Canceled) {
		t.Errorf("a write in a context that is over: %v", err)
	}
	midway, cancel := context.WithCancel(t.Context())
	r := got[reconcile.Recorder](t)(s.Record(midway, "app", noon))
	must(t, r.Put(records("app", 2)))
	waiting, stop := context.WithCancel(t.Context())
	stop()
	if err := s.SavePlan(waiting, planned("p-1", plan.ForPass), "ada"); !errors.Is(err, context.Canceled) {
		t.Errorf("a write that waits for its turn and is cancelled: %v", err)
	}
	cancel()
	if err := r.Close(whole("app", 2)); err == nil {
		t.Error("a reading that was cancelled was kept")
	}
	same(t, "accounts", len(collect(t, s.Accounts(t.Context(), store.AccountFilter{}))), 0)
	must(t, s.SavePlan(t.Context(), planned("p-1", plan.ForPass), "ada")) // the store goes on
}

// anySignIsKept holds the store to what a source may write: a database that cannot hold a sign must not stop a pass.
func anySignIsKept(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	odd := "nul \x00 broken \xff\xfe wide 𝔘 " + strings.Repeat("long ", 300)
	clean := "nul \uFFFD00 broken \uFFFDff\uFFFDfe wide 𝔘 " + strings.Repeat("long ", 300)
	all := records("app", 150) // more than one statement takes
	for i := range all {
		a := all[i].Account
		a.Login, a.Email, a.Employee, a.Display, a.Entitlements[0].Name = odd, odd, odd, odd, odd
	}
	read(t, s, "app", all, whole("app", 150))
	want := row(&all[0])
	want.Login, want.Email, want.Employee, want.Name = clean, clean, clean, clean
	want.Entitlements[0] = clean
	same(t, "an account", unplaced(collect(t, s.Accounts(ctx, store.AccountFilter{})))[0], want)

	person := crowd(1)
	person[0].Family = odd
	must(t, s.SavePeople(ctx, hr(1), person, working, noon))
	p := planned("p-1", plan.ForPass)
	p.Actions[0].Login, p.Subject = odd, odd
	must(t, s.SavePlan(ctx, p, "ada "+odd))
	act := action("a1", identity.Suspend, "k1")
	act.Login, act.Owner = odd, odd
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{intent(act)}))
	r := receipt(act, apply.Failed, prove.Unseen, noon)
	r.Saw, r.Outcome.Note = odd, odd
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{r}))
	same(t, "what was seen", got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))[0].Saw, clean)
	act.ID = "a2"
	must(t, s.AskTasks(ctx, "p-1", []plan.Action{act}, noon))
	got[store.Task](t)(s.Attest(ctx, "t1", odd, "d", "ada", noon))
}
