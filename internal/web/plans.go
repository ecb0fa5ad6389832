package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

func (c *Console) planRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /plans", c.with(access.See, c.plansPage))
	mux.HandleFunc("POST /plans", c.with(access.Act, c.makePlan))
	mux.HandleFunc("GET /plans/{id}", c.with(access.See, c.planPage))
	mux.HandleFunc("POST /plans/{id}/approve", c.with(access.Approve, c.approve))
	mux.HandleFunc("POST /plans/{id}/reject", c.with(access.Approve, c.reject))
}

// perPage is how many lines a list shows at once.
const perPage = 50

type plansList struct {
	frame
	Plans []app.PlanHead
	All   bool
	Next  int64 // where the next page begins; 0: there is none
}

func (c *Console) plansPage(ctx context.Context, r *request) error {
	before, _ := strconv.ParseInt(r.form("before"), 10, 64) // what is no number is the first page
	list := plansList{frame: r.frame(r.say.t("Plans"), "/plans"), All: r.form("all") != ""}
	plans, err := c.App.Plans(ctx, app.PlanFilter{Before: before, ToDo: !list.All, Limit: perPage + 1})
	if err != nil {
		return err
	}
	if len(plans) > perPage {
		plans, list.Next = plans[:perPage], plans[perPage-1].Place
	}
	list.Plans = plans
	return r.page("plans", list)
}

// makePlan asks for a pass; the newest plan shows what it finds.
func (c *Console) makePlan(ctx context.Context, r *request) error {
	if err := c.Work.Pass(ctx, "asked by "+r.op.Login); err != nil {
		return err
	}
	r.flash(r.say.t("A pass begins now. Its plan is here in a moment."))
	return r.seeOther("/plans")
}
