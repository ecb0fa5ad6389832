package apply

import (
	"fmt"
	"time"

	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// StaleError says why a plan must not be applied any more.
type StaleError struct {
	Plan string
	Why  string
}

// Error says what happened and what to do next.
func (e *StaleError) Error() string {
	return fmt.Sprintf("plan %s is stale: %s; nothing was written; run `exeunt plan` for a new one", e.Plan, e.Why)
}

// Fresh checks that a plan may still be applied: it is whole, not expired, made with the settings in force, and every
// person it rests on still stands as they stood. People is a new reading of who works here.
func Fresh(p *plan.Plan, people *snapshot.Snapshot, settings string, now time.Time) error {
	stale := func(format string, args ...any) error { return &StaleError{p.ID, fmt.Sprintf(format, args...)} }
	switch {
	case p.Purpose == plan.ForWhatIf:
		return stale("it shows another instant than now and can never be applied")
	case !p.Intact():
		return stale("its content is not what its digest says")
	case now.After(p.Expires):
		return stale("it expired at %s UTC", p.Expires.Format("2006-01-02 15:04"))
	case p.Settings != settings:
		return stale("the settings were changed since")
	}
	for i := range p.Actions {
		if why := moved(&p.Actions[i], people); why != "" {
			return stale("%s", why)
		}
	}
	return nil
}

// moved says how the person of an action changed since the plan, or "".
func moved(a *plan.Action, people *snapshot.Snapshot) string {
	if a.Basis == "" {
		return ""
	}
	person := people.Person(a.Person)
	if person == nil {
		return fmt.Sprintf("%s is no longer known to any people source", a.Person)
	}
	if person.Basis().String() == a.Basis {
		return ""
	}
	return fmt.Sprintf("the record of %s (%s) was changed since the plan", person.Name(), a.Person)
}
