package api

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func (a *API) accountRoutes() {
	type query struct {
		Page
		Text   string                `query:"q" maxLength:"200" doc:"Somewhere in login, mail, name, employee number or key, whatever the case."`
		System string                `query:"system" maxLength:"100"`
		Link   correlate.Status      `query:"link" enum:"linked,proposed,ambiguous,suspect,unmatched"`
		State  identity.AccountState `query:"state" enum:"enabled,suspended"`
		Person identity.PersonID     `query:"person" maxLength:"200"`
	}
	add(a, route{
		path: "/accounts", id: "listAccounts", tag: "Accounts", right: access.See, summary: "Accounts, as the last complete readings saw them",
	}, func(ctx context.Context, c *call, in *query) (List[Account], error) {
		after, err := in.number()
		if err != nil {
			return List[Account]{}, err
		}
		f := app.AccountFilter{Text: in.Text, System: in.System, Link: in.Link, State: in.State, Person: in.Person, After: after, Limit: in.Limit + 1}
		return accountsOf(ctx, c.as(), f, in.Limit)
	})
	type one struct {
		System  string `path:"system" maxLength:"100"`
		Account string `path:"account" maxLength:"1000" doc:"The system's immutable id of the account."`
	}
	add(a, route{
		path: "/accounts/{system}/{account}", id: "getAccount", tag: "Accounts", right: access.See, summary: "One account",
	}, func(ctx context.Context, c *call, in *one) (Account, error) {
		row, there, err := c.as().Account(ctx, identity.AccountRef{System: in.System, Key: in.Account})
		if err == nil && !there {
			err = problem(404, "the last complete reading saw no account with this id on "+in.System)
		}
		return AccountOf(&row), err
	})
}

func accountsOf(ctx context.Context, a *app.App, f app.AccountFilter, limit int) (List[Account], error) {
	var found []app.AccountRow
	for row, err := range a.Accounts(ctx, f) {
		if err != nil {
			return List[Account]{}, err
		}
		found = append(found, row)
	}
	return listed(found, limit, AccountOf, func(r *app.AccountRow) string { return numbered(r.Place) }), nil
}
