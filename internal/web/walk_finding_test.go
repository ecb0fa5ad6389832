package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// findingOf returns the page of the first finding of a kind.
func (h *house) findingOf(t *testing.T, kind string) (page string, f app.Judged) {
	t.Helper()
	all, err := h.app.Findings(t.Context(), app.FindingFilter{Kind: kind, Limit: 1})
	must(t, err)
	if len(all) == 0 {
		t.Fatalf("the demo company has no %s", kind)
	}
	return fmt.Sprintf("/findings/%d", all[0].Number), all[0]
}

// An orphan turns out to be a program's: somebody says so, and the next pass finds it no longer.
func TestAnOrphanIsAProgramsAndHasAnOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page, f := h.findingOf(t, "orphan")
	h.setUp(t)
	b := h.operator(t, "olga@example.test", access.Worker)
	b.open("/findings?kind=orphan")
	b.do(chromedp.Click(fmt.Sprintf(`a[href="%s"]`, page)), chromedp.WaitVisible(".choices"))
	b.reads("nobody is behind it", "no person fits", "If nothing is done", "After 14 days a task asks somebody")
	b.do(chromedp.Click(`details:has(#classify-owner) summary`), chromedp.WaitVisible("#classify-owner"),
		chromedp.SendKeys("#classify-owner", "no.such.person@example.test"), chromedp.SendKeys("#classify-reason", "the nightly export"),
		chromedp.Click(`details:has(#classify-owner) .btn-primary`), chromedp.WaitVisible(".alert-danger"))
	b.reads("nobody has the id, mail, login or name")
	b.accessible("a finding with a fault")
	if typed := eval[string](b, `document.querySelector("#classify-reason").value`); typed != "the nightly export" {
		t.Errorf("what was typed is gone: %q", typed)
	}
	owner := h.worker(t)
	b.do(chromedp.SetValue("#classify-owner", owner), chromedp.Click(`details:has(#classify-owner) .btn-primary`), chromedp.WaitVisible(".alert-success"))
	b.reads("It takes effect at the next pass")
	b.open(page)
	b.reads("decided, at the next pass", "olga@example.test: it is for a program")
	b.do(chromedp.Click(`form[action="/findings/pass"] button`), chromedp.WaitVisible(".alert-success"))
	if _, there, err := h.app.Finding(t.Context(), f.Number); err != nil || there {
		t.Errorf("%s is still found (%v)", f.Account, err)
	}
	b.open(page)
	b.reads("There is no such page.")
}

// worker returns the id of somebody who works here for longer than anybody looks ahead.
func (h *house) worker(t *testing.T) string {
	t.Helper()
	for p, err := range h.app.People(t.Context(), app.PersonFilter{}) {
		must(t, err)
		if len(p.Engagements) == 1 && p.Engagements[0].End.String() == "" && p.Engagements[0].Status == "working" && p.Vanished.Feeds == 0 {
			return string(p.ID)
		}
	}
	t.Fatal("nobody works here")
	return ""
}

// What is decided about a finding is kept with who, why and until when; what has changed meanwhile is not.
func TestAFindingIsAcceptedAskedAboutOrSuspended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page, _ := h.findingOf(t, "orphan")
	h.setUp(t)
	b := h.operator(t, "olga@example.test", access.Worker)
	b.choose(page, "#accept-reason", "the auditors look at it")
	b.reads("Accepted as it is until")
	b.choose(page, "#task-reason", "whose is it?")
	b.reads("is asked to look at it")
	b.open(page)
	b.reads("olga@example.test accepts it until", "the auditors look at it")
	page, f := h.findingOf(t, "dormant")
	b.choose(page, "#suspend-reason", "not used since spring")
	b.reads("Somebody else must agree", "olga@example.test asked for it: not used since spring")
	stale := eval[string](b, fmt.Sprintf(`(function () { var x = new XMLHttpRequest(); x.open("POST", "/findings/%d", false); x.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
		x.send("do=accept&print=old&reason=x&until=2030-01-01"); return x.status + " " + x.responseText; })()`, f.Number))
	if !strings.HasPrefix(stale, "400") || !strings.Contains(stale, "has changed since you looked") {
		t.Errorf("what is sent about another state is answered %.300s", stale)
	}
}

// choose opens the form that has the field of a reason, fills it in and sends it.
func (b *tab) choose(page, field, reason string) {
	b.t.Helper()
	b.open(page)
	form := `details:has(` + field + `)`
	b.do(chromedp.Click(form+` summary`), chromedp.WaitVisible(field), chromedp.SendKeys(field, reason), chromedp.Click(form+` .btn`), chromedp.WaitVisible(".alert-success"))
}
