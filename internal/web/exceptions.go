package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

func (c *Console) exceptionRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /exceptions", c.with(access.See, c.exceptionsPage))
	mux.HandleFunc("POST /exceptions", c.with(access.Decide, c.addException))
	mux.HandleFunc("GET /exceptions/{id}", c.with(access.See, c.exceptionPage))
	mux.HandleFunc("POST /exceptions/{id}", c.with(access.Decide, c.endException))
}

// exceptionsList is what is left as it is by decision, and the form of a new decision.
type exceptionsList struct {
	frame
	*app.ExceptionsPage
	Sets      []viewChip
	Set       app.ExceptionSet
	More      string // the address of the next page; empty: this is the last one
	MayDecide bool
	Fault     string
	Until     string // the day that is proposed
	form      func(name string) string
}

// Typed returns what was typed into a field.
func (l *exceptionsList) Typed(name string) string { return l.form(name) }

func (c *Console) exceptionsPage(ctx context.Context, r *request) error {
	return c.showExceptions(ctx, r, "")
}

func (c *Console) showExceptions(ctx context.Context, r *request, fault string) error {
	sets := []app.ExceptionSet{app.ExceptionsRunning, app.ExceptionsWeek, app.ExceptionsOver}
	q := app.ExceptionsQuery{Set: app.ExceptionSet(r.form("set")), After: r.form("after"), Limit: rowsShown}
	if !slices.Contains(sets, q.Set) {
		q.Set = app.ExceptionsRunning
	}
	found, err := r.as().ListExceptions(ctx, q)
	if err != nil {
		return err
	}
	list := &exceptionsList{
		frame: r.frame(r.say.t("Exceptions"), "/exceptions"), ExceptionsPage: found, Set: q.Set, MayDecide: r.op.May(access.Decide), Fault: fault,
		Until: r.Now().In(r.say.zone).AddDate(0, 1, 0).Format(time.DateOnly), form: r.form,
	}
	for _, set := range sets {
		link := r.query("after", "set")
		if set != app.ExceptionsRunning {
			link.Set("set", string(set))
		}
		list.Sets = append(list.Sets, viewChip{r.say.exceptionSet(set), address("/exceptions", link), found.Counts[set], set == q.Set})
	}
	if found.Next != "" {
		next := r.query("after")
		next.Set("after", found.Next)
		list.More = address("/exceptions", next)
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusBadRequest
	}
	return r.show(status, "exceptions", list)
}

// exceptionSet says which exceptions are looked at.
func (s *speaker) exceptionSet(set app.ExceptionSet) string {
	switch set {
	case app.ExceptionsRunning:
		return s.t("running")
	case app.ExceptionsWeek:
		return s.t("return this week")
	case app.ExceptionsOver:
		return s.t("over")
	}
	return string(set)
}

// addException keeps a decision to leave an account, or everything of a person, as it is.
func (c *Console) addException(ctx context.Context, r *request) error {
	e, err := r.newException(ctx)
	var usage *app.UsageError
	if errors.As(err, &usage) {
		return c.showExceptions(ctx, r, r.say.Reason(usage.What))
	}
	if err != nil {
		return err
	}
	r.flash(r.say.t("Left as it is until %s (%s).", r.say.day(e.Expires.Add(-time.Second)), e.ID))
	return r.seeOther("/exceptions")
}

func (r *request) newException(ctx context.Context) (e app.Exception, err error) {
	n := app.NewException{Account: r.form("account"), Person: r.form("person"), Owner: r.form("owner"), Reason: r.form("reason")}
	switch {
	case (n.Account == "") == (n.Person == ""):
		return e, &app.UsageError{What: r.say.t("Name either an account or a person.")}
	case n.Owner == "":
		return e, &app.UsageError{What: r.say.t("Somebody must answer for it: name them.")}
	case n.Reason == "":
		return e, &app.UsageError{What: r.say.t("Say why: the reason is kept with the decision.")}
	}
	if n.Until, err = r.lastDay("until"); err != nil {
		return e, err
	}
	e.Exception, err = r.as().AddException(ctx, n)
	return e, err
}

// exceptionView is one exception, and the form that ends it.
type exceptionView struct {
	frame
	app.ListedException
	MayDecide bool
	Fault     string
}

func (c *Console) exceptionPage(ctx context.Context, r *request) error {
	return c.showException(ctx, r, "")
}

func (c *Console) showException(ctx context.Context, r *request, fault string) error {
	e, there, err := r.as().OneException(ctx, r.http.PathValue("id"))
	if err != nil {
		return err
	}
	if !there {
		return errNoPage
	}
	v := &exceptionView{frame: r.frame(r.say.t("Exception %s", e.ID), "/exceptions"), ListedException: e, MayDecide: r.op.May(access.Decide), Fault: fault}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusBadRequest
	}
	return r.show(status, "exception", v)
}

// endException ends a decision before its time.
func (c *Console) endException(ctx context.Context, r *request) error {
	e, there, err := r.as().OneException(ctx, r.http.PathValue("id"))
	switch {
	case err != nil:
		return err
	case !there:
		return errNoPage
	case !e.Runs:
		r.flash(r.say.t("This exception was over already."))
		return r.seeOther("/exceptions/" + e.ID)
	case r.form("reason") == "":
		return c.showException(ctx, r, r.say.t("Say why: the reason is kept with the decision."))
	}
	if err := r.as().EndException(ctx, e.ID, r.form("reason")); err != nil {
		return err
	}
	r.flash(r.say.t("Ended. What it left as it was returns at the next pass."))
	return r.seeOther("/exceptions")
}
