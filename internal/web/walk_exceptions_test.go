package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// An account is left as it is until a day, asked for twice and kept once, and then no longer. What was typed stays where
// something is wrong.
func TestAnExceptionIsMadeAndEnded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.setUp(t)
	b := h.operator(t, "olga@example.test", access.Worker)
	_, f := h.findingOf(t, "orphan")
	b.open("/exceptions")
	b.reads("Nothing is left as it is")
	b.do(chromedp.Click(`.choices summary`), chromedp.WaitVisible("#account"), chromedp.SendKeys("#account", f.Account.System+"/nobody-of-that-name"),
		chromedp.SendKeys("#reason", "the vendor still needs it"), chromedp.Click(".choices .btn-primary"), chromedp.WaitVisible(".alert-danger"))
	if got := eval[string](b, `document.querySelector("#reason").value`); got != "the vendor still needs it" {
		t.Errorf("of what was typed stayed %q", got)
	}
	for range 2 {
		b.open("/exceptions")
		b.do(chromedp.Click(`.choices summary`), chromedp.WaitVisible("#account"), chromedp.SendKeys("#account", f.Account.String()),
			chromedp.SendKeys("#reason", "the vendor still needs it"), chromedp.Click(".choices .btn-primary"), chromedp.WaitVisible(".alert-success, .alert-info, [role=status]"))
		b.reads("Left as it is until", f.Login)
	}
	all, err := h.app.Exceptions(t.Context())
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("asked for twice, there are %+v", all)
	}
	b.accessible("the exceptions")
	b.shoot("exceptions with one")
	b.do(chromedp.Click(`a[href="/exceptions/x1"]`), chromedp.WaitVisible(".btn-danger"))
	b.accessible("an exception")
	b.shoot("exception")
	b.do(chromedp.SendKeys("#reason", "the vendor is done"), chromedp.Click(".btn-danger"), chromedp.WaitVisible(".chips"))
	b.reads("Ended.", "Nothing is left as it is")
	page, err := h.app.ListExceptions(t.Context(), app.ExceptionsQuery{Set: app.ExceptionsOver, Limit: 9})
	must(t, err)
	if len(page.Exceptions) != 1 || page.Exceptions[0].Runs || page.Exceptions[0].Name != f.Login {
		t.Errorf("over are %+v", page.Exceptions)
	}
}
