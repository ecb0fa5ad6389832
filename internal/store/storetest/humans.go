package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/store"
)

func tasksGoTheirWay(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	asked := []plan.Action{action("a1", identity.Suspend, "k1"), action("a2", identity.Remove, "k1"), action("a3", identity.SignOut, "k1")}
	must(t, s.AskTasks(ctx, "p-1", asked, noon))
	must(t, s.AskTasks(ctx, "p-1", asked, noon.Add(time.Hour))) // twice is once
	first := store.Task{
		ID: "t1", Plan: "p-1", Action: "a1", Verb: identity.Suspend, System: "app", Account: "k1", Login: "Login-k1", Person: "E001", Owner: "it@example.test",
		Reasons: asked[0].Reasons, Due: noon.Add(48 * time.Hour), Opened: noon, State: store.TaskOpen,
	}
	open := got[[]store.Task](t)(s.Tasks(ctx, store.TaskFilter{}))
	same(t, "how many tasks there are", len(open), 3)
	same(t, "a task", open[0], first)

	attested := got[store.Task](t)(s.Attest(ctx, "t1", "screenshot", "abc", "bob", noon.Add(time.Minute)))
	first.State, first.Proof, first.Digest, first.Actor, first.Attested = store.TaskAttested, "screenshot", "abc", "bob", noon.Add(time.Minute)
	same(t, "Attest", attested, first)
	same(t, "attested, and still with somebody", got[[]store.Task](t)(s.Tasks(ctx, store.TaskFilter{}))[0], first)
	deed := func(verb identity.Verb) assess.Deed { return assess.Deed{Account: asked[0].Ref(), Verb: verb} }
	same(t, "Memory.Tasks", got[assess.Memory](t)(s.Memory(ctx)).Tasks,
		map[assess.Deed]assess.Task{deed(identity.Suspend): {ID: "t1", Attested: noon.Add(time.Minute)}, deed(identity.Remove): {ID: "t2"}, deed(identity.SignOut): {ID: "t3"}})
	var none *store.NoTaskError
	for _, id := range []string{"t9", "nine", ""} {
		if _, err := s.Attest(ctx, id, "", "", "bob", noon); !errors.As(err, &none) {
			t.Errorf("Attest(%q): %v", id, err)
		}
	}

	must(t, s.SettleTasks(ctx, nil, noon))
	seen := []store.TaskVerdict{{Task: "t1", State: store.TaskVerified, Saw: "suspended"}, {Task: "t2", State: store.TaskWaived, Saw: "nobody asks"}, {Task: "t3", State: store.TaskVerified, Saw: "out"}}
	must(t, s.SettleTasks(ctx, seen, noon.Add(time.Hour)))
	same(t, "tasks that are left", len(got[[]store.Task](t)(s.Tasks(ctx, store.TaskFilter{}))), 0)
	first.State, first.Settled = store.TaskVerified, noon.Add(time.Hour)
	same(t, "a settled task", got[[]store.Task](t)(s.Tasks(ctx, store.TaskFilter{All: true}))[0], first)
	memory := got[assess.Memory](t)(s.Memory(ctx))
	same(t, "Closed", memory.Closed, map[identity.AccountRef]time.Time{asked[0].Ref(): noon.Add(time.Hour)})
	same(t, "Done", memory.Done, map[assess.Deed]time.Time{deed(identity.SignOut): noon.Add(time.Hour)})
	if _, err := s.Attest(ctx, "t1", "", "", "bob", noon); !errors.As(err, &none) {
		t.Errorf("a settled task was attested: %v", err)
	}

	must(t, s.AskTasks(ctx, "p-2", asked[:1], noon.Add(2*time.Hour)))
	must(t, s.AskTasks(ctx, "p-3", asked[:1], noon.Add(3*time.Hour)))
	all := got[[]store.Task](t)(s.Tasks(ctx, store.TaskFilter{All: true}))
	same(t, "asked for again by two plans", []store.TaskState{all[3].State, all[4].State}, []store.TaskState{store.TaskContradicted, store.TaskOpen})
	must(t, s.AskTasks(ctx, "p-4", []plan.Action{action("a1", identity.Restore, "k1")}, noon))
	must(t, s.SettleTasks(ctx, []store.TaskVerdict{{Task: "t6", State: store.TaskVerified}}, noon))
	same(t, "Closed once restored by task", len(got[assess.Memory](t)(s.Memory(ctx)).Closed), 0)
}

