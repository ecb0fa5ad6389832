package api

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// PersonInList is a person with where they stand.
type PersonInList struct {
	Person
	State        identity.State `json:"state"`
	Begins       time.Time      `json:"begins,omitzero"`
	Ends         time.Time      `json:"ends,omitzero"`
	ManagerName  string         `json:"manager_name,omitempty"`
	Accounts     int            `json:"accounts"`
	OpenAccounts int            `json:"open_accounts"`
}

// People is a page of people.
type People struct {
	List[PersonInList]
	Total int `json:"total" doc:"Of all who are wanted, on all pages."`
}

// WholePerson is everything that is remembered of one person.
type WholePerson struct {
	Person
	State       identity.State `json:"state"`
	Begins      time.Time      `json:"begins,omitzero"`
	Ends        time.Time      `json:"ends,omitzero"`
	ManagerName string         `json:"manager_name,omitempty"`
	Order       *Order         `json:"order,omitempty" doc:"The order to end their access at once, when there is one."`
	Under       string         `json:"under,omitempty" doc:"The plan for them that is being applied at this moment."`
	CanUndo     bool           `json:"can_undo"`

	Accounts   []Account      `json:"accounts"`
	Residual   []Residual     `json:"residual"`
	Done       []Deed         `json:"done" doc:"What was done to their accounts, newest first, at most 100."`
	Findings   []plan.Finding `json:"findings"`
	Due        []plan.Action  `json:"due"`
	Upcoming   []plan.Action  `json:"upcoming"`
	Waiting    []plan.Waiting `json:"waiting"`
	Refusals   []plan.Refusal `json:"refusals"`
	Exceptions []Exception    `json:"exceptions"`
}

// Order is an order to end somebody's access.
type Order struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
}

func (a *API) peopleRoutes() {
	type query struct {
		Page
		Text       string    `query:"q" maxLength:"200" doc:"Parts of names, mail, login, number or position, in any order; case and accents do not matter."`
		State      app.Where `query:"state" enum:"inside,left,leaving,working,leave,coming,vanished" doc:"inside: left, with an account that is open and should not be."`
		Department string    `query:"department" maxLength:"200"`
		Kind       string    `query:"kind" maxLength:"200"`
		Source     string    `query:"source" maxLength:"200"`
		Manager    string    `query:"manager" maxLength:"200" doc:"An id, or parts of a name."`
	}
	add(a, route{
		path: "/people", id: "listPeople", tag: "People", right: access.See, summary: "Find people, leavers first",
	}, func(ctx context.Context, c *call, in *query) (People, error) {
		found, err := c.as().FindPeople(ctx, app.PeopleQuery{
			Text: in.Text, Where: in.State, Department: in.Department, Kind: in.Kind, Source: in.Source, Manager: in.Manager,
			After: identity.PersonID(in.After), Limit: in.Limit,
		})
		if err != nil {
			return People{}, err
		}
		return c.peopleOf(found), nil
	})
	type one struct {
		ID identity.PersonID `path:"id" maxLength:"200"`
	}
	add(a, route{
		path: "/people/{id}", id: "getPerson", tag: "People", right: access.See, summary: "Everything that is remembered of one person",
	}, func(ctx context.Context, c *call, in *one) (WholePerson, error) {
		v, err := c.as().Person(ctx, in.ID)
		if err != nil {
			return WholePerson{}, err
		}
		return wholePerson(v), nil
	})
}

func (c *call) peopleOf(found *app.PeoplePage) People {
	out := People{List: List[PersonInList]{Items: []PersonInList{}, Next: string(found.Next)}, Total: found.Total}
	for i := range found.People {
		p := &found.People[i]
		n := found.Accounts[p.ID]
		out.Items = append(out.Items, PersonInList{
			Person: PersonOf(&p.Person), State: app.Stands(p, c.Now()), Begins: p.Begins, Ends: p.Ends, ManagerName: found.Names[p.Manager], Accounts: n.All, OpenAccounts: n.Open,
		})
	}
	return out
}

func wholePerson(v *app.PersonView) WholePerson {
	out := WholePerson{
		Person: PersonOf(&v.Person), State: app.Stands(&v.PersonRow, v.At), Begins: v.Begins, Ends: v.Ends, ManagerName: v.Manager, Under: v.Under, CanUndo: v.CanUndo,
		Accounts: each(v.Accounts, AccountOf), Residual: residuals(v.Residual), Done: each(v.Deeds, deedOf), Findings: orNone(v.Findings), Due: orNone(v.Due),
		Upcoming: orNone(v.Upcoming), Waiting: orNone(v.Waiting), Refusals: orNone(v.Refusals), Exceptions: each(v.Exceptions, exceptionOf),
	}
	if v.Order != nil {
		out.Order = &Order{v.Order.At, v.Order.Actor, v.Order.Reason}
	}
	return out
}

// each shows every one of a list.
func each[F, T any](list []F, show func(*F) T) []T {
	out := make([]T, len(list))
	for i := range list {
		out[i] = show(&list[i])
	}
	return out
}
