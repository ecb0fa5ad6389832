package web

import (
	"context"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

func (c *Console) overviewRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", c.with(access.See, c.overview))
}

type overviewPage struct {
	frame
	*app.Overview
	Departures, Slowness, Findings, Left *chart // nil: nothing to draw yet
	More                                 int    // people still inside beyond those that are shown
}

// insideListed is how many of those still inside are listed on the page.
const insideListed = 12

func (c *Console) overview(ctx context.Context, r *request) error {
	o, err := c.App.Overview(ctx)
	if err != nil {
		return err
	}
	page := &overviewPage{frame: r.frame(r.say.t("Overview"), "/"), Overview: o}
	if o.Plan == nil {
		return r.page("overview", page)
	}
	page.Departures = r.departures(o.Trends)
	page.Slowness = r.slowness(o.Trends)
	page.Findings = r.daily(o.Trends.Findings, r.say.t("Findings, a day's last"))
	page.Left = r.daily(o.Trends.Inside, r.say.t("Accounts of leavers found open, a day's last"))
	page.More = max(0, len(o.Inside)-insideListed)
	return r.page("overview", page)
}

// Shown is those still inside who are listed.
func (p *overviewPage) Shown() []app.Inside { return p.Inside[:min(insideListed, len(p.Inside))] }

// departures draws the departures of each week; those that are still to come are lighter.
func (r *request) departures(t *app.Trends) *chart {
	values := make([]value, len(t.Weeks))
	for i, w := range t.Weeks {
		v := value{n: w.Value, tip: r.say.t("Week of %s: %d", r.say.Short(w.From), w.Value)}
		if i > t.Now {
			v.class = "bar-ahead"
		}
		if i%4 == 0 {
			v.mark = r.say.Short(w.From)
		}
		values[i] = v
	}
	return newChart(r.say.t("Departures per week, from twelve weeks ago to four weeks ahead"), values, r.say.N)
}

func (r *request) slowness(t *app.Trends) *chart {
	values := make([]value, len(t.Slowness))
	minutes := func(n int) string { return r.say.Length(time.Duration(n) * time.Minute) }
	for i, w := range t.Slowness {
		values[i] = value{n: w.Value, tip: r.say.t("Week of %s: %s", r.say.Short(w.From), minutes(w.Value)), mark: r.say.Short(w.From)}
	}
	if len(values) < 2 {
		return nil
	}
	return newChart(r.say.t("Median time to verified, per week"), values, minutes)
}

// daily draws a value of each day. One day is no trend.
func (r *request) daily(points []app.Point, label string) *chart {
	if len(points) < 2 {
		return nil
	}
	values := make([]value, len(points))
	for i, p := range points {
		values[i] = value{n: p.Value, tip: r.say.t("%s: %d", r.say.Short(p.Day), p.Value)}
		if i == 0 || i == len(points)-1 {
			values[i].mark = r.say.Short(p.Day)
		}
	}
	return newChart(label, values, r.say.N)
}

// Open says why an account of somebody who has left is still open.
func (s *speaker) Open(a app.OpenAccount) string {
	switch a.Why {
	case app.WhyDue:
		return s.t("the next run closes it")
	case app.WhyWaits:
		return s.t("waits until somebody agrees")
	case app.WhyHeld:
		return s.t("held at the gate: %s", s.Reason(a.Words))
	case app.WhyRefused:
		return s.t("left open: %s", s.Reason(a.Words))
	case app.WhyTask:
		return s.t("asked of somebody: %s", a.Words)
	case app.WhyFailed:
		return s.t("tried, and not closed: %s", s.Reason(a.Words))
	}
	return a.Words
}
