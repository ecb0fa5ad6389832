package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Explanation is what is true now of one person or account, why, and what will happen when.
type Explanation struct {
	Person   *Person            `json:"person" doc:"null: nobody is called that; then the accounts are those with the name."`
	Stands   string             `json:"stands,omitempty"`
	Accounts []ExplainedAccount `json:"accounts"`
	Gaps     []snapshot.Gap     `json:"gaps"`
	Findings []plan.Finding     `json:"findings"`
	Actions  []plan.Action      `json:"actions"`
	Upcoming []plan.Action      `json:"upcoming"`
	Waiting  []plan.Waiting     `json:"waiting"`
	Refusals []plan.Refusal     `json:"refusals"`
	Held     []plan.Hold        `json:"held"`
	Residual []WayIn            `json:"residual"`
}

// WayIn is one way in by a closed account that is open still.
type WayIn struct {
	System  string                `json:"system"`
	Account string                `json:"account"`
	Login   string                `json:"login"`
	Kind    identity.ResidualKind `json:"kind"`
	Name    string                `json:"name"`
	From    string                `json:"from,omitempty"`
	Ends    time.Time             `json:"ends,omitzero" doc:"By itself; missing: never, or unknown."`
}

func waysIn(all []app.Residual) []WayIn {
	list := []WayIn{}
	for _, r := range all {
		for _, o := range r.Open {
			list = append(list, WayIn{r.Ref.System, r.Ref.Key, r.Login, o.Kind, o.Name, o.From, o.Ends})
		}
	}
	return list
}

// ExplainedAccount is one account with why it is linked as it is.
type ExplainedAccount struct {
	Account
	Why []string `json:"why"`
}

func (a *API) explainRoutes() {
	type query struct {
		Name string `query:"name" required:"true" minLength:"1" maxLength:"320" doc:"An id, a mail address, a login or a whole name."`
	}
	add(a, route{
		path: "/explain", id: "explain", tag: "People", right: access.Act, summary: "What is true of one person or account now, why, and what will happen when",
		detail: "Reads every source and system once, and keeps nothing. What is remembered of a person is under /people and takes no reading.",
	}, func(ctx context.Context, c *call, in *query) (Explanation, error) {
		e, err := c.as().Explain(ctx, in.Name)
		switch {
		case err != nil:
			return Explanation{}, err
		case e.Result.Plan.Blind():
			return Explanation{}, &app.BlindError{Gaps: e.Result.Plan.Gaps}
		case e.Person == nil && len(e.Result.Cases) == 0:
			return Explanation{}, problem(http.StatusNotFound, "nobody and no account is called that")
		}
		return ExplanationOf(e), nil
	})
}

// ExplanationOf returns an explanation as the API shows one.
func ExplanationOf(e *app.Explanation) Explanation {
	p := e.Result.Plan
	out := Explanation{
		Stands: e.Stands, Accounts: []ExplainedAccount{}, Gaps: orNone(p.Gaps), Findings: orNone(p.Findings), Actions: orNone(p.Actions),
		Upcoming: orNone(p.Upcoming), Waiting: orNone(p.Waiting), Refusals: orNone(p.Refusals), Held: orNone(p.Held), Residual: waysIn(e.Residual),
	}
	if e.Person != nil {
		person := PersonOf(e.Person)
		out.Person = &person
	}
	for i := range e.Result.Cases {
		k := &e.Result.Cases[i]
		var linked identity.PersonID
		if k.Link.Person != correlate.NoPerson {
			linked = e.Result.Snapshot.People[k.Link.Person].ID
		}
		account := readAccount(&k.Account)
		account.Link, account.Person, account.By = k.Link.Status, linked, k.Link.By
		out.Accounts = append(out.Accounts, ExplainedAccount{account, e.Result.View.Why(k)})
	}
	return out
}

// readAccount is an account as it was just read.
func readAccount(a *identity.Account) Account {
	out := Account{
		System: a.Ref.System, Account: a.Ref.Key, Login: a.Login, Email: a.Email, Employee: a.Employee, Name: a.Display,
		Kind: cmp.Or(a.Kind, identity.Personal), State: a.State, LastSeen: a.LastSeen, Entitlements: []string{},
	}
	for _, e := range a.Entitlements {
		out.Entitlements = append(out.Entitlements, cmp.Or(e.Name, e.Key))
	}
	return out
}
