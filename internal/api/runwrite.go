package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// NewRun begins to apply a plan.
type NewRun struct {
	Body struct {
		Plan   string `json:"plan" minLength:"1" maxLength:"100"`
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Needed to end somebody's access at once, and to bring something back."`
	}
}

func (a *API) runWriteRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/runs", id: "beginRun", tag: "Runs", right: access.Act, status: http.StatusAccepted,
		summary: "Begin to apply a plan: what may run alone, and what enough people have agreed to",
		detail:  "A plan that ends somebody's access, or brings something back, runs whole, with a reason. It answers at once: GET /runs/{id} and its events tell how it goes.",
	}, beginRun)
	add(a, route{
		method: http.MethodPost, path: "/runs/{id}/stop", id: "stopRun", tag: "Runs", right: access.Act, about: true,
		summary: "Stop a run: what has begun is finished, the rest can be taken up again",
	}, func(ctx context.Context, c *call, in *PlanID) (Run, error) {
		p, err := c.plan(ctx, in.ID)
		if err == nil && !c.as().StopRun(p.ID) {
			err = problem(http.StatusConflict, "plan "+p.ID+" is not being applied at this moment")
		}
		if err != nil {
			return Run{}, err
		}
		return c.runNow(ctx, p.ID)
	})
	add(a, route{
		method: http.MethodPost, path: "/runs/{id}/resume", id: "resumeRun", tag: "Runs", right: access.Act, about: true, status: http.StatusAccepted,
		summary: "Take up a run again that was stopped or cut short",
	}, func(ctx context.Context, c *call, in *PlanID) (Run, error) {
		p, err := c.plan(ctx, in.ID)
		if err == nil {
			err = c.applyAgreed(ctx, p.ID)
		}
		if err != nil {
			return Run{}, err
		}
		return c.runNow(ctx, p.ID)
	})
}

func beginRun(ctx context.Context, c *call, in *NewRun) (Run, error) {
	p, err := c.plan(ctx, in.Body.Plan)
	if err != nil {
		return Run{}, err
	}
	switch {
	case p.Purpose == plan.ForWhatIf:
		err = problem(http.StatusConflict, "a plan of another instant can never be applied")
	case !c.Now().Before(p.Expires):
		err = problem(http.StatusConflict, "plan "+p.ID+" has expired: make a new one")
	case p.Purpose == plan.ForOffboard:
		err = c.as().BeginOffboard(ctx, p, in.Body.Reason, c.ended(p))
	case p.Purpose == plan.ForUndo:
		err = c.as().BeginUndo(ctx, p, whom(p), in.Body.Reason, c.ended(p))
	default:
		err = c.applyAgreed(ctx, p.ID)
	}
	if err != nil {
		return Run{}, err
	}
	return c.runNow(ctx, p.ID)
}

// applyAgreed asks for what is ready of a plan to be applied, if anything is.
func (c *call) applyAgreed(ctx context.Context, id string) error {
	r, err := c.as().Review(ctx, id)
	if err != nil {
		return err
	}
	if ready, _ := r.Ready(); len(ready) == 0 {
		return problem(http.StatusConflict, "nothing of plan "+id+" may run alone or has been agreed to by enough people")
	}
	return c.Work.Apply(ctx, id)
}

// whom returns whom a plan is about, as the runs beside requests are told apart.
func whom(p *plan.Plan) identity.PersonID {
	return identity.PersonID(strings.TrimPrefix(p.Subject, "person "))
}

// besideRequests reports whether a plan is applied beside the requests: it was asked for by name, and not by a pass.
func besideRequests(p *plan.Plan) bool {
	return p.Purpose == plan.ForOffboard || p.Purpose == plan.ForUndo
}

// ended tells the log how a run beside the requests ended.
func (c *call) ended(p *plan.Plan) func(*app.Report, error) {
	return func(report *app.Report, err error) {
		if err != nil {
			c.Log.Warn("a run ended early", "plan", p.ID, "error", err)
			return
		}
		c.Log.Info("applied", "plan", p.ID, "verified", report.Verified, "asked", report.Asked, "failed", report.Failed, "contradicted", report.Contradicted)
	}
}
