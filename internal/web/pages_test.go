package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// every is each page that somebody who may do everything can open.
var every = []string{
	"/",
	"/people", "/people?q=marie&state=left", "/people/E0058", "/people/E0046",
	"/accounts", "/accounts?view=orphan&q=a", "/findings", "/findings?kind=orphan&q=nobody", "/findings/1",
	"/plans", "/plans?all=yes", "/plans/newest",
	"/runs", "/runs/newest",
	"/tasks", "/tasks/t1",
	"/exceptions", "/exceptions?set=over",
	"/settings/operators", "/settings/operators/new", "/settings/operators/1", "/settings/tokens",
	"/me",
	"/systems", "/systems/hr", "/systems/directory", "/systems/crm",
	"/policies",
	"/ledger", "/ledger?q=nobody&kind=plan", "/ledger/3",
}

// TestEveryPageIsReadable opens every page as people do: light and dark, on a desk and on a telephone, in both
// languages, so that each pair of these is seen.
//
//	EXEUNT_SHOTS=/tmp/shots go test ./internal/web -run EveryPage
//
// keeps pictures of all of them.
func TestEveryPageIsReadable(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.setUp(t)
	plans, err := h.app.Plans(t.Context(), app.PlanFilter{Limit: 1})
	must(t, err)
	for _, look := range []struct {
		language, theme string
		width           int64
	}{{"en", "light", 1280}, {"en", "dark", 390}, {"fr", "dark", 1280}, {"fr", "light", 390}} {
		b := h.browse(t) // one for each look: the time that a browser has is for about fifty pages
		b.signIn(ada)
		b.speak(look.language)
		b.dress(look.theme)
		b.do(chromedp.EmulateViewport(look.width, 860))
		for _, path := range every {
			what := fmt.Sprintf("%s %s %s %d", path, look.language, look.theme, look.width)
			b.open(strings.ReplaceAll(path, "newest", plans[0].ID))
			b.isWell(what)
			b.fits(what)
			b.accessible(what)
			b.shoot(strings.NewReplacer("/", "_", " ", "-", "?", "_").Replace(what))
		}
	}
}

// isWell demands that the page which is open came with status 200: an error is a page too, and a readable one.
func (b *tab) isWell(what string) {
	b.t.Helper()
	if status := eval[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`); status != http.StatusOK {
		b.t.Errorf("%s answers %d: %s", what, status, b.text("main"))
	}
}

// speak chooses a language, as the switch does.
func (b *tab) speak(language string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(1280, 860))
	b.open("/")
	if eval[string](b, `document.documentElement.lang`) != language {
		b.do(chromedp.Click(`button[name=language]`), chromedp.WaitReady(fmt.Sprintf(`html[lang=%s]`, language)))
	}
}
