package api

import (
	"context"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// decision is a decision about a finding.
type decision[D any] struct {
	FindingNumber
	Body D
}

// Because is a reason.
type Because struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000"`
}

// triageRoutes decide about the account of a finding. With If-Match, nothing is kept when the finding has changed since it was
// seen.
func (a *API) triageRoutes() {
	triage(a, route{path: "link", id: "linkFinding", right: access.Decide, status: http.StatusCreated, summary: "Say whose account it is, or is not"},
		func(ctx context.Context, c *call, account AccountName, d *LinkDecision) (Kept, error) {
			return c.link(ctx, account, d)
		})
	triage(a, route{path: "classify", id: "classifyFinding", right: access.Decide, status: http.StatusCreated, summary: "Say what the account is for"},
		func(ctx context.Context, c *call, account AccountName, d *Classification) (Kept, error) {
			return c.classify(ctx, account, d)
		})
	triage(a, route{path: "accept", id: "acceptFinding", right: access.Decide, status: http.StatusCreated, summary: "Leave the account as it is until an instant"},
		func(ctx context.Context, c *call, account AccountName, d *Acceptance) (Exception, error) {
			return c.except(ctx, app.NewException{Account: account.String()}, d)
		})
	triage(a, route{path: "ask", id: "askAboutFinding", right: access.Decide, status: http.StatusCreated, summary: "Ask somebody to look at the account"},
		func(ctx context.Context, c *call, account AccountName, d *Asking) (app.Task, error) {
			return c.ask(ctx, account.String(), d)
		})
	triage(a, route{path: "suspend", id: "suspendForFinding", right: access.Act, status: http.StatusCreated, summary: "Plan to suspend the account: somebody else must agree"},
		func(ctx context.Context, c *call, account AccountName, d *Because) (Review, error) {
			return c.suspend(ctx, account.String(), d.Reason)
		})
}

// triage adds an operation on the account of a finding.
func triage[D, B any](a *API, r route, do func(context.Context, *call, AccountName, *D) (B, error)) {
	r.method, r.path, r.tag, r.about = http.MethodPost, "/findings/{number}/"+r.path, "Findings", true
	add(a, r, func(ctx context.Context, c *call, in *decision[D]) (body B, err error) {
		f, err := c.finding(ctx, in.Number)
		if err != nil {
			return body, err
		}
		return do(ctx, c, AccountName{f.Account.System, f.Account.Key}, &in.Body)
	})
}
