package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// stateOf returns the state of the account of a person in the directory, as a new reading sees it.
func (h *house) stateOf(t *testing.T, person identity.PersonID) identity.AccountState {
	t.Helper()
	_, err := h.app.Plan(t.Context(), app.PlanOptions{})
	must(t, err)
	v, err := h.app.Person(t.Context(), person)
	must(t, err)
	for _, a := range v.Accounts {
		if a.Ref.System == "directory" {
			return a.State
		}
	}
	t.Fatalf("%s has no account in the directory", person)
	return ""
}

// Somebody is dismissed: everything is shown, a reason is typed, and the page says when all of it was seen to be cut. It
// was a mistake: all of it comes back, and the next pass leaves the person alone.
func TestAccessIsEndedNowAndBroughtBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	const person = "E0003"
	b.open("/people/" + person)
	b.do(chromedp.Click("#end-access"), chromedp.WaitVisible("#go"))
	b.reads("Nothing has been done yet", "suspend", "remove rights", "directory", "will be asked to do it")
	b.accessible("the preview of an end of access")
	b.shoot("end-preview")
	_ = eval[any](b, `document.getElementById("reason").required = false; 0`)
	b.do(chromedp.Click("#go"), chromedp.WaitVisible(".alert-danger"))
	b.reads("Type the reason")
	if v, err := h.app.Person(t.Context(), person); err != nil || v.Order != nil || len(v.Deeds) > 0 {
		t.Fatalf("without a reason something was done: %v, %+v", err, v)
	}
	b.do(chromedp.SendKeys("#reason", "dismissed today"), chromedp.Click("#go"), chromedp.WaitVisible("#order-over"))
	b.reads("Everything that can be cut at once is cut", "verified", "with somebody", "Residual access")
	b.accessible("an end of access that is over")
	b.shoot("end-over")
	if state := h.stateOf(t, person); state != identity.Suspended {
		t.Errorf("the account is %s", state)
	}
	b.open("/people/" + person)
	b.reads("ordered the end of all access", "dismissed today", "suspended")
	b.shoot("end-person")

	b.do(chromedp.Click(`form[action$="/undo"] button`), chromedp.WaitVisible("#go"))
	b.reads("The order to end all access is taken back too")
	b.shoot("undo-preview")
	b.do(chromedp.SendKeys("#reason", "the wrong person"), chromedp.Click("#go"), chromedp.WaitVisible("#order-over"))
	b.reads("Everything that can be brought back at once is back")
	b.shoot("undo-over")
	if state := h.stateOf(t, person); state != identity.Enabled {
		t.Errorf("after the undo the account is %s", state)
	}
	v, err := h.app.Person(t.Context(), person)
	must(t, err)
	if v.Order != nil || len(v.Due) > 0 {
		t.Errorf("after the undo the order is %+v and there is due %v", v.Order, v.Due)
	}
}

// Somebody who leaves stays until a day by decision: with a reason, and no longer.
func TestSomebodyIsExtended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	b.open("/people/E0046")
	b.do(chromedp.Click("#extend summary"), chromedp.WaitVisible("#until"))
	_ = eval[any](b, `document.getElementById("extend-reason").required = false; 0`)
	b.do(chromedp.Click("#extend button"), chromedp.WaitVisible(".alert-danger"))
	b.reads("An extension needs a reason.")
	b.do(chromedp.SendKeys("#extend-reason", "hands over until then"), chromedp.Click("#extend button"), chromedp.WaitVisible(".alert-success"))
	b.reads("Extended until", "Left as it is, by decision", "hands over until then")
	v, err := h.app.Person(t.Context(), "E0046")
	must(t, err)
	if len(v.Exceptions) != 1 || v.Exceptions[0].Owner != ada || !v.Exceptions[0].Expires.After(v.Ends) {
		t.Errorf("it is kept as %+v", v.Exceptions)
	}
	b.open("/people/nobody")
	b.reads("There is no such page.")
}
