package api

import (
	"context"

	"github.com/exeunt-iam/exeunt/internal/access"
)

// Me is who a token acts for, and what it may do.
type Me struct {
	Login  string         `json:"login"`
	Name   string         `json:"name"`
	Roles  []access.Role  `json:"roles"`
	Rights []access.Right `json:"rights" doc:"What this token may do: what its operator may, within the scopes of the token."`
}

func (a *API) meRoutes() {
	add(a, route{
		path: "/me", id: "me", tag: "Token", summary: "Who the token acts for",
	}, func(_ context.Context, c *call, _ *struct{}) (Me, error) {
		me := Me{Login: c.op.Login, Name: c.op.Name, Roles: c.op.Roles, Rights: []access.Right{}}
		for _, right := range access.Rights() {
			if c.op.May(right) {
				me.Rights = append(me.Rights, right)
			}
		}
		return me, nil
	})
}
