package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Asking asks somebody to look at an account.
type Asking struct {
	Owner  string    `json:"owner" minLength:"1" maxLength:"320" format:"email" doc:"Who does it."`
	Due    time.Time `json:"due" doc:"When it must be done."`
	Reason string    `json:"reason" minLength:"1" maxLength:"1000"`
}

// NewTask asks somebody to look at an account.
type NewTask struct {
	Body struct {
		AccountName
		Asking
	}
}

// NewProof closes a task.
type NewProof struct {
	ID   string `path:"id" maxLength:"30"`
	Body struct {
		Text string `json:"text,omitempty" maxLength:"10000" doc:"How it is known that it is done."`
		Name string `json:"name,omitempty" maxLength:"255" doc:"Of a file that shows it."`
		Data []byte `json:"data,omitempty" maxLength:"22369624" doc:"The file, in base64. Its hash is kept in the ledger, not the file."`
	}
}

// mostProof is the most bytes of a request with a proof: 16 MiB in base64, and a bit.
const mostProof = 23 << 20

func (a *API) taskWriteRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/tasks", id: "askTask", tag: "Tasks", right: access.Decide, status: http.StatusCreated,
		summary: "Ask somebody to look at an account",
	}, func(ctx context.Context, c *call, in *NewTask) (app.Task, error) {
		return c.ask(ctx, in.Body.String(), &in.Body.Asking)
	})
	add(a, route{
		method: http.MethodPost, path: "/tasks/{id}/proof", id: "closeTask", tag: "Tasks", right: access.Decide, about: true, body: mostProof,
		summary: "Say that a task is done, with a proof", detail: "The next reading of the system confirms or contradicts it.",
	}, func(ctx context.Context, c *call, in *NewProof) (app.Task, error) {
		task, err := c.as().Attest(ctx, in.ID, app.Proof{Text: in.Body.Text, Name: in.Body.Name, Data: in.Body.Data})
		if err != nil {
			return app.Task{}, err
		}
		return taskOf(&task), nil
	})
}

func (c *call) ask(ctx context.Context, account string, d *Asking) (app.Task, error) {
	report, err := c.as().AskTask(ctx, app.Asking{Order: app.Order{Account: account, Reason: d.Reason}, Owner: d.Owner, Time: d.Due.Sub(c.Now())})
	if err != nil {
		return app.Task{}, err
	}
	all, err := c.as().Tasks(ctx, true)
	if err != nil {
		return app.Task{}, err
	}
	i := slices.IndexFunc(all, func(t app.Task) bool { return t.Plan == report.Plan.ID })
	if i < 0 {
		return app.Task{}, problem(http.StatusConflict, "nobody was asked: plan "+report.Plan.ID+" says why")
	}
	return taskOf(&all[i]), nil
}
