package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// triagePage is many accounts with what can be decided about all of them, and what a decision would do to each.
type triagePage struct {
	frame
	*app.TriagePreview
	Rows      string // of the accounts, as the forms carry them
	Back      string // the list from which they were chosen
	More      bool   // more fit than can be decided about at once
	Do        string // what is chosen; empty: nothing yet
	Previewed bool
	Fault     string
	Until     string // the day that is proposed for an exception
	form      func(name string) string
}

// Typed returns what was typed into a field.
func (p *triagePage) Typed(name string) string { return p.form(name) }

// TypedKind reports whether a kind was chosen.
func (p *triagePage) TypedKind(kind identity.AccountKind) bool { return p.form("kind") == string(kind) }

// Purposes are what an account can be for.
func (p *triagePage) Purposes() []identity.AccountKind {
	return []identity.AccountKind{identity.Service, identity.Shared, identity.Guest, identity.Personal}
}

// Left is how many accounts a decision leaves out.
func (p *triagePage) Left() int { return len(p.Lines) - p.Does }

// triage shows the accounts that were chosen, and what the decision would do that was typed.
func (c *Console) triage(ctx context.Context, r *request) error {
	rows, more, err := r.chosenRows(ctx)
	if err != nil {
		return err
	}
	page := r.triagePage(rows, more)
	if page.Do == "" {
		if page.TriagePreview, err = r.as().Chosen(ctx, rows); err != nil {
			return err
		}
		return r.page("triage", page)
	}
	decision, err := r.decision(rows)
	if err == nil {
		page.TriagePreview, err = r.as().PreviewTriage(ctx, decision)
	}
	return r.showTriage(ctx, page, rows, err)
}

// chosenRows are the accounts that were ticked, or all that fit what the list shows.
func (r *request) chosenRows(ctx context.Context) (rows []int64, more bool, err error) {
	if r.form("all") != "" {
		return r.as().RowsOf(ctx, r.accountsQuery())
	}
	if text := r.form("rows"); text != "" {
		return app.ParseRows(strings.Split(text, ",")), r.form("more") != "", nil
	}
	return app.ParseRows(r.http.Form["row"]), false, nil
}

func (r *request) triagePage(rows []int64, more bool) *triagePage {
	texts := make([]string, len(rows))
	for i := range rows {
		texts[i] = strconv.FormatInt(rows[i], 10)
	}
	return &triagePage{
		frame: r.frame(r.say.t("Decide about several accounts"), "/accounts"), Rows: strings.Join(texts, ","), Back: r.backToAccounts(), More: more, Do: r.form("do"),
		Until: r.Now().In(r.say.zone).AddDate(0, 1, 0).Format(time.DateOnly), form: r.form,
	}
}

// decision reads what was decided.
func (r *request) decision(rows []int64) (t app.Triage, err error) {
	t = app.Triage{Rows: rows, Do: app.Judgement(r.form("do")), Kind: identity.AccountKind(r.form("kind")), Owner: r.form("owner"), Reason: r.form("reason")}
	if t.Do == app.JudgeAccept {
		t.Until, err = r.lastDay("until")
	}
	return t, err
}

// showTriage shows what a decision does, or what is wrong with it; what was typed stays.
func (r *request) showTriage(ctx context.Context, page *triagePage, rows []int64, err error) error {
	status := http.StatusOK
	page.Previewed = err == nil
	if err != nil {
		var usage *app.UsageError
		if !errors.As(err, &usage) {
			return err
		}
		page.Fault, status = r.say.Reason(usage.What), http.StatusBadRequest
		if page.TriagePreview, err = r.as().Chosen(ctx, rows); err != nil {
			return err
		}
	}
	return r.show(status, "triage", page)
}

// keepTriage keeps what was previewed.
func (c *Console) keepTriage(ctx context.Context, r *request) error {
	rows, more, err := r.chosenRows(ctx)
	if err != nil {
		return err
	}
	decision, err := r.decision(rows)
	if err != nil {
		return r.showTriage(ctx, r.triagePage(rows, more), rows, err)
	}
	n, err := r.as().Triage(ctx, decision, r.form("print"))
	if err != nil {
		return r.showTriage(ctx, r.triagePage(rows, more), rows, err)
	}
	r.flash(r.say.t("Kept for %d accounts. It takes effect at the next pass.", n))
	return r.seeOther(r.backToAccounts())
}

// backToAccounts returns the list from which accounts were chosen.
func (r *request) backToAccounts() string {
	back := localPath(r.form("back"))
	if path, _, _ := strings.Cut(back, "?"); path != "/accounts" {
		return "/accounts"
	}
	return back
}

// Becomes says what a decision does to an account.
func (s *speaker) Becomes(p *triagePage, l *app.Triaged) mark {
	if l.No != "" {
		return mark{"calm", s.left(l.No)}
	}
	switch app.Judgement(p.Do) {
	case app.JudgeKind:
		return mark{"good", s.For(string(l.Kind))}
	case app.JudgeLink:
		name := p.Names[l.Person]
		if name == "" {
			name = string(l.Person)
		}
		return mark{"good", s.t("the account of %s", name)}
	case app.JudgeAccept:
		return mark{"good", s.t("left as it is")}
	}
	return mark{"calm", ""}
}

// left says why a decision leaves an account out.
func (s *speaker) left(no app.Objection) string {
	switch no {
	case app.AlreadyLinked:
		return s.t("left out: it is somebody's already")
	case app.NobodyFits:
		return s.t("left out: nobody fits")
	case app.SeveralFit:
		return s.t("left out: several people fit")
	case app.OneByOne:
		return s.t("left out: it was somebody else's, look at it alone")
	case app.AlreadyAccepted:
		return s.t("left out: it is accepted already")
	case app.AlreadyThat:
		return s.t("left out: it is for that already")
	}
	return string(no)
}
