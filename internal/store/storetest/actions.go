package storetest

import (
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// before is the state of an account from before a plan, with what only a capture must keep.
func before(key string) identity.Account {
	a := *records("app", 1)[0].Account
	a.Ref.Key = key
	a.Attributes = []identity.Attribute{
		{Name: "absent"},
		{Name: "empty", Values: []string{""}},
		{Name: "shell", Values: []string{"/bin/bash", " two  blanks "}},
		{Name: "binary", Values: []string{"\x00\xff\xfe\x80", "é\u2028\n"}},
	}
	return a
}

func intent(a plan.Action) apply.Intent {
	return apply.Intent{Action: a, Before: before(a.Account), At: noon}
}

func receipt(a plan.Action, state apply.State, verdict prove.Verdict, at time.Time) prove.Receipt {
	return prove.Receipt{Outcome: apply.Outcome{Action: a, State: state, Note: "it said so", At: at}, Verdict: verdict, Saw: "it is so", At: at, Fingerprint: identity.Fingerprint{1, 2}}
}

func intentIsOpen(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	one, two := action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k1")
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{intent(one), intent(two)}))
	must(t, s.Journal("p-1").Intend(ctx, nil))
	same(t, "Unsettled", got[[]store.OpenAction](t)(s.Unsettled(ctx)), []store.OpenAction{{Plan: "p-1", Action: one}, {Plan: "p-1", Action: two}})
	open := store.ActionRow{ID: "a1", Ref: one.Ref(), State: apply.Intended}
	same(t, "Actions", got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))[0], open)

	must(t, s.Conclude(ctx, "p-1", nil))
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{receipt(one, apply.Done, prove.Verified, noon), receipt(two, apply.Unknown, prove.Unseen, noon.Add(time.Second))}))
	same(t, "Unsettled once one was seen", got[[]store.OpenAction](t)(s.Unsettled(ctx)), []store.OpenAction{{Plan: "p-1", Action: two}})
	seen := store.ActionRow{ID: "a1", Ref: one.Ref(), State: apply.Done, Note: "it said so", Verdict: prove.Verified, Saw: "it is so", Fingerprint: identity.Fingerprint{1, 2}, At: noon}
	unseen := store.ActionRow{ID: "a2", Ref: two.Ref(), State: apply.Unknown, Note: "it said so", Verdict: prove.Unseen, Saw: "it is so", Fingerprint: identity.Fingerprint{1, 2}, At: noon.Add(time.Second)}
	rows := got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))
	same(t, "Actions once concluded", rows, []store.ActionRow{seen, unseen})
	same(t, "Settled", []bool{rows[0].Settled(), rows[1].Settled()}, []bool{true, false})
	same(t, "InDoubt", []bool{open.InDoubt(), rows[0].InDoubt(), rows[1].InDoubt()}, []bool{true, false, false})
	for state, doubt := range map[apply.State]bool{apply.Done: true, apply.Unknown: true, apply.Failed: false, apply.Stopped: false, apply.Asked: false} {
		row := store.ActionRow{State: state, Verdict: prove.Unseen}
		same(t, "InDoubt when nobody saw it and it is "+string(state), row.InDoubt(), doubt)
	}

	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{intent(two)}))
	reopened := store.ActionRow{ID: "a2", Ref: two.Ref(), State: apply.Intended, Note: "it said so", Saw: "it is so", Fingerprint: identity.Fingerprint{1, 2}}
	same(t, "tried again", got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))[0], reopened)
}

// disappeared: an account that was not there is remembered until somebody sees it.
func disappeared(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	one, two := action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k1")
	first := intent(one)
	first.Gone = true
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{first}))
	same(t, "Unsettled", got[[]store.OpenAction](t)(s.Unsettled(ctx)), []store.OpenAction{{Plan: "p-1", Action: one, Gone: true}})
	same(t, "InDoubt before it was concluded", got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))[0].InDoubt(), false)
	gone := func(a plan.Action) prove.Receipt {
		r := receipt(a, apply.Done, prove.Unseen, noon)
		r.Gone, r.Fingerprint = true, identity.Fingerprint{}
		return r
	}
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{gone(one)}))
	must(t, s.Journal("p-2").Intend(ctx, []apply.Intent{{Action: two, Before: before("k1"), Gone: true, At: noon.Add(time.Hour)}}))
	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{gone(two)}))
	want := map[identity.AccountRef]assess.Missing{one.Ref(): {Login: "Login-k1", Person: "E001", Verb: identity.Suspend, Since: noon}}
	same(t, "Missing", got[assess.Memory](t)(s.Memory(ctx)).Missing, want)
	row := got[[]store.ActionRow](t)(s.Actions(ctx, "p-1"))[0]
	same(t, "Gone, Settled, InDoubt", []bool{row.Gone, row.Settled(), row.InDoubt()}, []bool{true, false, false})

	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{receipt(one, apply.Unknown, prove.Contradicted, noon)}))
	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{receipt(two, apply.Unknown, prove.Verified, noon)}))
	same(t, "Missing once it was seen", len(got[assess.Memory](t)(s.Memory(ctx)).Missing), 0)
}

