package api

import (
	"context"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/plan"
)

// Exception is a decision to leave something as it is.
type Exception struct {
	ID      string            `json:"id"`
	System  string            `json:"system,omitempty" doc:"Of the account that it is about."`
	Account string            `json:"account,omitempty"`
	Person  identity.PersonID `json:"person,omitempty" doc:"Whom it is about, when it is about no single account."`
	Owner   string            `json:"owner"`
	Reason  string            `json:"reason"`
	Actor   string            `json:"actor,omitempty"`
	Created time.Time         `json:"created,omitzero"`
	Expires time.Time         `json:"expires"`
	Ended   time.Time         `json:"ended,omitzero" doc:"It was ended before its time."`
}

func exceptionOf(e *app.Exception) Exception {
	return Exception{
		ID: e.ID, System: e.Account.System, Account: e.Account.Key, Person: e.Person, Owner: e.Owner, Reason: e.Reason,
		Actor: e.Actor, Created: e.Created, Expires: e.Expires, Ended: e.Ended,
	}
}

// Decision is the exception as the use cases have it.
func (e *Exception) Decision() app.Exception {
	return app.Exception{
		Exception: plan.Exception{ID: e.ID, Account: identity.AccountRef{System: e.System, Key: e.Account}, Person: e.Person, Owner: e.Owner, Reason: e.Reason, Expires: e.Expires},
		Actor:     e.Actor, Created: e.Created, Ended: e.Ended,
	}
}

func (a *API) exceptionRoutes() {
	type query struct {
		Page
		All bool `query:"all" doc:"Also those that are over."`
	}
	add(a, route{
		path: "/exceptions", id: "listExceptions", tag: "Exceptions", right: access.See, summary: "What was decided to be left as it is, oldest first",
	}, func(ctx context.Context, c *call, in *query) (List[Exception], error) {
		after, err := in.number()
		if err != nil {
			return List[Exception]{}, err
		}
		found, err := c.as().Exceptions(ctx)
		if err != nil {
			return List[Exception]{}, err
		}
		found = slices.DeleteFunc(found, func(e app.Exception) bool {
			over := !e.Ended.IsZero() || !e.Expires.After(c.Now())
			return over && !in.All || serial(e.ID) <= after
		})
		return listed(found, in.Limit, exceptionOf, func(e *app.Exception) string { return numbered(serial(e.ID)) }), nil
	})
}
