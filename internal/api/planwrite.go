package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Asked says that something was asked for, which is done in the background.
type Asked struct {
	Asked string `json:"asked"`
}

// NewPlan asks for a plan.
type NewPlan struct {
	Body struct {
		At     time.Time    `json:"at,omitzero" doc:"Plan as of this instant: such a plan can never be applied."`
		Accept []SourceName `json:"accept,omitempty" maxItems:"100" nullable:"false" doc:"Sources whose reading is taken as complete though it is smaller than the last one; needs a reason."`
		Reason string       `json:"reason,omitempty" maxLength:"1000"`
	}
}

// SourceName is the name of a source or system in the settings.
type SourceName string

// Schema bounds it: the tags of a list say nothing of its items.
func (SourceName) Schema(huma.Registry) *huma.Schema {
	longest := 100
	return &huma.Schema{Type: huma.TypeString, MaxLength: &longest}
}

// NewOffboard asks for the plan that ends somebody's access at once.
type NewOffboard struct {
	Body struct {
		Person string `json:"person" minLength:"1" maxLength:"320" doc:"An id, mail, login or whole name."`
	}
}

// NewUndo asks for the plan that brings something back: exactly one of the three is named.
type NewUndo struct {
	Body struct {
		Run     string `json:"run,omitempty" maxLength:"100" doc:"Everything that the plan with this id changed."`
		Person  string `json:"person,omitempty" maxLength:"320" doc:"Every account of the person with this id, mail or login."`
		Account string `json:"account,omitempty" maxLength:"1100" doc:"SYSTEM/LOGIN or SYSTEM/KEY."`
	}
}

// NewOrder asks for the plan that suspends one account because a human says so.
type NewOrder struct {
	Body struct {
		AccountName
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (a *API) planWriteRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/passes", id: "askPass", tag: "Plans", right: access.Act, status: http.StatusAccepted,
		summary: "Ask for a pass in the background: read everything, plan, do what may run alone",
	}, func(ctx context.Context, c *call, _ *struct{}) (Asked, error) {
		return Asked{"a pass"}, c.Work.Pass(ctx, "asked by "+c.op.Login)
	})
	add(a, route{
		method: http.MethodPost, path: "/plans", id: "makePlan", tag: "Plans", right: access.Act, status: http.StatusCreated,
		summary: "Read everything, plan what is due, and keep the plan", detail: "Answers when everything was read. Nothing is written to any system.",
	}, func(ctx context.Context, c *call, in *NewPlan) (Review, error) {
		o := app.PlanOptions{At: in.Body.At, Reason: in.Body.Reason}
		for _, name := range in.Body.Accept {
			o.Accept = append(o.Accept, string(name))
		}
		result, err := c.as().Plan(ctx, o)
		if err != nil {
			return Review{}, err
		}
		return c.made(ctx, result.Plan)
	})
	add(a, route{
		method: http.MethodPost, path: "/offboards", id: "planOffboard", tag: "Plans", right: access.Act, status: http.StatusCreated,
		summary: "Plan the end of one person's access, now", detail: "It is a preview until a run of the plan is begun.",
	}, func(ctx context.Context, c *call, in *NewOffboard) (Review, error) {
		result, _, err := c.as().PlanOffboard(ctx, in.Body.Person)
		if err != nil {
			return Review{}, err
		}
		return c.made(ctx, result.Plan)
	})
	add(a, route{
		method: http.MethodPost, path: "/undos", id: "planUndo", tag: "Plans", right: access.Act, status: http.StatusCreated,
		summary: "Plan to bring back what was changed", detail: "It is a preview until a run of the plan is begun.",
	}, planUndo)
	add(a, route{
		method: http.MethodPost, path: "/orders", id: "planSuspend", tag: "Plans", right: access.Act, status: http.StatusCreated,
		summary: "Plan to suspend one account because a human says so", detail: "It goes through the gate like every plan: somebody else must agree before it runs.",
	}, func(ctx context.Context, c *call, in *NewOrder) (Review, error) {
		return c.suspend(ctx, in.Body.String(), in.Body.Reason)
	})
}

func planUndo(ctx context.Context, c *call, in *NewUndo) (Review, error) {
	named := 0
	for _, name := range []string{in.Body.Run, in.Body.Person, in.Body.Account} {
		if name != "" {
			named++
		}
	}
	if named != 1 {
		return Review{}, problem(http.StatusUnprocessableEntity, "name exactly one of run, person and account")
	}
	p, err := c.as().PlanUndo(ctx, app.Undo{Run: in.Body.Run, Person: in.Body.Person, Account: in.Body.Account})
	if err != nil {
		return Review{}, err
	}
	return c.made(ctx, p)
}

func (c *call) suspend(ctx context.Context, account, reason string) (Review, error) {
	p, err := c.as().PlanSuspend(ctx, app.Order{Account: account, Reason: reason})
	if err != nil {
		return Review{}, err
	}
	return c.made(ctx, p)
}

// made returns a plan that was just made.
func (c *call) made(ctx context.Context, p *plan.Plan) (Review, error) {
	r, err := c.as().Review(ctx, p.ID)
	if err != nil {
		return Review{}, err
	}
	return reviewOf(r), nil
}
