package api

import (
	"context"
	"strconv"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// PlanHead is what a list says of a plan.
type PlanHead struct {
	ID       string       `json:"id"`
	Purpose  plan.Purpose `json:"purpose"`
	Subject  string       `json:"subject,omitempty"`
	Maker    string       `json:"maker"`
	At       time.Time    `json:"at"`
	Actions  int          `json:"actions"`
	Refusals int          `json:"refusals"`
	Held     int          `json:"held"`
	Gaps     int          `json:"gaps"`
	Run      app.RunState `json:"run"`
}

func headOf(h *app.PlanHead) PlanHead {
	return PlanHead{h.ID, h.Purpose, h.Subject, h.Maker, h.At, h.Actions, h.Refusals, h.Held, h.Gaps, h.Run}
}

// Review is a plan as one reviews it. Its actions are a list of their own.
type Review struct {
	ID       string         `json:"id"`
	Digest   string         `json:"digest" doc:"Of exactly this plan: whoever agrees to it names it."`
	Purpose  plan.Purpose   `json:"purpose"`
	Subject  string         `json:"subject,omitempty"`
	Maker    string         `json:"maker"`
	At       time.Time      `json:"at"`
	Expires  time.Time      `json:"expires"`
	Sources  []plan.Source  `json:"sources"`
	Gaps     []snapshot.Gap `json:"gaps"`
	Held     []plan.Hold    `json:"held"`
	Findings int            `json:"findings"`
	Actions  int            `json:"actions"`
	Upcoming int            `json:"upcoming"`
	Waiting  []plan.Waiting `json:"waiting"`
	Refusals []plan.Refusal `json:"refusals"`

	Asks      []Ask      `json:"asks" doc:"The classes of its actions, and what each still needs."`
	Approvals []Approval `json:"approvals" doc:"What was said of exactly this plan."`
	Rejected  bool       `json:"rejected"`
}

func (r Review) location() string { return "/plans/" + r.ID }

// Class is the actions of one verb on one system.
type Class struct {
	Verb   identity.Verb `json:"verb" maxLength:"20"`
	System string        `json:"system" maxLength:"100"`
}

// Approval is what one operator said of exactly this plan.
type Approval struct {
	Operator string    `json:"operator"`
	Decision string    `json:"decision" enum:"approved,rejected"`
	Classes  []Class   `json:"classes" doc:"Of actions that it is about; empty: all."`
	Allow    bool      `json:"allow" doc:"Also what is over a limit, once."`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`
}

func approvalOf(s *app.Approval) Approval {
	out := Approval{Operator: s.Operator, Decision: string(s.Decision), Classes: []Class{}, Allow: s.Allow, Reason: s.Reason, At: s.At}
	for _, class := range s.Classes {
		out.Classes = append(out.Classes, Class(class))
	}
	return out
}

// Ask is one class of a plan's actions, and what it needs before it may run.
type Ask struct {
	Verb    identity.Verb `json:"verb"`
	System  string        `json:"system"`
	Actions int           `json:"actions"`
	Needs   int           `json:"needs" doc:"People who must agree; 0: it may run alone."`
	Has     int           `json:"has" doc:"People who have agreed."`
	Ready   bool          `json:"ready"`
	Over    []plan.Hold   `json:"over" doc:"The limits and windows that hold it: whoever agrees must allow that, aloud."`
}

func (a *API) planRoutes() {
	type list struct {
		Page
		ToDo bool `query:"to_do" doc:"Only plans that would do something."`
	}
	add(a, route{
		path: "/plans", id: "listPlans", tag: "Plans", right: access.See, summary: "Plans, newest first",
	}, func(ctx context.Context, c *call, in *list) (List[PlanHead], error) {
		return c.heads(ctx, &in.Page, app.PlanFilter{ToDo: in.ToDo})
	})
	add(a, route{
		path: "/plans/{id}", id: "getPlan", tag: "Plans", right: access.See, summary: "One plan, with what was said of it and what it still needs",
		detail: "latest names the newest plan of a pass.",
	}, func(ctx context.Context, c *call, in *PlanID) (Review, error) {
		r, err := c.review(ctx, in.ID)
		if err != nil {
			return Review{}, err
		}
		return reviewOf(r), nil
	})
	add(a, route{
		path: "/plans/{id}/document", id: "getPlanDocument", tag: "Plans", right: access.See, summary: "The whole plan as it was kept, of which the digest is made",
	}, func(ctx context.Context, c *call, in *PlanID) (*plan.Plan, error) { return c.plan(ctx, in.ID) })
	a.planActionRoutes()
}

func (a *API) planActionRoutes() {
	type actions struct {
		PlanID
		Page
		System string        `query:"system" maxLength:"100"`
		Verb   identity.Verb `query:"verb" maxLength:"20"`
		Person string        `query:"person" maxLength:"200"`
	}
	add(a, route{
		path: "/plans/{id}/actions", id: "listPlanActions", tag: "Plans", right: access.See, summary: "The actions of a plan, each with what became of it",
	}, func(ctx context.Context, c *call, in *actions) (List[Step], error) {
		wanted := func(x *plan.Action) bool {
			return (in.System == "" || x.System == in.System) && (in.Verb == "" || x.Verb == in.Verb) && (in.Person == "" || string(x.Person) == in.Person)
		}
		return c.steps(ctx, in.ID, &in.Page, wanted)
	})
}

// PlanID names a plan.
type PlanID struct {
	ID string `path:"id" maxLength:"100" doc:"A plan's id, or the beginning of only one."`
}

const latest = "latest"

// plan returns a plan that was kept.
func (c *call) plan(ctx context.Context, id string) (*plan.Plan, error) {
	if id == latest {
		return c.as().LatestPlan(ctx)
	}
	return c.as().SavedPlan(ctx, id)
}

func (c *call) review(ctx context.Context, id string) (*app.Review, error) {
	if id == latest {
		p, err := c.as().LatestPlan(ctx)
		if err != nil {
			return nil, err
		}
		id = p.ID
	}
	return c.as().Review(ctx, id)
}

func (c *call) heads(ctx context.Context, in *Page, f app.PlanFilter) (out List[PlanHead], err error) {
	if f.Before, err = in.number(); err != nil {
		return out, err
	}
	f.Limit = in.Limit + 1
	found, err := c.as().Plans(ctx, f)
	if err != nil {
		return out, err
	}
	return listed(found, in.Limit, headOf, func(h *app.PlanHead) string { return numbered(h.Place) }), nil
}

// steps returns a page of the actions of a plan. A plan never changes, so that the place in it is the key.
func (c *call) steps(ctx context.Context, id string, in *Page, wanted func(*plan.Action) bool) (out List[Step], err error) {
	from, err := in.number()
	if err != nil {
		return out, err
	}
	p, err := c.plan(ctx, id)
	if err != nil {
		return out, err
	}
	rows, err := c.as().Actions(ctx, p.ID)
	if err != nil {
		return out, err
	}
	out.Items = []Step{}
	for i := int(min(from, int64(len(p.Actions)))); i < len(p.Actions); i++ {
		x := &p.Actions[i]
		if !wanted(x) {
			continue
		}
		if len(out.Items) == in.Limit {
			out.Next = strconv.Itoa(i)
			break
		}
		row := rows[x.ID]
		out.Items = append(out.Items, Step{*x, becameOf(&row)})
	}
	return out, nil
}

func reviewOf(r *app.Review) Review {
	p := r.Plan
	out := Review{
		ID: p.ID, Digest: p.Digest, Purpose: p.Purpose, Subject: p.Subject, Maker: r.Maker, At: p.At, Expires: p.Expires, Sources: orNone(p.Sources), Gaps: orNone(p.Gaps),
		Held: orNone(p.Held), Findings: len(p.Findings), Actions: len(p.Actions), Upcoming: len(p.Upcoming), Waiting: orNone(p.Waiting), Refusals: orNone(p.Refusals),
		Asks: []Ask{}, Approvals: each(r.Approvals, approvalOf), Rejected: r.Rejected != nil,
	}
	for i := range r.Asks {
		k := &r.Asks[i]
		out.Asks = append(out.Asks, Ask{k.Verb, k.System, k.Actions, k.Needs, k.Has, k.Ready(), orNone(k.Over)})
	}
	return out
}
