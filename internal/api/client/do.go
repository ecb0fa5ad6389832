package client

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/prove"
)

// Plan reads everything there, and plans what is due.
func (c *Client) Plan(ctx context.Context, o app.PlanOptions) (*plan.Plan, error) {
	body := map[string]any{}
	if !o.At.IsZero() {
		body["at"] = o.At
	}
	if len(o.Accept) > 0 {
		body["accept"] = o.Accept
	}
	if o.Reason != "" {
		body["reason"] = o.Reason
	}
	return c.planned(ctx, "/plans", body)
}

// PlanOffboard plans the end of one person's access.
func (c *Client) PlanOffboard(ctx context.Context, name string) (*plan.Plan, error) {
	return c.planned(ctx, "/offboards", map[string]any{"person": name})
}

// PlanUndo plans to bring something back.
func (c *Client) PlanUndo(ctx context.Context, u app.Undo) (*plan.Plan, error) {
	body := map[string]any{}
	for name, value := range map[string]string{"run": u.Run, "person": u.Person, "account": u.Account} {
		if value != "" {
			body[name] = value
		}
	}
	return c.planned(ctx, "/undos", body)
}

func (c *Client) planned(ctx context.Context, path string, body any) (*plan.Plan, error) {
	var made api.Review
	if err := c.post(ctx, path, body, &made); err != nil {
		return nil, err
	}
	return c.SavedPlan(ctx, made.ID)
}

// Run plans, and applies what may run alone.
func (c *Client) Run(ctx context.Context, progress func(done, all int)) (*plan.Plan, *app.Report, error) {
	p, err := c.Plan(ctx, app.PlanOptions{})
	if err != nil || p.Blind() {
		return p, nil, err
	}
	report, err := c.Apply(ctx, p, app.ApplyOptions{Progress: progress})
	return p, report, err
}

// Offboard applies the plan that ends somebody's access.
func (c *Client) Offboard(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error) {
	return c.Apply(ctx, p, o)
}

// Undo applies the plan that brings something back.
func (c *Client) Undo(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error) {
	return c.Apply(ctx, p, o)
}

// Apply applies what may run alone of a plan, and what enough people have agreed to, and waits for the end. Who cancels it
// stops the run.
func (c *Client) Apply(ctx context.Context, p *plan.Plan, o app.ApplyOptions) (*app.Report, error) {
	if len(o.Allow) > 0 {
		return nil, &app.UsageError{What: "against a server, what is over a limit is let pass by whoever agrees to plan " + p.ID + ": in the console, or by the API"}
	}
	var run api.Run
	ready, err := c.ready(ctx, p)
	if err == nil && ready {
		err = c.post(ctx, "/runs", map[string]any{"plan": p.ID, "reason": o.Reason}, &run)
	}
	if err == nil {
		err = c.follow(ctx, p.ID, &run, o.Progress)
	}
	if err != nil {
		return nil, err
	}
	if run.Fault != "" {
		return nil, &Problem{Status: 500, Detail: run.Fault}
	}
	report := reportOf(p, &run)
	var checkpoint api.Checkpoint
	if c.get(ctx, "/ledger/checkpoint", nil, &checkpoint) == nil { // not every token may see it
		report.Checkpoint = checkpoint.Note
	}
	return report, nil
}

// ready reports whether anything of a plan may run now.
func (c *Client) ready(ctx context.Context, p *plan.Plan) (bool, error) {
	if p.Purpose == plan.ForOffboard || p.Purpose == plan.ForUndo {
		return true, nil
	}
	var review api.Review
	if err := c.get(ctx, "/plans/"+url.PathEscape(p.ID), nil, &review); err != nil {
		return false, err
	}
	for i := range review.Asks {
		if k := &review.Asks[i]; k.Ready && !review.Rejected && (k.Needs > 0 || len(k.Over) == 0) {
			return true, nil
		}
	}
	return false, nil
}

// follow waits until a run is over. A run is looked at, not listened to: what breaks in between breaks nothing.
func (c *Client) follow(ctx context.Context, id string, run *api.Run, progress func(done, all int)) error {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := c.get(ctx, "/runs/"+url.PathEscape(id), nil, run); err != nil {
			return err
		}
		if progress != nil {
			progress(run.Actions-run.NotBegun-run.Intended, run.Actions)
		}
		if !run.Live {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			_ = c.post(last, "/runs/"+url.PathEscape(id)+"/stop", map[string]any{}, run) // it may be over
			return ctx.Err()
		}
	}
}

// reportOf is what became of a plan, as a run on this machine would tell it.
func reportOf(p *plan.Plan, run *api.Run) *app.Report {
	r := &app.Report{
		Plan: p, Verified: run.Verified, Contradicted: run.Contradicted, Unseen: run.Unseen + run.Intended, Failed: run.Failed, Stopped: run.Stopped, Asked: run.Asked,
	}
	held := 0
	for i := range p.Actions {
		if len(p.Actions[i].Held) > 0 {
			held++
		}
	}
	if run.NotBegun > 0 {
		r.Held, r.Waiting = p.Held, max(0, run.NotBegun-held)
	}
	for _, t := range run.Troubles {
		outcome := apply.Outcome{Action: t.Action, State: t.Became.State, Note: t.Became.Note, At: t.Became.At}
		r.Troubles = append(r.Troubles, prove.Receipt{Outcome: outcome, Verdict: t.Became.Verdict, Saw: t.Became.Saw, At: t.Became.At})
	}
	return r
}

// ConfirmLink says that an account is a person's.
func (c *Client) ConfirmLink(ctx context.Context, account, person, reason string) error {
	return c.link(ctx, account, person, reason, true)
}

// DenyLink says that an account is not a person's.
func (c *Client) DenyLink(ctx context.Context, account, person, reason string) error {
	return c.link(ctx, account, person, reason, false)
}

func (c *Client) link(ctx context.Context, account, person, reason string, theirs bool) error {
	system, name, _ := strings.Cut(account, "/")
	return c.post(ctx, "/links", map[string]any{"system": system, "account": name, "person": person, "theirs": theirs, "reason": reason}, &api.Kept{})
}

// AddException leaves something as it is until an instant.
func (c *Client) AddException(ctx context.Context, n app.NewException) (plan.Exception, error) {
	body := map[string]any{"owner": n.Owner, "reason": n.Reason, "expires": n.Until}
	if system, name, byAccount := strings.Cut(n.Account, "/"); byAccount {
		body["system"], body["account"] = system, name
	} else {
		body["person"] = n.Person
	}
	var e api.Exception
	err := c.post(ctx, "/exceptions", body, &e)
	made := e.Decision()
	return made.Exception, err
}

// EndException ends a decision before its time.
func (c *Client) EndException(ctx context.Context, id, reason string) error {
	return c.post(ctx, "/exceptions/"+url.PathEscape(id)+"/end", map[string]any{"reason": reason}, &api.Exception{})
}

// AttestTask says that a task was done. A file is read here, and sent.
func (c *Client) AttestTask(ctx context.Context, id, proof string) (task app.Task, err error) {
	given, err := app.ReadProof(proof)
	if err != nil {
		return task, err
	}
	body := map[string]any{"text": given.Text, "name": given.Name, "data": given.Data}
	err = c.post(ctx, "/tasks/"+url.PathEscape(id)+"/proof", body, &task)
	return task, err
}
