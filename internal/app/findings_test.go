package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// found returns what is wrong, in words.
func (l *lab) found() []string {
	l.t.Helper()
	all, err := l.Findings(l.t.Context(), app.FindingFilter{Limit: 99})
	if err != nil {
		l.t.Fatal(err)
	}
	var words []string
	for _, f := range all {
		word := f.Kind + " " + f.Login
		for _, s := range f.Since {
			word += ", " + string(s.What) + " since"
		}
		if f.Excepted != nil {
			word += ", excepted"
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

func (l *lab) wrong(want ...string) {
	l.t.Helper()
	if got := l.found(); !slices.Equal(got, want) {
		l.t.Errorf("wrong are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func refused(t *testing.T, err error, words string) {
	t.Helper()
	var usage *app.UsageError
	if !errors.As(err, &usage) || !strings.Contains(usage.What, words) {
		t.Errorf("%v is said; %q is expected", err, words)
	}
}

func TestAnAccountIsForWhatAHumanSaysFromTheNextPassOn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	l.wrong("expiring ann", "orphan nobody")
	said := app.Classification{Account: "crm/nobody", Kind: identity.Service, Reason: "the nightly job"}
	refused(t, l.Classify(t.Context(), said), "needs an owner")
	said.Owner = "who?"
	refused(t, l.Classify(t.Context(), said), "nobody has the id")
	said.Owner, said.Reason = "p2@x.test", ""
	refused(t, l.Classify(t.Context(), said), "reason")
	said.Reason, l.now = "the nightly job", l.now.Add(time.Minute)
	must(t, l.Classify(t.Context(), said))
	l.wrong("expiring ann", "orphan nobody, classified since")
	l.now = l.now.Add(time.Minute)
	l.plan()
	l.wrong("expiring ann")
	l.now = l.now.AddDate(0, 0, 2) // Ann has left
	said.Owner = "E1"
	refused(t, l.Classify(t.Context(), said), "has left")
}

func TestOneAccountIsSuspendedByAPlanOfItsOwn(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	_, err := l.PlanSuspend(t.Context(), app.Order{Account: "crm/nobody"})
	refused(t, err, "needs a reason")
	l.now = l.now.Add(time.Minute)
	p, err := l.PlanSuspend(t.Context(), app.Order{Account: "crm/nobody", Reason: "nobody answers"})
	must(t, err)
	if len(p.Actions) != 1 || p.Actions[0].Verb != identity.Suspend || p.Actions[0].Alone || p.Purpose != plan.ForOrder {
		t.Errorf("the plan is %+v", p)
	}
	if want := "tess asked for it: nobody answers"; p.Actions[0].Reasons[0] != want {
		t.Errorf("the reasons are %q", p.Actions[0].Reasons)
	}
	l.wrong("expiring ann", "orphan nobody, order since")
	report, err := l.App.Apply(t.Context(), p, app.ApplyOptions{Alone: true})
	must(t, err)
	if report.Waiting != 1 {
		t.Errorf("an order ran alone: %+v", report)
	}
}

func TestATaskToLookAtAnAccountStaysUntilNothingIsWrongWithIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.plan()
	ask := app.Asking{Order: app.Order{Account: "crm/nobody", Reason: "whose is it?"}, Owner: "crm@x.test"}
	_, err := l.AskTask(t.Context(), ask)
	refused(t, err, "a day by which")
	ask.Time = 48 * time.Hour
	_, err = l.AskTask(t.Context(), ask)
	must(t, err)
	_, err = l.AskTask(t.Context(), ask)
	refused(t, err, "task t1 is about this already")
	l.now = l.now.Add(time.Hour)
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,,yes,")
	l.plan()
	tasks := func() string {
		open, err := l.Tasks(t.Context(), false)
		must(t, err)
		var words []string
		for _, task := range open {
			words = append(words, task.ID+" "+task.Owner+" "+task.Due.Format(time.DateOnly))
		}
		return strings.Join(words, ", ")
	}
	if got := tasks(); got != "t1 crm@x.test 2026-11-27" {
		t.Errorf("open are %s", got)
	}
	l.now = l.now.Add(time.Hour)
	l.crm("1,ann,E1,yes,sales", "2,bob,E2,yes,sales", "3,nobody,E3,yes,")
	l.plan()
	if got := tasks(); got != "" {
		t.Errorf("the account has a person now, and open are %s", got)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
