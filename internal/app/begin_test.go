package app_test

import (
	"testing"

	"github.com/exeunt-iam/exeunt/internal/app"
)

// report waits until what was begun is over.
func report(t *testing.T, begin func(done func(*app.Report, error)) error) *app.Report {
	t.Helper()
	over := make(chan *app.Report, 1)
	must(t, begin(func(r *app.Report, err error) {
		must(t, err)
		over <- r
	}))
	return <-over
}

// An order that is given on a page is kept with its reason, is carried out beside the page, stands in the view of the
// person, and is lifted by its undo, so that the next pass leaves the person alone.
func TestAnOrderIsBegunAndTakenBack(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	result, _, err := l.PlanOffboard(t.Context(), "E2")
	must(t, err)
	none := func(*app.Report, error) { t.Error("something was begun") }
	misused(t, l.BeginOffboard(t.Context(), result.Plan, "", none), "needs a reason")
	pass, _ := l.plan()
	misused(t, l.BeginOffboard(t.Context(), pass, "x", none), "is not one that ends a person's access")
	done := report(t, func(done func(*app.Report, error)) error {
		return l.BeginOffboard(t.Context(), result.Plan, "dismissed", done)
	})
	if done.Asked != 2 || l.Fault("E2") != nil || l.Under("E2") != "" {
		t.Fatalf("%+v, %v, under way: %q", done, l.Fault("E2"), l.Under("E2"))
	}
	v, err := l.Person(t.Context(), "E2")
	must(t, err)
	if v.Order == nil || v.Order.Reason != "dismissed" || v.Order.Actor != "tess" || len(v.Deeds) != 2 || !v.CanUndo {
		t.Fatalf("the view of the person: %+v, %d deeds", v.Order, len(v.Deeds))
	}
	if _, got := l.plan(); got != "with somebody: suspend bob" {
		t.Fatalf("the next pass: %q", got)
	}

	undo, err := l.PlanUndo(t.Context(), app.Undo{Person: "E2"})
	must(t, err)
	misused(t, l.BeginUndo(t.Context(), undo, "E2", "", none), "needs a reason")
	misused(t, l.BeginUndo(t.Context(), result.Plan, "E2", "x", none), "is not one that brings something back")
	report(t, func(done func(*app.Report, error)) error {
		return l.BeginUndo(t.Context(), undo, "E2", "a mistake", done)
	})
	v, err = l.Person(t.Context(), "E2")
	must(t, err)
	if p, _ := l.plan(); v.Order != nil || len(p.Actions) != 0 {
		t.Errorf("after the undo the order is %+v and the next pass would %s", v.Order, short(p))
	}
}

// The undo of one account leaves the order on the person as it is; that of the whole run lifts it.
func TestOnlyAWholeUndoLiftsTheOrder(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	result, _, err := l.PlanOffboard(t.Context(), "E2")
	must(t, err)
	_, err = l.Offboard(t.Context(), result.Plan, app.ApplyOptions{Reason: "dismissed"})
	must(t, err)
	for _, u := range []app.Undo{{Account: "crm/bob"}, {Run: result.Plan.ID}} {
		undo, err := l.PlanUndo(t.Context(), u)
		must(t, err)
		_, err = l.Undo(t.Context(), undo, app.ApplyOptions{Reason: "a mistake"})
		must(t, err)
		v, err := l.Person(t.Context(), "E2")
		must(t, err)
		if stands := v.Order != nil; stands != (u.Account != "") {
			t.Errorf("the undo of %+v leaves the order %+v", u, v.Order)
		}
	}
}

// Of somebody who works here everything is known, and nothing is wrong.
func TestAPersonIsSeenWhole(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p, _ := l.plan()
	v, err := l.Person(t.Context(), "E1")
	must(t, err)
	if v.Name() != "Ann Roux" || len(v.Accounts) != 1 || v.Accounts[0].Login != "ann" || v.Plan.ID != p.ID || v.Order != nil {
		t.Errorf("Ann is seen as %+v", v)
	}
	if len(v.Upcoming) != 2 || v.Upcoming[0].Verb != "suspend" || len(v.Due) != 0 {
		t.Errorf("ahead of Ann are %v, due %v", v.Upcoming, v.Due)
	}
	if _, err := l.Person(t.Context(), "E77"); err == nil || err.Error() != `nobody is known by the number "E77": look for parts of the name` {
		t.Errorf("nobody: %v", err)
	}
}
