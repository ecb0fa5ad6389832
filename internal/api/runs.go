package api

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Run is a plan while it is applied, and after.
type Run struct {
	Plan    string `json:"plan"`
	Live    bool   `json:"live" doc:"It is being applied at this moment, or will be in a moment."`
	Actions int    `json:"actions"`

	NotBegun     int `json:"not_begun"`
	Intended     int `json:"intended" doc:"Begun, and not told how it ended."`
	Verified     int `json:"verified" doc:"Seen to be done."`
	Contradicted int `json:"contradicted" doc:"Seen not to be so."`
	Unseen       int `json:"unseen" doc:"Done by what the system said, or unknown, and not seen."`
	Failed       int `json:"failed"`
	Stopped      int `json:"stopped"`
	Asked        int `json:"asked" doc:"Tasks with somebody."`

	Fault    string `json:"fault,omitempty" doc:"Why the last try of it in this process ended early."`
	Troubles []Step `json:"troubles" doc:"What was tried and not seen to be done, at most 200."`
}

func (r Run) location() string { return "/runs/" + r.Plan }

// troublesShown is how many are listed with a run; the actions of the plan are the whole list.
const troublesShown = 200

func (a *API) runRoutes() {
	add(a, route{
		path: "/runs", id: "listRuns", tag: "Runs", right: access.See, summary: "Plans that were applied, newest first",
	}, func(ctx context.Context, c *call, in *Page) (List[PlanHead], error) {
		return c.heads(ctx, in, app.PlanFilter{Applied: true})
	})
	add(a, route{
		path: "/runs/{id}", id: "getRun", tag: "Runs", right: access.See, summary: "How a run stands",
		detail: "A run is called like its plan.",
	}, func(ctx context.Context, c *call, in *PlanID) (Run, error) { return c.runNow(ctx, in.ID) })
	a.eventRoute()
}

// runNow returns what is true of a run at this moment.
func (c *call) runNow(ctx context.Context, id string) (Run, error) {
	p, err := c.plan(ctx, id)
	if err != nil {
		return Run{}, err
	}
	r := Run{Plan: p.ID, Actions: len(p.Actions), Troubles: []Step{}}
	r.Live = c.Work.Applying(p.ID) || c.App.Applying(p.ID) // before the rows are read: what ends in between is seen in them
	if fault := c.App.Fault(whom(p)); fault != nil && besideRequests(p) {
		r.Fault = c.problemOf(ctx, "run", fault).Detail
	}
	rows, err := c.as().Actions(ctx, p.ID)
	if err != nil {
		return Run{}, err
	}
	for i := range p.Actions {
		row := rows[p.Actions[i].ID]
		if trouble := r.count(&row); trouble && len(r.Troubles) < troublesShown {
			r.Troubles = append(r.Troubles, Step{p.Actions[i], becameOf(&row)})
		}
	}
	return r, nil
}

// count counts one action, and reports whether it was tried and not seen to be done.
func (r *Run) count(row *app.ActionRow) (trouble bool) {
	n, trouble := &r.Unseen, true
	switch {
	case row.Verdict == prove.Verified:
		n, trouble = &r.Verified, false
	case row.State == "":
		n, trouble = &r.NotBegun, false
	case row.State == apply.Asked:
		n, trouble = &r.Asked, false
	case row.State == apply.Intended:
		n, trouble = &r.Intended, false
	case row.Verdict == prove.Contradicted:
		n = &r.Contradicted
	case row.State == apply.Failed:
		n = &r.Failed
	case row.State == apply.Stopped:
		n = &r.Stopped
	}
	*n++
	return trouble
}
