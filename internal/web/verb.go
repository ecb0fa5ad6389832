package web

import (
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Verb says a verb as an order.
func (s *speaker) Verb(v identity.Verb) string {
	switch v {
	case identity.Suspend:
		return s.t("suspend")
	case identity.Restore:
		return s.t("restore")
	case identity.SignOut:
		return s.t("sign out")
	case identity.Remove:
		return s.t("remove rights")
	case identity.Add:
		return s.t("give rights back")
	case identity.Release:
		return s.t("release licences")
	case identity.Transfer:
		return s.t("hand over")
	case identity.Delete:
		return s.t("delete")
	case identity.Notify:
		return s.t("notify")
	case identity.Task:
		return s.t("ask somebody")
	}
	return string(v)
}

// Purpose says what a plan is for.
func (s *speaker) Purpose(p plan.Purpose) string {
	switch p {
	case plan.ForPass:
		return s.t("what should be true now")
	case plan.ForOffboard:
		return s.t("end of access at once")
	case plan.ForOrder:
		return s.t("what somebody asked for")
	case plan.ForUndo:
		return s.t("undo")
	case plan.ForWhatIf:
		return s.t("what if")
	}
	return string(p)
}

// mark is a word with how good it is: one of the classes state-good, state-warn, state-bad, state-calm.
type mark struct{ Class, Word string }

// Became says what became of an action.
func (s *speaker) Became(state apply.State, verdict prove.Verdict) mark {
	switch {
	case state == "":
		return mark{"calm", s.t("not begun")}
	case verdict == prove.Verified:
		return mark{"good", s.t("verified")}
	case verdict == prove.Contradicted:
		return mark{"bad", s.t("contradicted")}
	case verdict == prove.Attested:
		return mark{"good", s.t("attested")}
	case verdict == prove.Waived:
		return mark{"calm", s.t("waived")}
	case state == apply.Asked:
		return mark{"warn", s.t("with somebody")}
	case state == apply.Failed:
		return mark{"bad", s.t("failed")}
	case state == apply.Stopped:
		return mark{"warn", s.t("stopped")}
	case state == apply.Done:
		return mark{"warn", s.t("done, not seen")}
	}
	return mark{"warn", s.t("unknown")}
}

// RunState says where a plan stands.
func (s *speaker) RunState(state app.RunState, gaps int) mark {
	switch {
	case gaps > 0 && state == app.NotRun:
		return mark{"bad", s.t("blind")}
	case state == app.Running:
		return mark{"warn", s.t("running")}
	case state == app.Finished:
		return mark{"good", s.t("applied")}
	}
	return mark{"calm", s.t("not applied")}
}

// Consent says what a class of actions still needs.
func (s *speaker) Consent(a plan.Ask) mark {
	switch {
	case len(a.Over) > 0 && a.Has < max(1, a.Needs):
		return mark{"bad", s.t("held at the gate")}
	case a.Needs == 0:
		return mark{"calm", s.t("runs alone")}
	case a.Ready():
		return mark{"good", s.t("agreed")}
	}
	return mark{"warn", s.t("%d of %d people", a.Has, a.Needs)}
}
