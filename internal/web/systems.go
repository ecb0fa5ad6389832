package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/connector"
)

func (c *Console) systemRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /systems", c.with(access.See, c.systemsPage))
	mux.HandleFunc("GET /systems/{name}", c.with(access.See, c.systemPage))
	mux.HandleFunc("GET /systems/{name}/events", c.with(access.See, c.systemEvents))
	mux.HandleFunc("POST /systems/{name}/test", c.with(access.Act, c.testSystem))
	mux.HandleFunc("POST /systems/{name}/accept", c.with(access.Act, c.acceptSystem))
}

func systemPath(name string) string { return "/systems/" + url.PathEscape(name) }

type systemsPage struct {
	frame
	Systems []systemLine
}

// systemLine is a source or system in words.
type systemLine struct {
	app.SystemState
	At     string // where its page is
	Stands mark
	Change string // against the time before
	Writes string // what we do there, and who does the rest
}

func (c *Console) systemsPage(ctx context.Context, r *request) error {
	all, err := c.App.Systems(ctx)
	if err != nil {
		return err
	}
	page := systemsPage{frame: r.frame(r.say.t("Systems"), "/systems")}
	for i := range all {
		page.Systems = append(page.Systems, r.say.system(&all[i]))
	}
	return r.page("systems", page)
}

func (s *speaker) system(st *app.SystemState) systemLine {
	line := systemLine{SystemState: *st, At: systemPath(st.Name), Stands: mark{"good", s.t("read whole")}, Change: s.change(&st.Read), Writes: s.writes(st)}
	switch {
	case st.Gap != nil:
		line.Stands = mark{"bad", s.t("not read whole")}
	case st.Read.At.IsZero():
		line.Stands = mark{"calm", s.t("never read yet")}
	}
	return line
}

// change says how many there are against the time before.
func (s *speaker) change(read *app.Reading) string {
	switch n := read.Seen - read.Before; {
	case read.At.IsZero() || read.Before < 0:
		return ""
	case n > 0:
		return s.t("%d more than the time before", n)
	case n < 0:
		return s.t("%d fewer than the time before", -n)
	}
	return s.t("as many as the time before")
}

// writes says who closes accounts on a system.
func (s *speaker) writes(st *app.SystemState) string {
	byUs, byTask := 0, 0
	for _, c := range st.Description.Capabilities {
		switch c.By {
		case connector.ByConnector:
			byUs++
		case connector.ByTask:
			byTask++
		case connector.ByNobody:
		}
	}
	switch {
	case st.People:
		return s.t("only read")
	case byUs > 0:
		return s.t("written by Exeunt")
	case byTask > 0:
		return s.t("asked of %s", st.Description.Owner)
	}
	return s.t("only read")
}

// systemView is one source or system.
type systemView struct {
	frame
	systemLine
	Fault  string
	Reason string
}

func (c *Console) systemPage(ctx context.Context, r *request) error {
	v, err := c.system(ctx, r)
	if err != nil {
		return err
	}
	return r.page("system", v)
}

// system returns the one that the address names.
func (c *Console) system(ctx context.Context, r *request) (*systemView, error) {
	st, err := c.App.System(ctx, r.http.PathValue("name"))
	if nothing := (*app.NoSystemError)(nil); errors.As(err, &nothing) {
		return nil, errNoPage
	}
	if err != nil {
		return nil, err
	}
	return &systemView{frame: r.frame(st.Name, "/systems"), systemLine: r.say.system(st)}, nil
}

func (c *Console) systemEvents(ctx context.Context, r *request) error {
	return r.watched(ctx, "system", "system-test", func() (any, bool, error) {
		v, err := c.system(ctx, r)
		return v, err == nil && v.Tested != nil && v.Tested.Under, err
	})
}

func (c *Console) testSystem(ctx context.Context, r *request) error {
	v, err := c.system(ctx, r)
	if err != nil {
		return err
	}
	if err := r.as().BeginTest(ctx, v.Name); err != nil {
		return err
	}
	return r.seeOther(v.At + "#test")
}

// acceptSystem takes the next reading as complete, whatever it lacks, because a human says so.
func (c *Console) acceptSystem(ctx context.Context, r *request) error {
	v, err := c.system(ctx, r)
	if err != nil {
		return err
	}
	v.Reason = r.form("reason")
	switch {
	case v.Gap == nil:
		return r.seeOther(v.At)
	case v.Reason == "":
		v.Fault = r.say.t("Say how you know that the smaller number is right.")
		return r.show(http.StatusBadRequest, "system", v)
	}
	result, err := r.as().Plan(ctx, app.PlanOptions{Accept: []string{v.Name}, Reason: v.Reason})
	if err != nil {
		return err
	}
	r.flash(r.say.t("Read again and taken as complete. What follows from it is in the plan, and waits there for the limits and for people."))
	return r.seeOther("/plans/" + result.Plan.ID)
}

// By says who does a verb on a system.
func (s *speaker) By(by connector.By, owner string) string {
	switch by {
	case connector.ByConnector:
		return s.t("Exeunt")
	case connector.ByTask:
		return owner
	case connector.ByNobody:
	}
	return s.t("nobody")
}

// Granted says whether we have a right.
func (s *speaker) Granted(g connector.Granted) mark {
	switch g {
	case connector.Yes:
		return mark{"good", s.t("granted")}
	case connector.No:
		return mark{"bad", s.t("missing")}
	case connector.Unknown:
	}
	return mark{"calm", s.t("not known")}
}
