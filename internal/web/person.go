package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) personRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /people/{id}", c.with(access.See, c.personPage))
	mux.HandleFunc("POST /people/{id}/extend", c.with(access.Decide, c.extend))
}

// personPath returns where the page of a person is.
func personPath(id identity.PersonID) string { return "/people/" + url.PathEscape(string(id)) }

// personPage is everything that is known of one person.
type personPage struct {
	frame
	*app.PersonView
	Stands mark
	When   string // what is known of when, in words
	Work   identity.Engagement
	Line   *timeline // nil: the source tells no date
	Fault  string    // what is wrong with what was typed
	Until  string    // what was typed, or is proposed
	Reason string
}

func (c *Console) personPage(ctx context.Context, r *request) error {
	return c.showPerson(ctx, r, "")
}

// showPerson shows the person; with a fault, also what was typed.
func (c *Console) showPerson(ctx context.Context, r *request, fault string) error {
	v, err := c.person(ctx, r)
	if err != nil {
		return err
	}
	page := &personPage{
		frame: r.frame(v.Name(), "/people"), PersonView: v, Work: v.Person.Work(), Line: r.say.timeline(v),
		Fault: fault, Until: cmp.Or(r.form("until"), r.proposed(v)), Reason: r.form("reason"),
	}
	page.Stands, page.When = r.say.standing(&v.PersonRow, v.At)
	status := http.StatusOK
	if fault != "" {
		status = http.StatusBadRequest
	}
	return r.show(status, "person", page)
}

// proposed returns the last day that is proposed for an extension: two weeks from the end, or from now.
func (r *request) proposed(v *app.PersonView) string {
	from := v.At
	if v.Ends.After(from) {
		from = v.Ends
	}
	return from.In(r.say.zone).AddDate(0, 0, 14).Format(time.DateOnly)
}

// extend leaves the person's accounts as they are until a day, whatever the policies say.
func (c *Console) extend(ctx context.Context, r *request) error {
	v, err := c.person(ctx, r)
	if err != nil {
		return err
	}
	until, err := r.lastDay("until")
	if err == nil {
		_, err = r.as().AddException(ctx, app.NewException{Person: string(v.ID), Owner: r.op.Login, Reason: r.form("reason"), Until: until})
	}
	if usage := (*app.UsageError)(nil); errors.As(err, &usage) {
		if r.form("reason") == "" {
			return c.showPerson(ctx, r, r.say.t("An extension needs a reason."))
		}
		return c.showPerson(ctx, r, r.say.Reason(usage.What))
	}
	if err != nil {
		return err
	}
	r.flash(r.say.t("Extended until %s: no account of this person is closed before.", r.say.day(until.Add(-time.Second))))
	return r.seeOther(personPath(v.ID))
}

// person returns whom the address names.
func (c *Console) person(ctx context.Context, r *request) (*app.PersonView, error) {
	v, err := c.App.Person(ctx, identity.PersonID(r.http.PathValue("id")))
	if nobody := (*app.NoPersonError)(nil); errors.As(err, &nobody) {
		return nil, errNoPage
	}
	return v, err
}

// AccountState says whether an account opens the door.
func (s *speaker) AccountState(state identity.AccountState) mark {
	if state == identity.Enabled {
		return mark{"good", s.t("enabled")}
	}
	return mark{"calm", s.t("suspended")}
}

// AccountKind says what an account is for; empty when it is one person's, as most are.
func (s *speaker) AccountKind(kind identity.AccountKind) string {
	switch kind {
	case identity.Service:
		return s.t("service account")
	case identity.Shared:
		return s.t("shared account")
	case identity.Guest:
		return s.t("guest account")
	case identity.Personal:
	}
	return ""
}

// Linked says why an account is thought to be somebody's, and how sure that is.
func (s *speaker) Linked(a app.AccountRow) string {
	switch a.Link {
	case correlate.Proposed:
		return s.t("only the name fits: somebody must confirm it")
	case correlate.Ambiguous:
		return s.t("several people fit: nothing is done to it")
	case correlate.Suspect:
		return s.t("what proved whose it is has changed: nothing is done to it until somebody confirms it")
	case correlate.Unmatched:
		return s.t("it was linked to this person before, and nothing proves it now")
	case correlate.Linked:
	}
	switch a.By {
	case correlate.ByEmployee:
		return s.t("it carries the employee number %s", a.Employee)
	case correlate.ByEmail:
		return s.t("it carries the mail %s", a.Email)
	case correlate.ByLogin:
		return s.t("its login is that of the person")
	case correlate.ByConfirmed:
		return s.t("somebody confirmed it")
	case correlate.ByName:
	}
	return s.t("the name fits")
}

// shownRights are the rights of an account: the first few, and all the others for whoever wants to see them.
type shownRights struct{ First, More, Rest string }

// rightsShown is how many rights are listed at once.
const rightsShown = 4

func rightsOf(s *speaker, names []string) shownRights {
	if len(names) <= rightsShown+1 {
		return shownRights{First: strings.Join(names, ", ")}
	}
	return shownRights{
		First: strings.Join(names[:rightsShown], ", "),
		More:  s.t("and %d more", len(names)-rightsShown),
		Rest:  strings.Join(names[rightsShown:], ", "),
	}
}
