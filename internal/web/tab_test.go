package web_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

//go:embed testdata/axe.min.js
var axe string

// tab is a browser that looks at a house.
type tab struct {
	t     *testing.T
	ctx   context.Context //nolint:containedctx // of one browser, which lives no longer
	house *house
}

// browse opens a browser on the house in which nobody has signed in.
func (h *house) browse(t *testing.T) *tab {
	t.Helper()
	b := &tab{t, systemtest.Browser(t), h}
	b.do(chromedp.EmulateViewport(1280, 860))
	return b
}

// The first operator, as setUp makes them.
const (
	ada      = "ada@example.test"
	password = "correct horse battery"
)

// setUp opens a browser and makes the first operator in it.
func (h *house) setUp(t *testing.T) *tab {
	t.Helper()
	b := h.browse(t)
	door := h.door
	token, err := door.NewSetup(t.Context())
	must(t, err)
	b.open("/set-up/" + token)
	b.do(chromedp.SendKeys("#name", "Ada Admin"), chromedp.SendKeys("#login", ada), chromedp.SendKeys("#password", password),
		chromedp.Click("main form .btn-primary"), chromedp.WaitVisible(".side-who"))
	return b
}

// operator makes a further operator, with the same password as the first, and a browser in which they have signed in.
func (h *house) operator(t *testing.T, login string, roles ...access.Role) *tab {
	t.Helper()
	admin := access.Operator{Login: ada, Roles: []access.Role{access.Admin}}
	_, err := h.door.Add(t.Context(), access.NewOperator{Login: login, Name: login, Roles: roles, Password: password}, &admin)
	must(t, err)
	b := h.browse(t)
	b.signIn(login)
	return b
}

func (b *tab) signIn(login string) {
	b.t.Helper()
	b.open("/sign-in")
	b.do(chromedp.SendKeys("#login", login), chromedp.SendKeys("#password", password), chromedp.Click("main form .btn-primary"), chromedp.WaitVisible(".side-who"))
}

// do does steps, each of which must succeed.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	must(b.t, chromedp.Do(b.ctx, steps...))
}

// open goes to a page of the house.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.house.url + path))
}

// text returns what a person reads in the first element of the selector.
func (b *tab) text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	must(b.t, err)
	return text
}

// reads demands words on the page.
func (b *tab) reads(words ...string) {
	b.t.Helper()
	page := b.text("body")
	for _, w := range words {
		if !strings.Contains(page, w) {
			b.t.Errorf("the page does not say %q; it says:\n%s", w, page)
		}
	}
}

// eval runs a script and returns what it gives.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	must(b.t, err)
	return value
}

// dress chooses light or dark for the pages that are opened next, as the switch does.
func (b *tab) dress(theme string) {
	b.t.Helper()
	_ = eval[any](b, fmt.Sprintf(`localStorage.setItem("theme", %q); 0`, theme))
}

// accessible demands that axe finds nothing against WCAG 2.2 AA on the page as it is.
func (b *tab) accessible(what string) {
	b.t.Helper()
	_ = eval[any](b, axe+"; 0")
	_ = eval[any](b, `window.axeFound = null; axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]}).then(function (r) {
		window.axeFound = JSON.stringify(r.violations.map(function (v) {
			return v.id + " (" + v.impact + "): " + v.nodes.map(function (n) { return n.html.slice(0, 160) + " " + n.failureSummary; }).join("; "); }));
	}); 0`)
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](`window.axeFound !== null`)); err != nil {
		b.t.Fatal(err)
	}
	var found []string
	must(b.t, json.Unmarshal([]byte(eval[string](b, `window.axeFound`)), &found))
	for _, f := range found {
		b.t.Errorf("%s: %s", what, f)
	}
}

// fits demands that the page is no wider than the window.
func (b *tab) fits(what string) {
	b.t.Helper()
	if over := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		b.t.Errorf("%s is %d px wider than its window", what, over)
	}
}

// shoot keeps a picture of the page where EXEUNT_SHOTS names a folder, for somebody to look at.
func (b *tab) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("EXEUNT_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	must(b.t, err)
	must(b.t, os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644))
}
