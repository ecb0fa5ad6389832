package web

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// planView is a plan as one reviews it: what it would do by person or by system, what it does not do and why, what it still
// needs, and what became of it.
type planView struct {
	frame
	*app.Review
	BySystem bool
	Groups   []actionGroup
	More     int // groups that are not shown
	Names    map[identity.PersonID]string
	MayAgree bool   // the operator may say yes to it
	WhyNot   string // why the operator may not; empty: the role is missing, or may
	Expired  bool
	Newest   string // the id of a newer plan of a pass; empty: this is it
	Fault    string
	Reason   string // what was typed
}

// actionGroup is what would be done to one person, or on one system.
type actionGroup struct {
	Title   string
	Person  identity.PersonID
	Reasons []string // of a person
	Actions []shownAction
}

// shownAction is one step with what became of it.
type shownAction struct {
	plan.Action
	Row app.ActionRow // its state is empty while nothing was tried
}

// Rights lists the names of what the action takes or gives.
func (a *shownAction) Rights() string {
	names := make([]string, len(a.Entitlements))
	for i := range a.Entitlements {
		names[i] = a.Entitlements[i].Name
	}
	return strings.Join(names, ", ")
}

// groupsShown is how many groups one page shows; filters find the others.
const groupsShown = 200

func (c *Console) planPage(ctx context.Context, r *request) error { return c.showPlan(ctx, r, "", "") }

func (c *Console) showPlan(ctx context.Context, r *request, fault, reason string) error {
	review, err := c.App.Review(ctx, r.http.PathValue("id"))
	if err != nil {
		return err
	}
	rows, err := c.App.Actions(ctx, review.Plan.ID)
	if err != nil {
		return err
	}
	v := planView{
		frame: r.frame(r.say.t("Plan %s", review.Plan.ID), "/plans"), Review: review, BySystem: r.form("by") == "system", Fault: fault, Reason: reason,
		Expired: !c.Now().Before(review.Plan.Expires),
	}
	if v.Names, err = c.App.Names(ctx, peopleOf(review.Plan)); err != nil {
		return err
	}
	v.group(rows)
	v.judge(r)
	if v.Newest, err = c.newer(ctx, review.Plan); err != nil {
		return err
	}
	status := 200
	if fault != "" {
		status = 400
	}
	return r.show(status, "plan", v)
}

func peopleOf(p *plan.Plan) []identity.PersonID {
	seen := map[identity.PersonID]bool{}
	var ids []identity.PersonID
	add := func(id identity.PersonID) {
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for i := range p.Actions {
		add(p.Actions[i].Person)
	}
	for i := range p.Refusals {
		add(p.Refusals[i].Person)
	}
	return ids
}

// group puts the actions of one person, or of one system, together.
func (v *planView) group(rows map[string]app.ActionRow) {
	byKey := map[string]*actionGroup{}
	var keys []string
	for _, a := range v.Plan.Actions {
		key := a.System
		if !v.BySystem {
			key = string(cmp.Or(a.Person, identity.PersonID(a.System+"/"+a.Login)))
		}
		g := byKey[key]
		if g == nil {
			g = &actionGroup{Title: key}
			if !v.BySystem {
				g.Person, g.Reasons, g.Title = a.Person, a.Reasons, cmp.Or(v.Names[a.Person], key)
			}
			byKey[key] = g
			keys = append(keys, key)
		}
		g.Actions = append(g.Actions, shownAction{a, rows[a.ID]})
	}
	for _, key := range keys {
		v.Groups = append(v.Groups, *byKey[key])
	}
	slices.SortStableFunc(v.Groups, func(a, b actionGroup) int { return cmp.Compare(a.Title, b.Title) })
	if len(v.Groups) > groupsShown {
		v.Groups, v.More = v.Groups[:groupsShown], len(v.Groups)-groupsShown
	}
}

// judge says whether the operator may agree, and why not.
func (v *planView) judge(r *request) {
	if !r.op.May(access.Approve) {
		return
	}
	waits := slices.ContainsFunc(v.Asks, func(a plan.Ask) bool { return a.Needs > 0 || len(a.Over) > 0 })
	switch {
	case v.Rejected != nil, v.Expired, !waits, v.Plan.Purpose == plan.ForWhatIf:
	case v.Maker == r.op.Login:
		v.WhyNot = r.say.t("You made this plan: somebody else must agree to it.")
	case v.Plan.Concerns(r.op.Person):
		v.WhyNot = r.say.t("This plan concerns yourself: somebody else must agree to it.")
	default:
		v.MayAgree = true
	}
}

// newer returns the id of the newest plan of a pass, when that is another one.
func (c *Console) newer(ctx context.Context, p *plan.Plan) (string, error) {
	if p.Purpose != plan.ForPass {
		return "", nil
	}
	heads, err := c.App.Plans(ctx, app.PlanFilter{Limit: 20})
	if err != nil {
		return "", err
	}
	for _, h := range heads {
		if h.Purpose == plan.ForPass {
			if h.ID == p.ID {
				return "", nil
			}
			return h.ID, nil
		}
	}
	return "", nil
}

// approve keeps what the operator agreed to, and lets what is ready run.
func (c *Console) approve(ctx context.Context, r *request) error {
	said := app.Approval{
		Plan: r.http.PathValue("id"), Digest: r.form("digest"), Decision: app.Approved, Allow: r.form("allow") != "", Reason: r.form("reason"),
	}
	for _, class := range r.http.Form["class"] {
		verb, system, _ := strings.Cut(class, ":")
		said.Classes = append(said.Classes, plan.Class{Verb: identity.Verb(verb), System: system})
	}
	if len(said.Classes) == 0 {
		return c.showPlan(ctx, r, r.say.t("Choose at least one line to agree to."), said.Reason)
	}
	review, err := c.App.Approve(ctx, r.op, said)
	if err != nil {
		return c.againWith(ctx, r, err, said.Reason)
	}
	ready, _ := review.Ready()
	if slices.ContainsFunc(said.Classes, func(c plan.Class) bool { return slices.Contains(ready, c) }) {
		if err := c.Work.Apply(ctx, review.Plan.ID); err != nil {
			return err
		}
		r.flash(r.say.t("Agreed. What has enough votes runs now."))
		return r.seeOther("/runs/" + review.Plan.ID)
	}
	r.flash(r.say.t("Agreed. It waits for one more person."))
	return r.seeOther("/plans/" + review.Plan.ID)
}

func (c *Console) reject(ctx context.Context, r *request) error {
	said := app.Approval{Plan: r.http.PathValue("id"), Digest: r.form("digest"), Decision: app.Rejected, Reason: r.form("reason")}
	if _, err := c.App.Approve(ctx, r.op, said); err != nil {
		return c.againWith(ctx, r, err, said.Reason)
	}
	r.flash(r.say.t("Rejected. Nothing more of this plan runs."))
	return r.seeOther("/plans/" + said.Plan)
}

// againWith shows the plan again with what was wrong, and keeps what was typed.
func (c *Console) againWith(ctx context.Context, r *request, err error, reason string) error {
	var usage *app.UsageError
	if errors.As(err, &usage) {
		return c.showPlan(ctx, r, r.say.Reason(usage.What), reason)
	}
	return err
}
