package app_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
)

// The whole of a departure, by the clock: nothing before the instant, the suspension at it, the rights a day later, each
// asked for once, seen in the next export, and then nothing more.
func TestADepartureByTheClock(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	six := time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		at    time.Time
		crm   string // Ann's line in the export; empty: none was made since
		done  string // a task that was reported as done before
		want  string
		apply int // tasks that are opened
	}{
		{six.Add(-time.Second), "", "", "", 0},
		{six, "", "", "suspend ann", 1},
		{six.Add(time.Minute), "", "", "with somebody: suspend ann", 0},
		{six.Add(time.Hour), "1,ann,E1,no,sales", "t1", "", 0},
		{six.Add(24 * time.Hour), "", "", "remove ann", 1},
		{six.Add(25 * time.Hour), "1,ann,E1,yes,sales", "", "suspend ann, with somebody: remove ann", 1}, // somebody opened it again
		{six.Add(26 * time.Hour), "1,ann,E1,no,", "", "", 0},
		{six.Add(1000 * time.Hour), "", "", "", 0},
	} {
		l.now = step.at
		if step.done != "" {
			if _, err := l.AttestTask(t.Context(), step.done, "closed in the admin page"); err != nil {
				t.Fatal(err)
			}
		}
		if step.crm != "" {
			l.crm(step.crm, "2,bob,E2,yes,sales", "3,nobody,E3,yes,")
		}
		p, got := l.plan()
		if got != step.want {
			t.Fatalf("at %s: %q, want %q", step.at, got, step.want)
		}
		if report := l.apply(p); report.Asked != step.apply {
			t.Fatalf("at %s: %d tasks were opened, want %d", step.at, report.Asked, step.apply)
		}
	}
	tasks, err := l.Tasks(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.State != "verified" {
			t.Errorf("task %s to %s %s is %s", task.ID, task.Verb, task.Login, task.State)
		}
	}
}

// An order to end somebody's access waits for no feed, is not forgotten by the next pass, and needs a reason.
func TestAnOrderNeedsNoFeedAndIsRemembered(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	l.write("hr.csv", "the disk was full")
	if _, got := l.plan(); got != "blind to hr" {
		t.Fatalf("a broken feed: %q", got)
	}
	result, person, err := l.PlanOffboard(t.Context(), "p2@x.test")
	if err != nil || person.ID != "E2" || short(result.Plan) != "suspend bob, remove bob" {
		t.Fatalf("%v, %v", err, result)
	}
	_, err = l.Offboard(t.Context(), result.Plan, app.ApplyOptions{})
	misused(t, err, "needs a reason")
	if report, err := l.Offboard(t.Context(), result.Plan, app.ApplyOptions{Reason: "dismissed"}); err != nil || report.Asked != 2 {
		t.Fatalf("%v, %+v", err, report)
	}
	l.hr("E1,Ann,Roux,ann@x.test,")
	l.now = l.now.Add(time.Hour)
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,E3,yes,") // an hour later nothing is done there yet
	if p, got := l.plan(); got != "with somebody: suspend bob" || len(p.Upcoming) != 1 {
		t.Errorf("the next pass: %q, %d later", got, len(p.Upcoming))
	}
	if open, err := l.Tasks(t.Context(), false); err != nil || len(open) != 2 {
		t.Errorf("%d of the two tasks are still with somebody: %v", len(open), err)
	}
	l.now = l.now.Add(24 * time.Hour)
	if _, got := l.plan(); got != "with somebody: suspend bob, with somebody: remove bob" {
		t.Errorf("a day later: %q", got)
	}
}

func TestANameMustMeanOnePerson(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.now = l.now.Add(24 * time.Hour)
	p, _ := l.plan()
	l.apply(p)
	l.hr("E1,P2,Stay,ann@x.test,2026-11-25") // a namesake of E2
	l.plan()
	_, _, err := l.PlanOffboard(t.Context(), "P2 Stay")
	misused(t, err, `"P2 Stay" is 2 people (E1 P2 Stay, E2 P2 Stay): name one by id`)
	_, err = l.PlanUndo(t.Context(), app.Undo{Person: "p2 stay"})
	misused(t, err, "name one by id")
	_, err = l.PlanUndo(t.Context(), app.Undo{Person: "E2"})
	misused(t, err, "nothing was changed there that could be brought back")
	undo, err := l.PlanUndo(t.Context(), app.Undo{Person: "ann@x.test"})
	if err != nil || short(undo) != "restore ann" {
		t.Errorf("%v, %v", err, undo)
	}
	misused(t, l.ConfirmLink(t.Context(), "crm/nobody", "P2 Stay", "x"), "name one by id")
	misused(t, l.ConfirmLink(t.Context(), "nobody", "E2", "x"), "write SYSTEM/LOGIN")
	misused(t, l.ConfirmLink(t.Context(), "sap/nobody", "E2", "x"), `no system is called "sap"`)
	misused(t, l.ConfirmLink(t.Context(), "crm/nobodi", "E2", "x"), `the last pass saw no account "nobodi" on crm`)
}

