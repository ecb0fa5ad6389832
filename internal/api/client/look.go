package client

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/url"
	"slices"

	"github.com/exeunt-iam/exeunt/internal/api"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// People returns people by source and id.
func (c *Client) People(ctx context.Context, f app.PersonFilter) iter.Seq2[api.PersonInList, error] {
	return func(yield func(api.PersonInList, error) bool) {
		var all []api.PersonInList
		err := pages(ctx, c, "/people", url.Values{"q": {f.Text}}, func(p *api.PersonInList) bool {
			all = append(all, *p)
			return true
		})
		slices.SortFunc(all, func(x, y api.PersonInList) int {
			return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.ID, y.ID))
		})
		for i := range all {
			if !yield(all[i], nil) {
				return
			}
		}
		if err != nil {
			yield(api.PersonInList{}, err)
		}
	}
}

// Accounts returns accounts, by system and in the order in which they first came.
func (c *Client) Accounts(ctx context.Context, f app.AccountFilter) iter.Seq2[app.AccountRow, error] {
	query := url.Values{"q": {f.Text}, "system": {f.System}, "person": {string(f.Person)}}
	for name, value := range map[string]string{"link": string(f.Link), "state": string(f.State)} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return func(yield func(app.AccountRow, error) bool) {
		err := pages(ctx, c, "/accounts", query, func(a *api.Account) bool { return yield(a.Row(), nil) })
		if err != nil {
			yield(app.AccountRow{}, err)
		}
	}
}

// Names returns the names of people.
func (c *Client) Names(ctx context.Context, ids []identity.PersonID) (map[identity.PersonID]string, error) {
	all := map[identity.PersonID]string{}
	for some := range slices.Chunk(ids, 1000) {
		var found api.Names
		if err := c.post(ctx, "/names", map[string]any{"people": some}, &found); err != nil {
			return nil, err
		}
		for id, name := range found.Names {
			all[id] = name
		}
	}
	return all, nil
}

// Knows reports whether the settings there name a system.
func (c *Client) Knows(ctx context.Context, system string) (bool, error) {
	var found api.System
	err := c.get(ctx, "/systems/"+url.PathEscape(system), nil, &found)
	if p := (*Problem)(nil); errors.As(err, &p) && p.Status == 404 {
		return false, nil
	}
	return err == nil && !found.People, err
}

// Explain tells what is true of one person or account.
func (c *Client) Explain(ctx context.Context, name string) (*api.Explanation, *plan.Plan, error) {
	var e api.Explanation
	err := c.get(ctx, "/explain", url.Values{"name": {name}}, &e)
	return &e, nil, err
}

// LatestPlan returns the newest plan of a pass.
func (c *Client) LatestPlan(ctx context.Context) (*plan.Plan, error) {
	return c.SavedPlan(ctx, "latest")
}

// SavedPlan returns the plan with the id, or the only one whose id begins so.
func (c *Client) SavedPlan(ctx context.Context, id string) (*plan.Plan, error) {
	var p plan.Plan
	err := c.get(ctx, "/plans/"+url.PathEscape(id)+"/document", nil, &p)
	return &p, err
}

// Tasks returns the tasks, newest last.
func (c *Client) Tasks(ctx context.Context, all bool) (found []app.Task, err error) {
	query := url.Values{}
	if all {
		query.Set("all", "true")
	}
	err = pages(ctx, c, "/tasks", query, func(t *app.Task) bool {
		found = append(found, *t)
		return true
	})
	return found, err
}

// Exceptions returns every exception, also those that are over.
func (c *Client) Exceptions(ctx context.Context) (found []app.Exception, err error) {
	err = pages(ctx, c, "/exceptions", url.Values{"all": {"true"}}, func(e *api.Exception) bool {
		found = append(found, e.Decision())
		return true
	})
	return found, err
}
