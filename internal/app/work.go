package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/exeunt-iam/exeunt/internal/apply"
	"github.com/exeunt-iam/exeunt/internal/store"
	"github.com/exeunt-iam/exeunt/internal/work"
)

// Background is what goes on beside the requests. Stop it before the installation is closed.
type Background = work.Work

// Background does in the background what nobody has to wait for. Stop it before the installation is closed.
func (a *App) Background(ctx context.Context, log *slog.Logger) (*Background, error) {
	password, err := storePassword(ctx, a.Settings)
	if err != nil {
		return nil, err
	}
	w, err := work.Start(ctx, &deeds{a.As("exeunt"), log}, work.Options{
		Store: a.Settings.Store, Password: password, Every: a.Settings.Serve.Every, Log: log, Now: a.now,
	})
	if err != nil {
		return nil, err
	}
	a.common.tellBy(func(ctx context.Context, webhook string) {
		if err := w.Tell(ctx, webhook); err != nil {
			log.ErrorContext(ctx, "a webhook could not be told; it is told when something else happens", "webhook", webhook, "error", err)
		}
	})
	a.tellAll(ctx)
	return w, a.resume(ctx, w)
}

// resume asks again for what people agreed to and an earlier process may not have finished. Doing it twice does it once.
func (a *App) resume(ctx context.Context, w *Background) error {
	heads, err := a.store.Plans(ctx, store.PlanFilter{ToDo: true, Limit: lookBack})
	if err != nil {
		return err
	}
	for _, head := range heads {
		said, err := a.store.Approvals(ctx, head.ID)
		if err == nil && (len(said) > 0 || head.Run == store.Running) {
			err = w.Apply(ctx, head.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lookBack is how many of the newest plans with something to do are looked at: older ones have expired.
const lookBack = 50

// deeds are what is done in the background.
type deeds struct {
	app *App
	log *slog.Logger
}

// Pass plans, and applies what may run without a human. A pass that could not see who works here did its work too: it
// found that out.
func (d *deeds) Pass(ctx context.Context, why string) error {
	result, report, err := d.app.Run(ctx, nil)
	if err != nil {
		return err
	}
	fields := []any{"why", why, "plan", result.Plan.ID, "findings", len(result.Plan.Findings), "gaps", len(result.Plan.Gaps)}
	if report != nil {
		fields = append(fields, "verified", report.Verified, "asked", report.Asked, "waiting", report.Waiting, "failed", report.Failed)
	}
	d.log.InfoContext(ctx, "pass", fields...)
	d.down(ctx, report)
	return nil
}

// down tells of each system that did not answer, once.
func (d *deeds) down(ctx context.Context, report *Report) {
	if report == nil {
		return
	}
	for _, down := range report.Down {
		d.log.ErrorContext(ctx, "a system does not answer", "system", down.System, "part", down.Part, "actions", down.Actions, "why", down.Why)
	}
}

// Apply applies what is ready of a plan.
func (d *deeds) Apply(ctx context.Context, planID string) error {
	report, err := d.app.ApplyApproved(ctx, planID, nil)
	if err != nil {
		return err
	}
	d.log.InfoContext(ctx, "applied", "plan", planID, "verified", report.Verified, "asked", report.Asked, "failed", report.Failed, "contradicted", report.Contradicted)
	d.down(ctx, report)
	return nil
}

// Tell tells a webhook what is new.
func (d *deeds) Tell(ctx context.Context, webhook string) error {
	return d.app.TellWebhook(ctx, webhook)
}

// NextDue returns when something is due next.
func (d *deeds) NextDue(ctx context.Context) (time.Time, error) { return d.app.NextDue(ctx) }

// Hopeless reports whether trying again cannot help.
func (d *deeds) Hopeless(err error) bool {
	var usage *UsageError
	var stale *apply.StaleError
	return errors.As(err, &usage) || errors.As(err, &stale) || errors.Is(err, ErrStopped)
}