// What a human says of an account is kept, and the next plan rests on it.
func TestAHumanSaysWhoseAccountItIs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.now = l.now.Add(6 * time.Hour)
	l.plan()
	if err := l.ConfirmLink(t.Context(), "crm/nobody", "E1", "asked her manager"); err != nil {
		t.Fatal(err)
	}
	if _, got := l.plan(); got != "suspend ann, suspend nobody" {
		t.Errorf("confirmed: %q", got)
	}
	if err := l.DenyLink(t.Context(), "crm/nobody", "E1", "it was a namesake"); err != nil {
		t.Fatal(err)
	}
	if _, got := l.plan(); got != "suspend ann" {
		t.Errorf("denied: %q", got)
	}
}

// An exception has an owner, a reason and an end; until then it is a refusal, and from then on it is nothing.
func TestAnExceptionEnds(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.now = l.now.Add(6 * time.Hour)
	p, _ := l.plan()
	until := l.now.Add(2 * time.Hour)
	for _, n := range []app.NewException{
		{Person: "E1", Reason: "r", Until: until},
		{Person: "E1", Owner: "o", Until: until},
		{Person: "E1", Owner: "o", Reason: "r"},
		{Person: "E1", Owner: "o", Reason: "r", Until: l.now},
		{Person: "E99", Owner: "o", Reason: "r", Until: until},
		{Account: "crm/x", Owner: "o", Reason: "r", Until: until},
	} {
		_, err := l.AddException(t.Context(), n)
		misused(t, err, "")
	}
	e, err := l.AddException(t.Context(), app.NewException{Person: "E1", Owner: "chief@x.test", Reason: "hands over until eight", Until: until})
	if err != nil {
		t.Fatal(err)
	}
	if report := l.apply(p); report.Asked != 0 || len(report.Refused) != 1 || report.Refused[0].Guard != "exception" {
		t.Errorf("the plan from before: %+v", report)
	}
	if _, got := l.plan(); got != "not suspend ann: exception" {
		t.Errorf("until then: %q", got)
	}
	l.now = until
	if _, got := l.plan(); got != "suspend ann" {
		t.Errorf("from then on: %q", got)
	}
	l.now = until.Add(-time.Minute)
	if err := l.EndException(t.Context(), e.ID, "she has handed over"); err != nil {
		t.Fatal(err)
	}
	if _, got := l.plan(); got != "suspend ann" {
		t.Errorf("after its end was brought forward: %q", got)
	}
}

func TestASmallerReadingIsAcceptedAloud(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	l.write("hr.csv", "id,given,family,mail,end\nE1,Ann,Roux,ann@x.test,\nE2,P2,Stay,p2@x.test,\n")
	if _, got := l.plan(); got != "blind to hr" {
		t.Fatalf("%q", got)
	}
	_, err := l.Plan(t.Context(), app.PlanOptions{Accept: []string{"hr"}})
	misused(t, err, "needs a reason")
	_, err = l.Plan(t.Context(), app.PlanOptions{Accept: []string{"hrr"}, Reason: "sold"})
	misused(t, err, `no source or system is called "hrr"`)
	result, err := l.Plan(t.Context(), app.PlanOptions{Accept: []string{"hr"}, Reason: "the Lyon office was sold"})
	if err != nil || result.Plan.Blind() {
		t.Fatalf("%v, %+v", err, result)
	}
	if _, got := l.plan(); strings.Contains(got, "blind") {
		t.Errorf("it is not the new measure: %q", got)
	}
}

// A plan holds as long as the settings say, and no longer.
func TestAPlanExpires(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.now = l.now.Add(6 * time.Hour)
	p, _ := l.plan()
	l.now = p.Expires.Add(1)
	_, err := l.Apply(t.Context(), p, app.ApplyOptions{})
	if _, stale := errors.AsType[*apply.StaleError](err); !stale || !strings.Contains(err.Error(), "it expired at 2026-11-26 18:00 UTC; nothing was written") {
		t.Errorf("%v", err)
	}
	l.now = p.Expires
	if report := l.apply(p); report.Asked != 1 {
		t.Errorf("%+v", report)
	}
}

// Somebody else's settings, a key that is gone: each is said, and nothing is made in its place.
func TestAnExportIsThereWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	_, err := l.ExportLedger(t.Context(), filepath.Join(l.dir, "x.ledger"))
	misused(t, err, "the ledger is empty")
	l.plan()
	if _, err := l.ExportLedger(t.Context(), filepath.Join(l.dir, "nowhere", "x.ledger")); err == nil {
		t.Error("it was written into a folder that is not there")
	}
	path := filepath.Join(l.dir, "x.ledger")
	if _, err := l.ExportLedger(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	key, err := l.LedgerKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report, err := app.VerifyExport(path, key); err != nil || report.Entries == 0 {
		t.Errorf("%v, %+v", err, report)
	}
	left, err := filepath.Glob(filepath.Join(l.dir, ".exeunt-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("parts are left over: %v %v", left, err)
	}
}

// misused checks that an error is one of usage, and what it says.
func misused(t *testing.T, err error, says string) {
	t.Helper()
	if _, ok := errors.AsType[*app.UsageError](err); !ok || !strings.Contains(err.Error(), says) {
		t.Errorf("%v is no error of usage that says %q", err, says)
	}
}
