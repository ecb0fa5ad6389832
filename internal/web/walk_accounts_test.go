package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Several orphans are programs': what that does is shown for each before it is kept, and the next pass finds them no
// longer. Whoever may only look is offered no decision.
func TestManyAccountsAreDecidedAtOnceAfterALook(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.setUp(t)
	b := h.operator(t, "olga@example.test", access.Worker)
	before, err := h.app.CountAccounts(t.Context())
	must(t, err)
	b.open("/accounts?view=orphan")
	b.do(chromedp.Click(`#found tbody tr:nth-child(1) input[name=row]`), chromedp.Click(`#found tbody tr:nth-child(2) input[name=row]`),
		chromedp.Click(".many .btn-primary"), chromedp.WaitVisible(".choices"))
	b.reads("2 accounts are chosen")
	b.do(chromedp.Click(`details:has(#owner) summary`), chromedp.WaitVisible("#kind-reason"), chromedp.SendKeys("#kind-reason", "asked the vendor"),
		chromedp.Click(`details:has(#owner) .btn-primary`), chromedp.WaitVisible(".alert-danger"))
	b.reads("needs an owner")
	people, err := h.app.FindPeople(t.Context(), app.PeopleQuery{Where: app.WhereWorking, Limit: 1})
	must(t, err)
	b.do(chromedp.SendKeys("#owner", string(people.People[0].ID)), chromedp.Click(`details:has(#owner) .btn-primary`), chromedp.WaitVisible(".keep"))
	b.reads("2 accounts will be decided", "Nothing is kept yet", "a program (service account)")
	b.accessible("a preview of a decision about accounts")
	b.shoot("triage preview")
	b.do(chromedp.Click(".keep .btn-primary"), chromedp.WaitVisible("#q"))
	b.reads("Kept for 2 accounts", "decided, at the next pass")
	must(t, atOnce{h.app}.Pass(t.Context(), ""))
	after, err := h.app.CountAccounts(t.Context())
	must(t, err)
	if after[app.ViewOrphan] != before[app.ViewOrphan]-2 || after[app.ViewService] != before[app.ViewService]+2 {
		t.Errorf("before there were %v, after it %v", before, after)
	}

	b.open("/accounts?view=service")
	b.do(chromedp.Click(`.many button[name=all]`), chromedp.WaitVisible(".choices"))
	b.reads(fmt.Sprintf("%d accounts are chosen", after[app.ViewService]))
	v := h.operator(t, "vera@example.test", access.Viewer)
	v.open("/accounts")
	if n := eval[int](v, `document.querySelectorAll("[name=row], .many").length`); n != 0 {
		t.Errorf("whoever may only look is offered %d things to decide", n)
	}
}
