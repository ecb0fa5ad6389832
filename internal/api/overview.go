package api

import (
	"context"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
	"github.com/exeunt-iam/exeunt/internal/snapshot"
)

// Overview is the state of things in numbers.
type Overview struct {
	At   time.Time `json:"at,omitzero"`
	Plan string    `json:"plan" doc:"The newest plan of a pass; empty: there was none yet."`
	Read time.Time `json:"read,omitzero" doc:"When everything was read for it."`

	Inside       []Inside       `json:"inside" doc:"Who has left and can still come in, the longest gone first: the list that must be empty."`
	OpenAccounts int            `json:"open_accounts" doc:"By how many accounts."`
	Residual     []Residual     `json:"residual" doc:"Closed accounts that still let somebody in."`
	Held         []plan.Hold    `json:"held"`
	Gaps         []snapshot.Gap `json:"gaps" doc:"What could not be read whole."`
	Findings     map[string]int `json:"findings" doc:"How many, by kind."`
	Leaving      int            `json:"leaving" doc:"People who leave within 30 days."`
	Tasks        int            `json:"tasks" doc:"Tasks that are with somebody."`
	OverdueTasks int            `json:"overdue_tasks"`

	TimeToVerified TimeToVerified `json:"time_to_verified"`
}

// TimeToVerified is how long it took from the instant when access had to end until it was seen to have ended, in the last 90
// days.
type TimeToVerified struct {
	Accounts      int     `json:"accounts"`
	MedianSeconds float64 `json:"median_seconds"`
	WorstSeconds  float64 `json:"worst_seconds"`
}

// Inside is somebody who has left and can still come in.
type Inside struct {
	Person   identity.PersonID `json:"person"`
	Name     string            `json:"name"`
	Ended    time.Time         `json:"ended,omitzero"`
	Accounts []OpenAccount     `json:"accounts"`
}

// OpenAccount is an account by which they can, and why it is still open.
type OpenAccount struct {
	System  string  `json:"system"`
	Account string  `json:"account"`
	Login   string  `json:"login"`
	Why     app.Why `json:"why" enum:"due,waits,held,refused,task,failed"`
	Words   string  `json:"words,omitempty"`
}

// Residual is a closed account of which something is still open.
type Residual struct {
	System  string            `json:"system"`
	Account string            `json:"account"`
	Login   string            `json:"login"`
	Person  identity.PersonID `json:"person"`
	Since   time.Time         `json:"since"`
	Open    []OpenWay         `json:"open"`
}

// OpenWay is one way in that a suspension has left open.
type OpenWay struct {
	Kind identity.ResidualKind `json:"kind"`
	Name string                `json:"name"`
	From string                `json:"from,omitempty"`
	Ends time.Time             `json:"ends,omitzero" doc:"When it ends by itself; missing: never, or unknown."`
}

func (a *API) overviewRoutes() {
	add(a, route{
		path: "/overview", id: "overview", tag: "Overview", right: access.See,
		summary: "The state of things in numbers",
	}, func(ctx context.Context, c *call, _ *struct{}) (Overview, error) {
		o, err := c.as().Overview(ctx)
		if err != nil {
			return Overview{}, err
		}
		return overviewOf(o), nil
	})
}

func overviewOf(o *app.Overview) Overview {
	out := Overview{
		Inside: []Inside{}, Residual: residuals(o.Residual), Held: []plan.Hold{}, Gaps: []snapshot.Gap{}, Findings: map[string]int{},
		OpenAccounts: o.Open, Leaving: o.LeavingAll, Tasks: o.Tasks, OverdueTasks: o.Overdue,
	}
	if o.Plan == nil {
		return out
	}
	out.Plan, out.Read, out.Held, out.Gaps = o.Plan.ID, o.Plan.At, orNone(o.Plan.Held), orNone(o.Plan.Gaps)
	for i := range o.Plan.Findings {
		out.Findings[o.Plan.Findings[i].Kind]++
	}
	for i := range o.Inside {
		out.Inside = append(out.Inside, insideOf(&o.Inside[i]))
	}
	took := o.Trends.Took
	out.TimeToVerified = TimeToVerified{took.N, took.Median.Seconds(), took.Worst.Seconds()}
	return out
}

func insideOf(p *app.Inside) Inside {
	out := Inside{Person: p.ID, Name: p.Name(), Ended: p.Ends, Accounts: []OpenAccount{}}
	for _, x := range p.Accounts {
		out.Accounts = append(out.Accounts, OpenAccount{x.Ref.System, x.Ref.Key, x.Login, x.Why, x.Words})
	}
	return out
}

func residuals(all []app.Residual) []Residual {
	out := []Residual{}
	for _, r := range all {
		one := Residual{System: r.Ref.System, Account: r.Ref.Key, Login: r.Login, Person: r.Person, Since: r.Since, Open: []OpenWay{}}
		for _, way := range r.Open {
			one.Open = append(one.Open, OpenWay{way.Kind, way.Name, way.From, way.Ends})
		}
		out = append(out, one)
	}
	return out
}
