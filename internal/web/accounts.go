package web

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (c *Console) accountRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /accounts", c.with(access.See, c.accounts))
	mux.HandleFunc("GET /accounts.csv", c.with(access.See, c.accountsFile))
	mux.HandleFunc("POST /accounts/triage", c.with(access.Decide, c.triage))
	mux.HandleFunc("POST /accounts/triage/keep", c.with(access.Decide, c.keepTriage))
}

type accountsPage struct {
	frame
	*app.AccountsPage
	Query     app.AccountsQuery
	Views     []viewChip
	Systems   []string
	States    []choice
	More      string // the address of the next page; empty: this is the last one
	File      string // the address of the export
	MayDecide bool
}

// viewChip is one way to look at all accounts, with how many there are of it.
type viewChip struct {
	Word, Link string
	N          int
	Here       bool
}

// accountsQuery is what the address asks for.
func (r *request) accountsQuery() app.AccountsQuery {
	q := app.AccountsQuery{
		View: app.AccountView(r.form("view")), System: r.form("system"), State: identity.AccountState(r.form("state")),
		Text: r.form("q"), After: r.form("after"), Limit: rowsShown,
	}
	if !slices.Contains(app.AccountViews(), q.View) {
		q.View = app.ViewAll
	}
	return q
}

func (c *Console) accounts(ctx context.Context, r *request) error {
	q := r.accountsQuery()
	found, err := r.as().ListAccounts(ctx, q)
	if err != nil {
		return err
	}
	page := &accountsPage{
		frame: r.frame(r.say.t("Accounts"), "/accounts"), AccountsPage: found, Query: q, Systems: c.App.SystemNames(),
		File: address("/accounts.csv", r.query("after")), MayDecide: r.op.May(access.Decide),
	}
	for _, state := range []identity.AccountState{identity.Enabled, identity.Suspended} {
		page.States = append(page.States, choice{string(state), r.say.AccountState(state).Word, state == q.State})
	}
	if found.Next != "" {
		next := r.query("after")
		next.Set("after", found.Next)
		page.More = address("/accounts", next)
	}
	page.Views, err = c.viewChips(ctx, r, q.View)
	if err != nil {
		return err
	}
	return r.page("accounts", page)
}

func (c *Console) viewChips(ctx context.Context, r *request, here app.AccountView) (chips []viewChip, err error) {
	counts, err := c.App.CountAccounts(ctx)
	for _, view := range app.AccountViews() {
		link := r.query("after", "view")
		if view != app.ViewAll {
			link.Set("view", string(view))
		}
		chips = append(chips, viewChip{r.say.view(view), address("/accounts", link), counts[view], view == here})
	}
	return chips, err
}

// view says a way to look at all accounts.
func (s *speaker) view(v app.AccountView) string {
	switch v {
	case app.ViewAll:
		return s.t("All")
	case app.ViewLinked:
		return s.t("somebody's")
	case app.ViewOrphan:
		return s.t("orphans")
	case app.ViewDoubt:
		return s.t("doubtful")
	case app.ViewSuspect:
		return s.t("suspect")
	case app.ViewService:
		return s.t("service accounts")
	case app.ViewShared:
		return s.t("shared accounts")
	case app.ViewGuest:
		return s.t("guests")
	}
	return string(v)
}

// Whose says whose an account is when it is nobody's for certain, and why it is thought to be somebody's.
func (s *speaker) Whose(a app.AccountRow) string {
	switch {
	case a.Link != correlate.Unmatched, a.Person != "":
		return s.Linked(a)
	case s.AccountKind(a.Kind) != "":
		return s.t("no person's")
	}
	return s.t("nobody fits")
}

// accountsFile writes every account that is wanted as CSV.
func (c *Console) accountsFile(ctx context.Context, r *request) error {
	t := r.say.t
	r.csvHeader("accounts.csv")
	w := csv.NewWriter(r.w)
	_ = w.Write([]string{t("System"), t("Login"), t("Key"), t("Name"), t("Mail"), t("Kind"), t("State"), t("Last seen"), t("Person"), t("Why it is linked"), t("Rights")})
	for a, err := range r.as().EveryAccount(ctx, r.accountsQuery()) {
		if err != nil {
			return err
		}
		row := []string{
			a.Ref.System, a.Login, a.Ref.Key, a.Name, a.Email, r.say.AccountKind(a.Kind), r.say.AccountState(a.State).Word, stamp(a.LastSeen),
			string(a.Person), r.say.Whose(a), strings.Join(a.Entitlements, ", "),
		}
		if err := w.Write(cells(row)); err != nil {
			return err
		}
	}
	w.Flush()
	return nil
}
