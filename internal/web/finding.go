package web

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/assess"
	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// findingView is one finding with everything that can be decided about it.
type findingView struct {
	frame
	app.Judged
	Names     map[identity.PersonID]string
	Settings  *config.Settings
	SystemIts *config.System // nil: it is no longer in the settings
	Done      string         // what was tried; empty: nothing
	Fault     string
	form      func(name string) string
	Until     string // the day that is proposed for an exception
	Due       string // and for a task
	MayDecide bool
	MayAct    bool
}

func (c *Console) findingPage(ctx context.Context, r *request) error {
	f, err := c.finding(ctx, r)
	if err != nil {
		return err
	}
	return c.showFinding(ctx, r, f, "", "")
}

// finding returns the finding that the address names.
func (c *Console) finding(ctx context.Context, r *request) (f app.Judged, err error) {
	number, err := strconv.ParseInt(r.http.PathValue("number"), 10, 64)
	if err != nil {
		return f, errNoPage
	}
	f, there, err := c.App.Finding(ctx, number)
	if err == nil && !there {
		err = errNoPage
	}
	return f, err
}

func (c *Console) showFinding(ctx context.Context, r *request, f app.Judged, done, fault string) error {
	now := c.Now().In(r.say.zone)
	v := findingView{
		frame: r.frame(r.say.t("%s on %s", cmp.Or(f.Login, f.Account.Key), f.Account.System), "/findings"), Judged: f, Settings: c.App.Settings,
		Done: done, Fault: fault, form: r.form, MayDecide: r.op.May(access.Decide), MayAct: r.op.May(access.Act),
		Until: now.AddDate(0, 1, 0).Format(time.DateOnly), Due: now.AddDate(0, 0, 7).Format(time.DateOnly),
	}
	v.SystemIts, _ = c.App.Settings.System(f.Account.System)
	var err error
	if v.Names, err = c.App.Names(ctx, v.people()); err != nil {
		return err
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusBadRequest
	}
	return r.show(status, "finding", &v)
}

func (v *findingView) people() []identity.PersonID {
	ids := append([]identity.PersonID{}, v.Candidates...)
	if v.Person != "" {
		ids = append(ids, v.Person)
	}
	for _, s := range v.Said {
		if s.What == app.SaidConfirmed || s.What == app.SaidDenied {
			ids = append(ids, identity.PersonID(s.Of))
		}
	}
	return ids
}

// Called returns a person's name with the id.
func (v *findingView) Called(id identity.PersonID) string {
	if name := v.Names[id]; name != "" {
		return name + " (" + string(id) + ")"
	}
	return string(id)
}

// CalledOf is Called for what was said.
func (v *findingView) CalledOf(id string) string { return v.Called(identity.PersonID(id)) }

// Typed returns what was typed into a field.
func (v *findingView) Typed(name string) string { return v.form(name) }

// Fits are the people who could be behind the account: those who fit, or the one to whom it is linked.
func (v *findingView) Fits() []identity.PersonID {
	if len(v.Candidates) == 0 && v.Person != "" && v.Linkable() {
		return []identity.PersonID{v.Person}
	}
	return v.Candidates
}

// Linkable reports whether it is open whose account it is.
func (v *findingView) Linkable() bool {
	switch assess.Kind(v.Kind) {
	case assess.Orphan, assess.Ambiguous, assess.Proposed, assess.Suspect, assess.NoOwner:
		return true
	case assess.Leaver, assess.Returned, assess.Vanished, assess.Impossible, assess.Expiring, assess.Dormant, assess.Entitled, assess.ReEnabled, assess.Duplicate, assess.Shared, assess.OwnerLeft,
		assess.Ordered, assess.Undone, assess.Contradict, assess.Missed:
	}
	return false
}

// Deniable are the people of whom it can be said that the account is not theirs.
func (v *findingView) Deniable() []identity.PersonID {
	if v.Linkable() {
		return v.Candidates
	}
	if v.Person != "" && v.Kind != string(assess.OwnerLeft) {
		return []identity.PersonID{v.Person}
	}
	return nil
}

// TaskOwner is who is proposed for a task.
func (v *findingView) TaskOwner() string {
	if v.SystemIts == nil {
		return ""
	}
	return v.SystemIts.Owner
}

// Follow says what the newest plan does about a finding, or does not.
func (s *speaker) Follow(f app.Follow) string {
	verb := s.Verb(f.Verb)
	switch f.How {
	case app.FollowDue:
		return s.t("%s: due since %s, in the newest plan", verb, s.instant(f.Due))
	case app.FollowHeld:
		return s.t("%s: due since %s, held at the gate", verb, s.instant(f.Due))
	case app.FollowLater:
		return s.t("%s: on %s", verb, s.instant(f.Due))
	case app.FollowTask:
		return s.t("%s: with somebody, by task %s", verb, f.Task)
	case app.FollowRefused:
		return s.t("%s: not done. %s", verb, s.Reason(f.Why))
	}
	return verb
}

// Decided says where a finding stands.
func (s *speaker) Decided(f app.Judged) mark {
	for _, said := range f.Since {
		if said.What != app.SaidTask {
			return mark{"good", s.t("decided, at the next pass")}
		}
	}
	switch {
	case f.Excepted != nil:
		return mark{"calm", s.t("accepted until %s", s.day(f.Excepted.Expires))}
	case s.asked(f):
		return mark{"warn", s.t("with somebody")}
	}
	return mark{"calm", s.t("open")}
}

func (s *speaker) asked(f app.Judged) bool {
	for _, said := range f.Said {
		if said.What == app.SaidTask {
			return true
		}
	}
	for _, follow := range f.Follows {
		if follow.How == app.FollowTask {
			return true
		}
	}
	return false
}

// Purposes are what an account can be for.
func (v *findingView) Purposes() []identity.AccountKind {
	return []identity.AccountKind{identity.Service, identity.Shared, identity.Guest, identity.Personal}
}

// For says what an account is for.
func (s *speaker) For(kind string) string {
	switch identity.AccountKind(kind) {
	case identity.Service:
		return s.t("a program (service account)")
	case identity.Shared:
		return s.t("several people (shared account)")
	case identity.Guest:
		return s.t("somebody from outside (guest)")
	case identity.Personal:
		return s.t("one person")
	}
	return kind
}
