package api

import (
	"context"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Finding is one thing that is wrong by the newest pass, for as long as it is, with what was decided about it.
type Finding struct {
	Number     int64               `json:"number" doc:"Stays as long as the finding does."`
	Kind       string              `json:"kind"`
	System     string              `json:"system"`
	Account    string              `json:"account"`
	Login      string              `json:"login"`
	Person     identity.PersonID   `json:"person"`
	Candidates []identity.PersonID `json:"candidates" doc:"Whose it may be, the likeliest first."`
	Reasons    []string            `json:"reasons"`
	Since      time.Time           `json:"since" doc:"The pass that found it first."`
	AsOf       time.Time           `json:"as_of,omitzero" doc:"When its system was last read whole."`
	Follows    []Follow            `json:"follows" doc:"What the newest plan does about it, or does not."`
	Decided    []Decided           `json:"decided" doc:"What was decided about its account, newest first."`
	Pending    int                 `json:"pending" doc:"How many of these are newer than the reading: they take effect at the next pass."`
	Exception  string              `json:"exception,omitempty" doc:"The exception that leaves it as it is."`
}

// Follow is what a plan does about a finding, or does not.
type Follow struct {
	How  string        `json:"how" enum:"due,held,later,task,refused"`
	Verb identity.Verb `json:"verb"`
	Due  time.Time     `json:"due,omitzero"`
	Why  string        `json:"why,omitempty"`
	Task string        `json:"task,omitempty"`
}

// Decided is something that a human decided about an account.
type Decided struct {
	What   string    `json:"what" enum:"confirmed,denied,classified,task,order"`
	Of     string    `json:"of" doc:"Whom or what it names: a person, a kind of account, a task, a plan."`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

func (a *API) findingRoutes() {
	type query struct {
		Page
		Kind   string `query:"kind" maxLength:"100" doc:"Such as leaver or orphan."`
		System string `query:"system" maxLength:"100"`
		Text   string `query:"q" maxLength:"200" doc:"In the login, the id, the person or the reasons, whatever the case."`
	}
	add(a, route{
		path: "/findings", id: "listFindings", tag: "Findings", right: access.See, summary: "What is wrong and why, newest first",
	}, func(ctx context.Context, c *call, in *query) (List[Finding], error) {
		before, err := in.number()
		if err != nil {
			return List[Finding]{}, err
		}
		found, err := c.as().Findings(ctx, app.FindingFilter{Kind: in.Kind, System: in.System, Text: in.Text, Before: before, Limit: in.Limit + 1})
		if err != nil {
			return List[Finding]{}, err
		}
		return listed(found, in.Limit, findingOf, func(f *app.Judged) string { return numbered(f.Number) }), nil
	})
	add(a, route{
		path: "/findings/{number}", id: "getFinding", tag: "Findings", right: access.See, summary: "One finding",
	}, func(ctx context.Context, c *call, in *FindingNumber) (Finding, error) {
		f, err := c.finding(ctx, in.Number)
		return findingOf(&f), err
	})
}

// FindingNumber names a finding.
type FindingNumber struct {
	Number int64 `path:"number" minimum:"1" maximum:"9007199254740991"`
}

func (c *call) finding(ctx context.Context, number int64) (app.Judged, error) {
	f, there, err := c.as().Finding(ctx, number)
	if err == nil && !there {
		err = problem(http.StatusNotFound, "there is no such finding, or it is over")
	}
	return f, err
}

func findingOf(f *app.Judged) Finding {
	out := Finding{
		Number: f.Number, Kind: f.Kind, System: f.Account.System, Account: f.Account.Key, Login: f.Login, Person: f.Person, Candidates: orNone(f.Candidates),
		Reasons: orNone(f.Reasons), Since: f.Finding.Since, AsOf: f.AsOf, Follows: []Follow{}, Decided: each(f.Said, decidedOf), Pending: len(f.Since),
	}
	for _, w := range f.Follows {
		out.Follows = append(out.Follows, Follow{string(w.How), w.Verb, w.Due, w.Why, w.Task})
	}
	if f.Excepted != nil {
		out.Exception = f.Excepted.ID
	}
	return out
}

func decidedOf(s *app.Said) Decided {
	return Decided{string(s.What), s.Of, s.Actor, s.Reason, s.At}
}
