package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// What is ordered for one person at once, whatever the policies say: the end of all access, and its undo. A plan is made
// and shown, a reason is typed, it goes; the page shows each step until it was seen to be done.
func (c *Console) orderRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /people/{id}/end", c.with(access.Act, c.planEnd))
	mux.HandleFunc("POST /people/{id}/undo", c.with(access.Act, c.planUndo))
	mux.HandleFunc("GET /people/{id}/orders/{plan}", c.with(access.See, c.orderPage))
	mux.HandleFunc("GET /people/{id}/orders/{plan}/events", c.with(access.See, c.orderEvents))
	mux.HandleFunc("POST /people/{id}/orders/{plan}", c.with(access.Act, c.giveOrder))
}

// orderView is a plan for one person: before, during and after.
type orderView struct {
	frame
	Person  *app.PersonView
	Plan    *plan.Plan
	Undo    bool
	Systems []orderSystem
	Total   int
	Seen    int           // verified
	Asked   int           // with somebody
	Wrong   int           // neither, though tried
	Held    int           // by the gate
	Begun   bool          // somebody gave the order
	Live    bool          // it is being carried out
	Took    time.Duration // from the first step to the last
	Expired bool
	Percent int
	Stopped string // why it ended early; empty: it did not
	Fault   string // what is wrong with what was typed
	Reason  string // what was typed
}

// orderSystem is what is done on one system.
type orderSystem struct {
	Name    string
	Actions []shownAction
}

func (c *Console) planEnd(ctx context.Context, r *request) error {
	v, err := c.person(ctx, r)
	if err != nil {
		return err
	}
	result, _, err := r.as().PlanOffboard(ctx, string(v.ID))
	if err != nil {
		return err
	}
	return r.seeOther(orderPath(v.ID, result.Plan.ID))
}

func (c *Console) planUndo(ctx context.Context, r *request) error {
	v, err := c.person(ctx, r)
	if err != nil {
		return err
	}
	p, err := r.as().PlanUndo(ctx, app.Undo{Person: string(v.ID)})
	if err != nil {
		return err
	}
	return r.seeOther(orderPath(v.ID, p.ID))
}

func orderPath(id identity.PersonID, planID string) string {
	return personPath(id) + "/orders/" + url.PathEscape(planID)
}

func (c *Console) orderPage(ctx context.Context, r *request) error {
	v, err := c.order(ctx, r)
	if err != nil {
		return err
	}
	return r.page("order", v)
}

func (c *Console) orderEvents(ctx context.Context, r *request) error {
	return r.watched(ctx, "order", "order-now", func() (any, bool, error) {
		v, err := c.order(ctx, r)
		return v, err == nil && v.Live, err
	})
}