func firstCaptureStays(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	first, gone := intent(action("a1", identity.Suspend, "k1")), intent(action("a3", identity.Suspend, "k3"))
	gone.Gone = true
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{first, gone}))
	later := intent(action("a2", identity.Remove, "k1"))
	later.Before.State, later.Before.Attributes = identity.Suspended, nil
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{later}))
	must(t, s.Journal("p-2").Intend(ctx, []apply.Intent{later}))
	same(t, "Capture", *got[*identity.Account](t)(s.Capture(ctx, "p-1", first.Action.Ref())), first.Before)
	same(t, "Capture of another plan", *got[*identity.Account](t)(s.Capture(ctx, "p-2", first.Action.Ref())), later.Before)
	if c, err := s.Capture(ctx, "p-1", gone.Action.Ref()); err == nil {
		t.Errorf("an account that was not there was captured: %v", c)
	}
}

func whatWasSeen(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	suspend, leave := action("a1", identity.Suspend, "k1"), action("a2", identity.SignOut, "k1")
	open := action("a3", identity.Suspend, "k2")
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{
		receipt(suspend, apply.Done, prove.Verified, noon), receipt(leave, apply.Done, prove.Unseen, noon), receipt(open, apply.Done, prove.Contradicted, noon),
	}))
	memory := got[assess.Memory](t)(s.Memory(ctx))
	same(t, "Closed", memory.Closed, map[identity.AccountRef]time.Time{suspend.Ref(): noon})
	same(t, "Done", memory.Done, map[assess.Deed]time.Time{{Account: leave.Ref(), Verb: identity.SignOut}: noon})

	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{receipt(action("a1", identity.Restore, "k1"), apply.Done, prove.Contradicted, noon)}))
	same(t, "Closed after an undo that was not seen", len(got[assess.Memory](t)(s.Memory(ctx)).Closed), 1)
	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{receipt(action("a1", identity.Restore, "k1"), apply.Done, prove.Verified, noon)}))
	shut := receipt(action("a1", identity.Restore, "k2"), apply.Done, prove.Verified, noon)
	shut.State = identity.Suspended
	must(t, s.Conclude(ctx, "p-3", []prove.Receipt{receipt(open, apply.Done, prove.Verified, noon), shut}))
	same(t, "Closed after an undo that left it suspended", got[assess.Memory](t)(s.Memory(ctx)).Closed, map[identity.AccountRef]time.Time{open.Ref(): noon})
	must(t, s.Conclude(ctx, "p-3", []prove.Receipt{receipt(action("a1", identity.Restore, "k2"), apply.Done, prove.Verified, noon)}))
	memory = got[assess.Memory](t)(s.Memory(ctx))
	same(t, "Closed and Done after an undo", len(memory.Closed)+len(memory.Done), 0)
}

func touchedUntilRestored(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	suspend, remove, other := action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k1"), action("a3", identity.Suspend, "k2")
	later := noon.Add(time.Hour)
	must(t, s.Conclude(ctx, "p-0", []prove.Receipt{receipt(suspend, apply.Done, prove.Verified, noon.Add(-time.Hour))}))
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{
		receipt(suspend, apply.Done, prove.Verified, noon), receipt(remove, apply.Unknown, prove.Unseen, later), receipt(other, apply.Failed, prove.Unseen, noon),
	}))
	one := store.TouchedAccount{Ref: suspend.Ref(), Login: "Login-k1", Person: "E001", Plan: "p-1", By: connector.ByConnector, Changes: []store.Change{{Plan: "p-1", Verbs: "suspend, remove", At: noon}}}
	all := one
	all.Plan, all.Changes = "p-0", append([]store.Change{{Plan: "p-0", Verbs: "suspend", At: noon.Add(-time.Hour)}}, one.Changes...)
	for f, want := range map[store.TouchedFilter]store.TouchedAccount{
		{Run: "p-1"}: one, {Run: "p-0"}: all, {Person: "E001"}: all, {Account: "app/login-K1"}: all, {Account: "app/k1"}: all,
	} {
		same(t, "Touched", got[[]store.TouchedAccount](t)(s.Touched(ctx, f)), []store.TouchedAccount{want})
	}
	for _, f := range []store.TouchedFilter{{Run: "p-9"}, {Person: "E002"}, {Account: "crm/k1"}, {Account: "app/k2"}} {
		same(t, "Touched of nothing", got[[]store.TouchedAccount](t)(s.Touched(ctx, f)), []store.TouchedAccount(nil))
	}
	elodie := action("a9", identity.Suspend, "k8")
	elodie.Login, elodie.Person = "Élodie", "E008"
	must(t, s.Conclude(ctx, "p-8", []prove.Receipt{receipt(elodie, apply.Done, prove.Verified, noon)}))
	same(t, "Touched, by any letter's case", len(got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Account: "app/éLODIE"}))), 1)
	if _, err := s.Touched(ctx, store.TouchedFilter{Account: "k1"}); err == nil {
		t.Error("an account without a system was understood")
	}
	restore := action("a1", identity.Restore, "k1")
	restore.Restores = "p-1"
	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{receipt(restore, apply.Done, prove.Contradicted, later.Add(time.Hour))}))
	same(t, "Touched after an undo that was not seen", got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Person: "E001"})), []store.TouchedAccount{all})
	must(t, s.Conclude(ctx, "p-2", []prove.Receipt{receipt(restore, apply.Done, prove.Verified, later.Add(time.Hour))}))
	all.Changes = all.Changes[:1]
	same(t, "Touched after the undo of the later plan", got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Person: "E001"})), []store.TouchedAccount{all})
	same(t, "Touched by what was undone", got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Run: "p-1"})), []store.TouchedAccount(nil))
	restore.ID, restore.Restores = "a2", "p-0"
	must(t, s.Conclude(ctx, "p-4", []prove.Receipt{receipt(restore, apply.Done, prove.Verified, later.Add(2*time.Hour))}))
	same(t, "Touched after the undo", got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Person: "E001"})), []store.TouchedAccount(nil))

	must(t, s.AskTasks(ctx, "p-3", []plan.Action{action("a9", identity.Suspend, "k9")}, noon))
	same(t, "a task is touched by a task", got[[]store.TouchedAccount](t)(s.Touched(ctx, store.TouchedFilter{Run: "p-3"}))[0].By, connector.ByTask)
}

