package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// Other rules are tried: the page says whom they would touch, and nothing is kept of it.
func TestOtherRulesAreTried(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := h.setUp(t)
	before, err := h.app.Plans(t.Context(), app.PlanFilter{Limit: 9})
	must(t, err)
	b.open("/policies")
	b.reads("suspend: when the last engagement ends.", "delete: 90 days after the last engagement ends.", "at most 50 accounts in one plan")
	b.do(chromedp.SetValue("#from-suspend", "never"), chromedp.SetValue(`input[name="days-delete"]`, "many"), chromedp.Click("#try"), chromedp.WaitVisible(".alert-danger"))
	b.reads(`"many" is no number of days`)
	b.do(chromedp.SetValue(`input[name="days-delete"]`, "60"), chromedp.Click("#try"), chromedp.WaitVisible("#result"))
	b.reads("What would be otherwise", "Nothing was kept", "suspend: never", "delete: end+60d")
	b.accessible("what if")
	b.shoot("what-if")
	after, err := h.app.Plans(t.Context(), app.PlanFilter{Limit: 9})
	must(t, err)
	if len(before) != len(after) {
		t.Errorf("there were %d plans and are %d", len(before), len(after))
	}
}
