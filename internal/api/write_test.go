package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
)

type object = map[string]any

func (h *house) post(token, path string, body any, headers ...string) *answer {
	h.Helper()
	return h.ask(token, http.MethodPost, path, body, headers...)
}

// created reads what was made.
func created[T any](a *answer) (v T) {
	a.Helper()
	a.is(http.StatusCreated).into(&v)
	return v
}

// TestAPlanIsAgreedToByTwoAndRuns makes a plan, agrees to it, and sees that it was done.
func TestAPlanIsAgreedToByOthersAndRuns(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	maker, ben := h.token("ann@x.test", access.Worker, access.Approver), h.token("ben@x.test", access.Approver)
	plan := created[api.Review](h.post(maker, "/plans", object{}))
	if plan.Maker != "ann@x.test" || plan.Actions == 0 {
		t.Fatalf("the plan: %+v", plan)
	}
	var classes []api.Class
	for _, ask := range plan.Asks {
		if ask.Needs == 1 && len(ask.Over) == 0 {
			classes = append(classes, api.Class{Verb: ask.Verb, System: ask.System})
		}
	}
	if len(classes) == 0 {
		t.Fatalf("nothing waits for one person: %+v", plan.Asks)
	}
	yes := object{"digest": plan.Digest, "classes": classes}
	h.post(maker, "/plans/"+plan.ID+"/approve", yes).problem(http.StatusConflict, "you made plan")
	h.post(ben, "/plans/"+plan.ID+"/approve", object{"digest": "of another", "classes": classes}).problem(http.StatusConflict, "not the one that you were shown")
	agreed := read[api.Review](h.post(ben, "/plans/"+plan.ID+"/approve", yes))
	if len(agreed.Approvals) != 1 || agreed.Approvals[0].Operator != "ben@x.test" {
		t.Errorf("agreed: %+v", agreed.Approvals)
	}
	run := read[api.Run](h.get(maker, "/runs/"+plan.ID))
	if run.Live || run.Verified == 0 {
		t.Errorf("the run: %+v", run)
	}
	h.post(ben, "/plans/"+plan.ID+"/reject", object{"digest": plan.Digest, "reason": "no"}).is(http.StatusOK)
	h.post(ben, "/plans/"+plan.ID+"/approve", yes).problem(http.StatusConflict, "rejected plan")
	h.post(maker, "/runs/"+plan.ID+"/resume", nil).problem(http.StatusConflict, "nothing of plan")
	h.post(maker, "/runs/"+plan.ID+"/stop", nil).problem(http.StatusConflict, "not being applied")
}

// TestAccessEndsAtOnceAndComesBack ends somebody's access, follows the run to its end, and brings all of it back.
func TestAccessEndsAtOnceAndComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker, access.Auditor)
	person := h.working(token)
	plan := created[api.Review](h.post(token, "/offboards", object{"person": person.ID}))
	h.post(token, "/runs", object{"plan": plan.ID}).problem(http.StatusBadRequest, "needs a reason")
	h.post(token, "/runs", object{"plan": plan.ID, "reason": "stolen laptop"}).is(http.StatusAccepted)
	run := h.follow(token, plan.ID)
	if run.Fault != "" || run.Verified == 0 || run.Verified+run.Asked != run.Actions {
		t.Fatalf("the run: %+v", run)
	}
	cut := read[api.WholePerson](h.get(token, "/people/"+string(person.ID)))
	if cut.Order == nil || cut.Order.Actor != "ann@x.test" || !cut.CanUndo {
		t.Errorf("the person: order %+v, can undo %v", cut.Order, cut.CanUndo)
	}
	undo := created[api.Review](h.post(token, "/undos", object{"run": plan.ID}))
	h.post(token, "/runs", object{"plan": undo.ID, "reason": "found it"}).is(http.StatusAccepted)
	if run := h.follow(token, undo.ID); run.Fault != "" || run.Verified == 0 {
		t.Errorf("the undo: %+v", run)
	}
	said := string(h.get(token, "/ledger/entries?limit=100").is(http.StatusOK).body)
	if !strings.Contains(said, "stolen laptop") || !strings.Contains(said, "127.0.0.1") {
		t.Error("the ledger does not say why, or from where")
	}
}

// working returns somebody who works here and has open accounts.
func (h *house) working(token string) api.PersonInList {
	h.Helper()
	for _, p := range read[api.People](h.get(token, "/people?state=working")).Items {
		if p.OpenAccounts > 1 {
			return p
		}
	}
	h.Fatal("nobody who works here has two accounts")
	return api.PersonInList{}
}

// follow reads the events of a run until they end, and returns how it stands then.
func (h *house) follow(token, id string) (last api.Run) {
	h.Helper()
	a := h.get(token, "/runs/"+id+"/events").is(http.StatusOK)
	if a.header.Get("Content-Type") != "text/event-stream" || !strings.HasSuffix(string(a.body), "event: end\ndata: {}\n\n") {
		h.Fatalf("the events: %s", a.body)
	}
	last = read[api.Run](h.get(token, "/runs/"+id))
	if last.Live {
		h.Errorf("the events of %s ended before the run", id)
	}
	return last
}

