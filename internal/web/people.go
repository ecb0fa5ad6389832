package web

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) peopleRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /people", c.with(access.See, c.people))
	mux.HandleFunc("GET /people.csv", c.with(access.See, c.peopleFile))
}

// rowsShown is how many rows a page of a list has.
const rowsShown = 50

type peoplePage struct {
	frame
	*app.PeoplePage
	Query  app.PeopleQuery
	Rows   []personLine
	Wheres []choice
	More   string // the address of the next page; empty: this is the last one
	File   string // the address of the export
}

// choice is one value of a filter.
type choice struct {
	Value, Word string
	Chosen      bool
}

// personLine is one person in the list.
type personLine struct {
	*app.PersonRow
	Stands  mark
	When    string // what is known of when, in words
	Work    identity.Engagement
	Manager string
	Open    int
	All     int
}

// peopleQuery is what the address asks for.
func (r *request) peopleQuery() app.PeopleQuery {
	q := app.PeopleQuery{
		Text: r.form("q"), Where: app.Where(r.form("state")), Department: r.form("department"), Kind: r.form("kind"),
		Source: r.form("source"), Manager: r.form("manager"), After: identity.PersonID(r.form("after")), Limit: rowsShown,
	}
	if !slices.Contains(app.Wheres(), q.Where) {
		q.Where = ""
	}
	return q
}

func (c *Console) people(ctx context.Context, r *request) error {
	q := r.peopleQuery()
	found, err := r.as().FindPeople(ctx, q)
	if err != nil {
		return err
	}
	page := &peoplePage{frame: r.frame(r.say.t("People"), "/people"), PeoplePage: found, Query: q, File: "/people.csv?" + r.query("after").Encode()}
	now := c.Now()
	for i := range found.People {
		p := &found.People[i]
		line := personLine{PersonRow: p, Work: p.Work(), Manager: found.Names[p.Manager], Open: found.Accounts[p.ID].Open, All: found.Accounts[p.ID].All}
		line.Stands, line.When = r.say.standing(p, now)
		page.Rows = append(page.Rows, line)
	}
	for _, where := range app.Wheres() {
		page.Wheres = append(page.Wheres, choice{string(where), r.say.where(where), where == q.Where})
	}
	if found.Next != "" {
		next := r.query("after")
		next.Set("after", string(found.Next))
		page.More = "/people?" + next.Encode()
	}
	return r.page("people", page)
}

// query returns what the address asks for, without some of it and without what is empty.
func (r *request) query(without ...string) url.Values {
	values := url.Values{}
	for name, list := range r.http.URL.Query() {
		if !slices.Contains(without, name) && len(list) > 0 && list[0] != "" {
			values.Set(name, list[0])
		}
	}
	return values
}

// where says a place by which people are filtered.
func (s *speaker) where(w app.Where) string {
	switch w {
	case app.WhereInside:
		return s.t("left and still inside")
	case app.WhereLeft:
		return s.t("left")
	case app.WhereLeaving:
		return s.t("leaving within 30 days")
	case app.WhereWorking:
		return s.t("working")
	case app.WhereLeave:
		return s.t("on leave")
	case app.WhereComing:
		return s.t("not started")
	case app.WhereVanished:
		return s.t("vanished from its source")
	}
	return string(w)
}

// standing says where somebody stands, and since or until when.
func (s *speaker) standing(p *app.PersonRow, now time.Time) (mark, string) {
	ends := ""
	if !p.Ends.IsZero() {
		ends = s.t("until %s", s.instant(p.Ends))
	}
	m := mark{"good", s.t("working")}
	switch state := app.Stands(p, now); {
	case state == identity.Left:
		m, ends = mark{"bad", s.t("left")}, s.t("on %s", s.instant(p.Ends))
	case state == identity.OnLeave:
		m = mark{"warn", s.t("on leave")}
	case state == identity.Coming:
		m, ends = mark{"calm", s.t("not started")}, s.t("from %s", s.instant(p.Begins))
	case !p.Ends.IsZero() && p.Ends.Before(now.AddDate(0, 0, 30)):
		m = mark{"warn", s.t("leaving")}
	}
	if p.Vanished.Feeds > 0 && m.Class != "bad" {
		m, ends = mark{"warn", s.t("vanished")}, s.t("since %s", s.instant(p.Vanished.Since))
	}
	return m, ends
}

// peopleFile writes everybody who is wanted as CSV.
func (c *Console) peopleFile(ctx context.Context, r *request) error {
	r.csvHeader("people.csv")
	w := csv.NewWriter(r.w)
	t := r.say.t
	_ = w.Write([]string{t("Number"), t("Name"), t("Mail"), t("Login"), t("Source"), t("Kind"), t("Position"), t("Department"), t("Manager"), t("State"), t("Begins"), t("Ends")})
	now := c.Now()
	for p, err := range r.as().EveryPerson(ctx, r.peopleQuery()) {
		if err != nil {
			return err
		}
		stands, _ := r.say.standing(&p, now)
		work := p.Work()
		row := []string{string(p.ID), p.Name(), p.Email, p.Login, p.Source, work.Kind, work.Position, work.Department, string(p.Manager), stands.Word, stamp(p.Begins), stamp(p.Ends)}
		if err := w.Write(cells(row)); err != nil {
			return err
		}
	}
	w.Flush()
	return nil
}