func budgets(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	week := 7 * 24 * time.Hour
	at := func(ago time.Duration, plan string, a plan.Action, state apply.State) {
		must(t, s.Conclude(ctx, plan, []prove.Receipt{receipt(a, state, prove.Verified, noon.Add(-ago))}))
	}
	at(2*time.Hour, "p-1", action("a1", identity.Suspend, "k1"), apply.Done)
	at(time.Hour, "p-2", action("a1", identity.Suspend, "k1"), apply.Done) // the same account again
	at(3*time.Hour, "p-3", action("a1", identity.Suspend, "k2"), apply.Unknown)
	at(week-time.Second, "p-4", action("a1", identity.Suspend, "k3"), apply.Done)
	at(week, "p-5", action("a1", identity.Suspend, "k4"), apply.Done) // a week ago is not in the week
	at(time.Hour, "p-6", action("a1", identity.Suspend, "k5"), apply.Failed)
	at(time.Hour, "p-7", action("a1", identity.Remove, "k1"), apply.Done)
	must(t, s.AskTasks(ctx, "p-8", []plan.Action{action("a1", identity.Delete, "k1")}, noon.Add(-time.Hour)))
	must(t, s.Journal("p-9").Intend(ctx, []apply.Intent{intent(action("a1", identity.Suspend, "k6"))})) // it may have been done
	class := func(verb identity.Verb) plan.Class { return plan.Class{Verb: verb, System: "app"} }
	want := map[plan.Class]plan.Spent{
		class(identity.Suspend): {"k1": noon.Add(-time.Hour), "k2": noon.Add(-3 * time.Hour), "k3": noon.Add(time.Second - week), "k6": noon},
		class(identity.Remove):  {"k1": noon.Add(-time.Hour)},
		class(identity.Delete):  {"k1": noon.Add(-time.Hour)},
	}
	same(t, "Spent", got[map[plan.Class]plan.Spent](t)(s.Spent(ctx, noon)), want)

	at(0, "p-10", action("a1", identity.Restore, "k1"), apply.Done)
	want[class(identity.Restore)] = plan.Spent{"k1": noon}
	same(t, "Spent after an undo: the cut happened", got[map[plan.Class]plan.Spent](t)(s.Spent(ctx, noon)), want)
}

// A protected right is lost from the moment on in which taking it away is intended, unless that failed.
func lostRights(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	one, two, three, other := action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k2"), action("a3", identity.Delete, "k3"), action("a4", identity.Suspend, "k4")
	one.Holds, two.Holds, three.Holds = []string{"admins", "root"}, []string{"admins"}, []string{"admins"}
	must(t, s.Journal("p-1").Intend(ctx, []apply.Intent{intent(one), intent(two), intent(three), intent(other)}))
	must(t, s.Conclude(ctx, "p-1", []prove.Receipt{receipt(one, apply.Done, prove.Verified, noon.Add(time.Minute)), receipt(three, apply.Failed, prove.Unseen, noon.Add(time.Minute))}))
	want := map[plan.Held]map[string]bool{{System: "app", Name: "admins"}: {"k1": true, "k2": true}, {System: "app", Name: "root"}: {"k1": true}}
	same(t, "since noon", got[map[plan.Held]map[string]bool](t)(s.Lost(ctx, noon)), want)
	delete(want[plan.Held{System: "app", Name: "admins"}], "k2")
	same(t, "since the intents", got[map[plan.Held]map[string]bool](t)(s.Lost(ctx, noon.Add(time.Second))), want)
}