func TestFindingsAreWorkedThrough(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	token := h.token("ann@x.test", access.Worker)
	orphans := read[api.List[api.Finding]](h.get(token, "/findings?kind=orphan")).Items
	if len(orphans) < 3 {
		t.Fatalf("%d orphans", len(orphans))
	}
	at := func(i int, deed string) string { return fmt.Sprintf("/findings/%d/%s", orphans[i].Number, deed) }
	soon := time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339)
	seen := h.get(token, fmt.Sprintf("/findings/%d", orphans[0].Number)).header.Get("ETag")
	person := h.working(token).ID
	link := object{"person": person, "theirs": true, "reason": "asked her"}
	created[api.Kept](h.post(token, at(0, "link"), link, "If-Match", seen))
	h.post(token, at(0, "link"), link, "If-Match", seen).problem(http.StatusPreconditionFailed, "changed since")
	if f := read[api.Finding](h.get(token, fmt.Sprintf("/findings/%d", orphans[0].Number))); f.Pending != 1 || f.Decided[0].Reason != "asked her" {
		t.Errorf("the finding: %+v", f)
	}
	created[api.Kept](h.post(token, at(1, "classify"), object{"kind": "service", "owner": person, "reason": "the backup runs by it"}))
	e := h.post(token, at(2, "accept"), object{"reason": "goes next week", "expires": soon})
	exception := created[api.Exception](e)
	if exception.Owner != "ann@x.test" || e.header.Get("Location") != "/api/v1/exceptions/"+exception.ID {
		t.Errorf("the exception: %+v at %s", exception, e.header.Get("Location"))
	}
	if ended := read[api.Exception](h.post(token, "/exceptions/"+exception.ID+"/end", object{"reason": "gone"})); ended.Ended.IsZero() {
		t.Errorf("the end: %+v", ended)
	}
	task := created[app.Task](h.post(token, at(2, "ask"), object{"owner": "it@x.test", "due": soon, "reason": "whose is it?"}))
	if task.Owner != "it@x.test" || task.Account != orphans[2].Account {
		t.Errorf("the task: %+v", task)
	}
	if closed := read[app.Task](h.post(token, "/tasks/"+task.ID+"/proof", object{"name": "a.txt", "data": []byte("looked")})); closed.State != app.TaskAttested {
		t.Errorf("the closed task: %+v", closed)
	}
	if plan := created[api.Review](h.post(token, at(0, "suspend"), object{"reason": "nobody's"})); plan.Purpose != "order" || plan.Actions != 1 {
		t.Errorf("the order: %+v", plan)
	}
	if test := read[api.SystemTest](h.post(token, "/systems/directory/test", nil)); !test.Kept || len(test.Rules) == 0 {
		t.Errorf("the test: %+v", test)
	}
}

// TestARequestWithAKeyIsDoneOnce sends one request many times at once, and again afterwards.
func TestARequestWithAKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ann, ben := h.token("ann@x.test", access.Worker), h.token("ben@x.test", access.Worker)
	person := h.working(ann).ID
	body := object{"person": person, "reason": "garden leave", "expires": time.Now().Add(time.Hour).UTC()}
	var group sync.WaitGroup
	answers := make([]*answer, 12)
	for i := range answers {
		group.Go(func() { answers[i] = h.post(ann, "/exceptions", body, "Idempotency-Key", "k-1") })
	}
	group.Wait()
	done := 0
	for _, a := range answers {
		switch {
		case a.status == http.StatusCreated && a.header.Get("Idempotency-Replayed") == "":
			done++
		case a.status == http.StatusCreated:
		default:
			a.problem(http.StatusConflict, "has not ended")
		}
	}
	again := h.post(ann, "/exceptions", body, "Idempotency-Key", "k-1")
	if first := created[api.Exception](again); done != 1 || again.header.Get("Idempotency-Replayed") != "true" || again.header.Get("Location") != "/api/v1/exceptions/"+first.ID {
		t.Errorf("it was done %d times; again: %v %s", done, again.header, again.body)
	}
	if all := read[api.List[api.Exception]](h.get(ann, "/exceptions")).Items; len(all) != 1 {
		t.Errorf("%d exceptions", len(all))
	}
	h.post(ann, "/exceptions", object{"person": person, "reason": "another", "expires": body["expires"]}, "Idempotency-Key", "k-1").
		problem(http.StatusUnprocessableEntity, "the key of another request")
	h.post(ann, "/exceptions", object{"person": "nobody", "reason": "x", "expires": body["expires"]}, "Idempotency-Key", "k-2").is(http.StatusNotFound)
	created[api.Exception](h.post(ann, "/exceptions", body, "Idempotency-Key", "k-2")) // mended
	created[api.Exception](h.post(ben, "/exceptions", body, "Idempotency-Key", "k-1")) // the key of somebody else
	h.post(ann, "/exceptions", body, "Idempotency-Key", "two words").problem(http.StatusBadRequest, "printable")
}
