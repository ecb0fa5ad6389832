package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A system is tested from its page; one that could not be read whole says what is wrong, and a smaller number is taken
// only with a reason.
func TestASystemIsTestedAndASmallerReadingIsTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	b.open("/systems/directory")
	b.do(chromedp.Click("#test-now"), chromedp.WaitVisible("#test .alert-success"))
	b.reads("It is read whole.", "granted", "What suspended means there")
	b.accessible("a system that was tested")
	b.shoot("system-tested")

	path := filepath.Join(h.dir, "crm-users.csv")
	data, err := os.ReadFile(path)
	must(t, err)
	lines := strings.SplitAfter(string(data), "\n")
	must(t, os.WriteFile(path, []byte(strings.Join(lines[:len(lines)/3], "")), 0o600))
	_, _, err = h.app.Run(t.Context(), nil)
	must(t, err)
	b.open("/systems/crm")
	b.reads("not read whole", "What is wrong, and what to do")
	b.accessible("a system that was not read whole")
	b.shoot("system-wrong")
	b.do(chromedp.SendKeys("#reason", "the application was cleaned up"), chromedp.Click("main .btn-danger"), chromedp.WaitVisible(".alert-success"))
	b.reads("taken as complete")
	b.open("/systems")
	b.reads("fewer than the time before")
	b.shoot("systems-after")
	b.open("/systems/sap")
	b.reads("There is no such page.")
}
