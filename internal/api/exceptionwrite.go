package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
)

// Acceptance leaves something as it is until an instant.
type Acceptance struct {
	Owner   string    `json:"owner,omitempty" maxLength:"320" doc:"Who answers for it; missing: whoever asks."`
	Reason  string    `json:"reason" minLength:"1" maxLength:"1000"`
	Expires time.Time `json:"expires"`
}

// NewException accepts one account, or a person, as they are.
type NewException struct {
	Body struct {
		System  string `json:"system,omitempty" maxLength:"100"`
		Account string `json:"account,omitempty" maxLength:"1000" doc:"Its login, or the system's immutable id; with system."`
		Person  string `json:"person,omitempty" maxLength:"320" doc:"An id, mail, login or whole name; in the place of an account."`
		Acceptance
	}
}

// ExceptionID names an exception.
type ExceptionID struct {
	ID string `path:"id" maxLength:"30"`
}

// ExceptionEnd ends an exception before its time.
type ExceptionEnd struct {
	ExceptionID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (e Exception) location() string { return "/exceptions/" + e.ID }

func (a *API) exceptionWriteRoutes() {
	add(a, route{
		path: "/exceptions/{id}", id: "getException", tag: "Exceptions", right: access.See, summary: "One exception",
	}, func(ctx context.Context, c *call, in *ExceptionID) (Exception, error) { return c.exception(ctx, in.ID) })
	add(a, route{
		method: http.MethodPost, path: "/exceptions", id: "addException", tag: "Exceptions", right: access.Decide, status: http.StatusCreated,
		summary: "Leave something as it is until an instant",
	}, func(ctx context.Context, c *call, in *NewException) (Exception, error) {
		byAccount := in.Body.System != "" && in.Body.Account != ""
		if byAccount == (in.Body.Person != "") || !byAccount && in.Body.System+in.Body.Account != "" {
			return Exception{}, problem(http.StatusUnprocessableEntity, "name either an account, by system and account, or a person")
		}
		n := app.NewException{Person: in.Body.Person}
		if byAccount {
			n.Account = AccountName{in.Body.System, in.Body.Account}.String()
		}
		return c.except(ctx, n, &in.Body.Acceptance)
	})
	add(a, route{
		method: http.MethodPost, path: "/exceptions/{id}/end", id: "endException", tag: "Exceptions", right: access.Decide, about: true,
		summary: "End an exception before its time",
	}, func(ctx context.Context, c *call, in *ExceptionEnd) (Exception, error) {
		if err := c.as().EndException(ctx, in.ID, in.Body.Reason); err != nil {
			return Exception{}, err
		}
		return c.exception(ctx, in.ID)
	})
}

func (c *call) except(ctx context.Context, n app.NewException, d *Acceptance) (Exception, error) {
	n.Owner, n.Reason, n.Until = cmp.Or(d.Owner, c.op.Login), d.Reason, d.Expires
	e, err := c.as().AddException(ctx, n)
	if err != nil {
		return Exception{}, err
	}
	return c.exception(ctx, e.ID)
}

func (c *call) exception(ctx context.Context, id string) (Exception, error) {
	all, err := c.as().Exceptions(ctx)
	if err != nil {
		return Exception{}, err
	}
	i := slices.IndexFunc(all, func(e app.Exception) bool { return e.ID == id })
	if i < 0 {
		return Exception{}, problem(http.StatusNotFound, "no exception is called that")
	}
	return exceptionOf(&all[i]), nil
}
