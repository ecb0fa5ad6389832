package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Agreement is what an approver agrees to.
type Agreement struct {
	PlanID
	Body struct {
		Digest  string  `json:"digest" minLength:"1" maxLength:"200" doc:"Of the plan that you saw."`
		Classes []Class `json:"classes" minItems:"1" maxItems:"1000" nullable:"false" doc:"What you agree to."`
		Allow   bool    `json:"allow,omitempty" doc:"Also what is over a limit, once; needs a reason."`
		Reason  string  `json:"reason,omitempty" maxLength:"1000"`
	}
}

// Rejection is why a plan is rejected.
type Rejection struct {
	PlanID
	Body struct {
		Digest string `json:"digest" minLength:"1" maxLength:"200" doc:"Of the plan that you saw."`
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (a *API) approvalRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/plans/{id}/approve", id: "approvePlan", tag: "Plans", right: access.Approve, about: true,
		summary: "Agree to a plan, or to some classes of it", detail: "Nobody agrees to a plan that they made, or that concerns themselves. What enough people have agreed to runs at once.",
	}, approve)
	add(a, route{
		method: http.MethodPost, path: "/plans/{id}/reject", id: "rejectPlan", tag: "Plans", right: access.Approve, about: true,
		summary: "Reject a plan: nothing more of it runs",
	}, func(ctx context.Context, c *call, in *Rejection) (Review, error) {
		r, err := c.as().Approve(ctx, c.op, app.Approval{Plan: in.ID, Digest: in.Body.Digest, Decision: app.Rejected, Reason: in.Body.Reason})
		if err != nil {
			return Review{}, err
		}
		return reviewOf(r), nil
	})
}

func approve(ctx context.Context, c *call, in *Agreement) (Review, error) {
	said := app.Approval{Plan: in.ID, Digest: in.Body.Digest, Decision: app.Approved, Allow: in.Body.Allow, Reason: in.Body.Reason}
	for _, class := range in.Body.Classes {
		said.Classes = append(said.Classes, plan.Class(class))
	}
	r, err := c.as().Approve(ctx, c.op, said)
	if err != nil {
		return Review{}, err
	}
	ready, _ := r.Ready()
	if slices.ContainsFunc(said.Classes, func(class plan.Class) bool { return slices.Contains(ready, class) }) {
		err = c.Work.Apply(ctx, r.Plan.ID)
	}
	return reviewOf(r), err
}