func exceptionsRun(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	account := plan.Exception{Account: identity.AccountRef{System: "app", Key: "k1"}, Owner: "cfo", Reason: "closing of the books", Expires: noon.Add(time.Hour)}
	person := plan.Exception{Person: "E001", Owner: "hr", Reason: "a dispute", Expires: noon.Add(-time.Hour)}
	first := got[plan.Exception](t)(s.AddException(ctx, account, "ada", noon))
	second := got[plan.Exception](t)(s.AddException(ctx, person, "bob", noon))
	account.ID, person.ID = "x1", "x2"
	same(t, "AddException", []plan.Exception{first, second}, []plan.Exception{account, person})
	same(t, "Exceptions", got[[]plan.Exception](t)(s.Exceptions(ctx)), []plan.Exception{account, person})

	must(t, s.EndException(ctx, "x1", "ada", "done", noon.Add(time.Minute)))
	same(t, "Exceptions once one was ended", got[[]plan.Exception](t)(s.Exceptions(ctx)), []plan.Exception{person})
	same(t, "AllExceptions", got[[]store.Exception](t)(s.AllExceptions(ctx)),
		[]store.Exception{{Exception: account, Actor: "ada", Created: noon, Ended: noon.Add(time.Minute)}, {Exception: person, Actor: "bob", Created: noon}})
	for _, id := range []string{"x1", "x9", "nine"} {
		if err := s.EndException(ctx, id, "ada", "", noon); err == nil {
			t.Errorf("exception %q was ended", id)
		}
	}
}

func humansDecide(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	ref := identity.AccountRef{System: "app", Key: "k00001"}
	facts := correlate.Facts{Login: "ada", Email: "ada@x.test", Employee: "7", Name: "Ada Byron"}
	decide := func(person identity.PersonID, d store.Decision) {
		must(t, s.Decide(ctx, store.LinkDecision{Account: ref, Person: person, Decision: d, On: facts, Actor: "ada", Reason: "asked her", At: noon}))
	}
	decide("E003", store.Denied)
	decide("E001", store.Denied)
	decide("E001", store.Confirmed)
	decide("E002", store.Confirmed) // in the place of the other
	suspect := records("app", 2)
	suspect[1].Status = correlate.Suspect
	read(t, s, "app", suspect, whole("app", 2))
	want := correlate.Memory{
		Confirmed: map[identity.AccountRef]correlate.Confirmation{ref: {Person: "E002", On: facts}}, Denied: map[identity.AccountRef][]identity.PersonID{ref: {"E003"}},
		Suspect: map[identity.AccountRef]correlate.Earlier{ref: suspect[1].Link},
	}
	same(t, "Links", got[correlate.Memory](t)(s.Links(ctx)), want)
	decide("E002", store.Denied)
	want.Confirmed, want.Denied[ref] = nil, []identity.PersonID{"E002", "E003"}
	same(t, "Links once denied", got[correlate.Memory](t)(s.Links(ctx)), want)
}

func firstStands(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	must(t, s.NoteDepartures(ctx, nil, noon))
	must(t, s.NoteDepartures(ctx, []identity.PersonID{"E001", "E002"}, noon))
	must(t, s.NoteDepartures(ctx, []identity.PersonID{"E002", "E003", "E003"}, noon.Add(time.Hour)))
	must(t, s.Offboard(ctx, "E001", noon, "ada", "at once"))
	must(t, s.Offboard(ctx, "E001", noon.Add(time.Hour), "bob", "again"))
	memory := got[assess.Memory](t)(s.Memory(ctx))
	same(t, "LeftSince", memory.LeftSince, map[identity.PersonID]time.Time{"E001": noon, "E002": noon, "E003": noon.Add(time.Hour)})
	must(t, s.ForgetDepartures(ctx, nil))
	must(t, s.ForgetDepartures(ctx, []identity.PersonID{"E001", "E003", "E009"}))
	same(t, "LeftSince once two are here again", got[assess.Memory](t)(s.Memory(ctx)).LeftSince, map[identity.PersonID]time.Time{"E002": noon})
	must(t, s.NoteDepartures(ctx, []identity.PersonID{"E001"}, noon.Add(2*time.Hour)))
	same(t, "the date of another departure", got[assess.Memory](t)(s.Memory(ctx)).LeftSince["E001"], noon.Add(2*time.Hour))
	same(t, "Offboarded", memory.Offboarded, map[identity.PersonID]time.Time{"E001": noon})
	same(t, "an order that is not there", got[bool](t)(s.LiftOffboard(ctx, "E002", noon, "ada", "a mistake")), false)
	same(t, "an order", got[bool](t)(s.LiftOffboard(ctx, "E001", noon, "ada", "a mistake")), true)
	same(t, "Offboarded once lifted", got[assess.Memory](t)(s.Memory(ctx)).Offboarded, map[identity.PersonID]time.Time{})
}

func ownerLinksEnd(t *testing.T, db Database) {
	s, ctx := open(t, db), t.Context()
	must(t, s.AddOwnerLink(ctx, "d1", "it@x.test", noon, noon.Add(time.Hour)))
	same(t, "a link", got[string](t)(s.OwnerOfLink(ctx, "d1", noon)), "it@x.test")
	same(t, "an unknown link", got[string](t)(s.OwnerOfLink(ctx, "d2", noon)), "")
	same(t, "a link that is over", got[string](t)(s.OwnerOfLink(ctx, "d1", noon.Add(time.Hour))), "")
	same(t, "the ledger", kinds(t, s, 0), []string{"owner-link"})
}
