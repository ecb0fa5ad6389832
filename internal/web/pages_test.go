package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// every is each page that somebody who may do everything can open.
var every = []string{"/"}

// TestEveryPageIsReadable opens every page as people do: light and dark, on a desk and on a telephone, in both languages.
//
//	EXEUNT_SHOTS=/tmp/shots go test ./internal/web -run EveryPage
//
// keeps pictures of all of them.
func TestEveryPageIsReadable(t *testing.T) {
	t.Parallel()
	b := newHouse(t).setUp(t)
	for _, language := range []string{"en", "fr"} {
		b.speak(language)
		for _, path := range every {
			for _, theme := range []string{"light", "dark"} {
				for _, width := range []int64{1280, 390} {
					what := fmt.Sprintf("%s %s %s %d", language, path, theme, width)
					b.do(chromedp.EmulateViewport(width, 860))
					b.open(path)
					b.dress(theme)
					b.fits(what)
					b.accessible(what)
					b.shoot(strings.NewReplacer("/", "_", " ", "-", "?", "_").Replace(what))
				}
			}
		}
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