// order returns what is true at this moment of the order that the address names.
func (c *Console) order(ctx context.Context, r *request) (*orderView, error) {
	p, err := c.App.SavedPlan(ctx, r.http.PathValue("plan"))
	if usage := (*app.UsageError)(nil); errors.As(err, &usage) {
		return nil, errNoPage
	}
	if err != nil {
		return nil, err
	}
	id := identity.PersonID(r.http.PathValue("id"))
	live := c.App.Under(id) == p.ID || c.App.Applying(p.ID) // before the rows are read: what ends in between is seen in them
	person, err := c.person(ctx, r)
	if err != nil {
		return nil, err
	}
	if !about(p, id) {
		return nil, errNoPage
	}
	rows, err := c.App.Actions(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	v := &orderView{Person: person, Plan: p, Undo: p.Purpose == plan.ForUndo, Live: live, Begun: live || len(rows) > 0, Expired: !c.Now().Before(p.Expires)}
	title := r.say.t("End access now: %s", person.Name())
	if v.Undo {
		title = r.say.t("Bring access back: %s", person.Name())
	}
	v.frame = r.frame(title, "/people")
	v.lay(rows)
	if fault := c.App.Fault(id); fault != nil && !live && v.Seen+v.Asked < v.Total {
		v.Stopped = fault.Error()
	}
	return v, nil
}

// about reports whether a plan is an order for the person.
func about(p *plan.Plan, id identity.PersonID) bool {
	switch p.Purpose {
	case plan.ForOffboard:
		return p.Subject == string(id)
	case plan.ForUndo:
		return p.Subject == "person "+string(id)
	case plan.ForPass, plan.ForWhatIf, plan.ForOrder:
	}
	return false
}

// lay puts the steps under their systems, and counts what became of them.
func (v *orderView) lay(rows map[string]app.ActionRow) {
	place := map[string]int{}
	for _, a := range v.Plan.Actions {
		i, known := place[a.System]
		if !known {
			i = len(v.Systems)
			place[a.System] = i
			v.Systems = append(v.Systems, orderSystem{Name: a.System})
		}
		row := rows[a.ID]
		v.Systems[i].Actions = append(v.Systems[i].Actions, shownAction{a, row})
		v.count(&a, &row)
	}
	v.Total = len(v.Plan.Actions)
	if v.Total > 0 {
		v.Percent = 100 * (v.Seen + v.Asked + v.Wrong) / v.Total
	}
	v.Took = took(v.Person.Deeds, v.Plan.ID)
}

func (v *orderView) count(a *plan.Action, row *app.ActionRow) {
	switch {
	case row.State == apply.Asked:
		v.Asked++
	case row.Verdict == prove.Verified:
		v.Seen++
	case row.State == "" && len(a.Held) > 0:
		v.Held++
	case row.State != "" && row.State != apply.Intended:
		v.Wrong++
	}
}

// took returns the time from the first step of a plan to the end of its last one.
func took(deeds []app.Deed, planID string) time.Duration {
	var first, last time.Time
	for i := range deeds {
		d := &deeds[i]
		if d.Plan != planID {
			continue
		}
		if first.IsZero() || d.Begun.Before(first) {
			first = d.Begun
		}
		if d.At.After(last) {
			last = d.At
		}
	}
	return max(0, last.Sub(first))
}

// Before reports whether the order can still be given.
func (v *orderView) Before() bool { return !v.Begun && !v.Expired }

// Rest is how many steps are left to try again.
func (v *orderView) Rest() int { return v.Total - v.Seen - v.Asked - v.Held }

// giveOrder begins to carry the plan out. What was done is not done twice.
func (c *Console) giveOrder(ctx context.Context, r *request) error {
	v, err := c.order(ctx, r)
	if err != nil {
		return err
	}
	v.Reason = r.form("reason")
	switch {
	case v.Live, v.Begun && v.Rest() == 0:
		return r.seeOther(orderPath(v.Person.ID, v.Plan.ID))
	case v.Reason == "":
		v.Fault = r.say.t("Type the reason: it is kept with the order.")
	case len(v.Reason) > 500:
		v.Fault = r.say.t("The reason is too long: 500 letters at most.")
	case r.form("digest") != v.Plan.Digest:
		v.Fault = r.say.t("This is not the plan that you were shown. Look at it again.")
	case v.Expired:
		v.Fault = r.say.t("This plan is too old. Begin again from the page of the person.")
	}
	if v.Fault != "" {
		return r.show(http.StatusBadRequest, "order", v)
	}
	begin := r.as().BeginOffboard
	if v.Undo {
		begin = func(ctx context.Context, p *plan.Plan, reason string, done func(*app.Report, error)) error {
			return r.as().BeginUndo(ctx, p, v.Person.ID, reason, done)
		}
	}
	if err := begin(ctx, v.Plan, v.Reason, c.ordered(v.Plan.ID)); err != nil {
		return err
	}
	return r.seeOther(orderPath(v.Person.ID, v.Plan.ID))
}

// ordered notes how an order ended: nobody may be looking any more.
func (c *Console) ordered(planID string) func(*app.Report, error) {
	return func(report *app.Report, err error) {
		if err != nil {
			c.Log.Error("an order ended early", "plan", planID, "error", err)
			return
		}
		c.Log.Info("an order was carried out", "plan", planID, "verified", report.Verified, "asked", report.Asked, "failed", report.Failed, "contradicted", report.Contradicted)
	}
}
