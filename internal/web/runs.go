package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

func (c *Console) runRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /runs", c.with(access.See, c.runsPage))
	mux.HandleFunc("GET /runs/{id}", c.with(access.See, c.runPage))
	mux.HandleFunc("GET /runs/{id}/events", c.with(access.See, c.runEvents))
	mux.HandleFunc("POST /runs/{id}/stop", c.with(access.Act, c.stopRun))
	mux.HandleFunc("POST /runs/{id}/resume", c.with(access.Act, c.resumeRun))
}

type runsList struct {
	frame
	Runs []app.PlanHead
	Next int64
}

func (c *Console) runsPage(ctx context.Context, r *request) error {
	before, _ := strconv.ParseInt(r.form("before"), 10, 64) // what is no number is the first page
	runs, err := c.App.Plans(ctx, app.PlanFilter{Before: before, Applied: true, Limit: perPage + 1})
	if err != nil {
		return err
	}
	list := runsList{frame: r.frame(r.say.t("Runs"), "/runs"), Runs: runs}
	if len(runs) > perPage {
		list.Runs, list.Next = runs[:perPage], runs[perPage-1].Place
	}
	return r.page("runs", list)
}

// runView is a plan while it is applied, and after.
type runView struct {
	frame
	Plan    *plan.Plan
	Live    bool // it is being applied now
	Total   int
	Counts  []counted
	Trouble []shownAction
	Percent int // of what was tried
}

// counted is how many actions came to one end.
type counted struct {
	mark
	N int
}

func (c *Console) runPage(ctx context.Context, r *request) error {
	v, err := c.runNow(ctx, r)
	if err != nil {
		return err
	}
	return r.page("run", v)
}

// runNow returns what is true of a run at this moment.
func (c *Console) runNow(ctx context.Context, r *request) (*runView, error) {
	p, err := c.App.SavedPlan(ctx, r.http.PathValue("id"))
	if err != nil {
		return nil, err
	}
	live := c.App.Applying(p.ID) // before the rows are read: what ends in between is seen in them
	rows, err := c.App.Actions(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	v := &runView{frame: r.frame(r.say.t("Run of %s", p.ID), "/runs"), Plan: p, Live: live, Total: len(p.Actions)}
	v.count(r.say, rows)
	return v, nil
}

func (v *runView) count(say *speaker, rows map[string]app.ActionRow) {
	place := map[mark]int{}
	tried := 0
	for _, a := range v.Plan.Actions {
		row := rows[a.ID]
		became := say.Became(row.State, row.Verdict)
		if row.State != "" && row.State != apply.Intended {
			tried++
		}
		i, known := place[became]
		if !known {
			i = len(v.Counts)
			place[became] = i
			v.Counts = append(v.Counts, counted{mark: became})
		}
		v.Counts[i].N++
		if row.State != "" && row.Verdict != prove.Verified && row.State != apply.Asked && len(v.Trouble) < groupsShown {
			v.Trouble = append(v.Trouble, shownAction{a, row})
		}
	}
	if v.Total > 0 {
		v.Percent = 100 * tried / v.Total
	}
}

func (c *Console) runEvents(ctx context.Context, r *request) error {
	return r.watched(ctx, "run", "run-now", func() (any, bool, error) {
		v, err := c.runNow(ctx, r)
		return v, err == nil && v.Live, err
	})
}

func (c *Console) stopRun(_ context.Context, r *request) error {
	if c.App.StopRun(r.http.PathValue("id")) {
		r.flash(r.say.t("Stopping: what has begun is finished."))
	} else {
		r.flash(r.say.t("It was over already."))
	}
	return r.seeOther("/runs/" + r.http.PathValue("id"))
}

func (c *Console) resumeRun(ctx context.Context, r *request) error {
	if err := c.Work.Apply(ctx, r.http.PathValue("id")); err != nil {
		return err
	}
	r.flash(r.say.t("It goes on in a moment."))
	return r.seeOther("/runs/" + r.http.PathValue("id"))
}
