package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// What may not run alone waits for somebody to agree; then it runs, and the page says what was seen.
func TestAnApproverAgreesAndSeesItVerified(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	plans, err := h.app.Plans(t.Context(), app.PlanFilter{ToDo: true, Limit: 1})
	must(t, err)
	id := plans[0].ID
	h.setUp(t)
	b := h.operator(t, "bob@example.test", access.Approver)
	b.open("/plans/" + id)
	b.reads("0 of 1 people", "remove rights", "Person by person")
	b.do(chromedp.Click(`form[action$="/approve"] .btn-primary`), chromedp.WaitVisible("#run-now"))
	b.do(chromedp.WaitVisible("#run-now[data-over]"))
	b.reads("verified", "It is over.")
	rows, err := h.app.Actions(t.Context(), id)
	must(t, err)
	removed := 0
	plan, err := h.app.SavedPlan(t.Context(), id)
	must(t, err)
	for _, a := range plan.Actions {
		if a.Verb == identity.Remove && a.System == "directory" && rows[a.ID].Verdict == prove.Verified {
			removed++
		}
	}
	if removed == 0 {
		t.Errorf("no right was removed and seen to be: %v", rows)
	}
	b.open("/plans/" + id)
	b.reads("bob@example.test agreed", "verified")
}

// A viewer sees everything and is offered nothing; what is sent all the same is refused.
func TestAViewerMayOnlyLook(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	plans, err := h.app.Plans(t.Context(), app.PlanFilter{ToDo: true, Limit: 1})
	must(t, err)
	h.setUp(t)
	b := h.operator(t, "vera@example.test", access.Viewer)
	b.open("/plans/" + plans[0].ID)
	if n := eval[int](b, `document.querySelectorAll('main button, main input[type=checkbox]').length`); n != 0 {
		t.Errorf("a viewer is offered %d things to do", n)
	}
	answer := eval[string](b, `(function () { var x = new XMLHttpRequest(); x.open("POST", "/plans/`+plans[0].ID+`/approve", false); x.send(); return x.status + " " + x.responseText; })()`)
	if !strings.HasPrefix(answer, "403") || !strings.Contains(answer, "approver") {
		t.Errorf("what a viewer sends is answered %s", answer)
	}
}

// The owner of an application has no account of ours: a link shows them their tasks, and closes them.
func TestAnOwnerClosesATaskByLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tasks, err := h.app.Tasks(t.Context(), false)
	must(t, err)
	token, err := h.door.OwnerLink(t.Context(), tasks[0].Owner)
	must(t, err)
	b := h.browse(t)
	b.open("/mine/" + token + "/" + tasks[0].ID)
	b.accessible("a task of an owner")
	b.do(chromedp.Click("main form .btn-primary"), chromedp.WaitVisible(".alert-danger"))
	b.reads("a task is closed with a proof")
	b.do(chromedp.SendKeys("#text", "removed in the admin page"), chromedp.Click("main form .btn-primary"), chromedp.WaitVisible(".alert-success"))
	b.reads("Your tasks", "reported as done")
	after, err := h.app.Tasks(t.Context(), true)
	must(t, err)
	for _, task := range after {
		if task.ID == tasks[0].ID && (task.State != app.TaskAttested || !strings.HasPrefix(task.Actor, tasks[0].Owner)) {
			t.Errorf("the task is %s by %q", task.State, task.Actor)
		}
	}
	other, err := h.door.OwnerLink(t.Context(), "somebody.else@example.test")
	must(t, err)
	b.open("/mine/" + other + "/" + tasks[1].ID)
	b.reads("There is no such page.")
	b.open("/mine/" + token[1:] + "x")
	b.reads("There is no such page.")
}
