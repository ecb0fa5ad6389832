package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Operator is somebody who works with the program.
type Operator struct {
	Number   int64             `json:"number"`
	Login    string            `json:"login"`
	Name     string            `json:"name"`
	Roles    []access.Role     `json:"roles"`
	Person   identity.PersonID `json:"person,omitempty" doc:"Who they are at HR."`
	Disabled time.Time         `json:"disabled,omitzero" doc:"Since when they may come in no more."`
}

// Token lets a program act for an operator. Nobody can read the token itself again.
type Token struct {
	Number   int64     `json:"number"`
	Operator int64     `json:"operator"`
	Name     string    `json:"name"`
	Scopes   []string  `json:"scopes"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires"`
	Used     time.Time `json:"used,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

// TokenNumber names a token.
type TokenNumber struct {
	Number int64 `path:"number" minimum:"1" maximum:"9007199254740991"`
}

// operatorRoutes tell who comes in, and end tokens. Who may come in is for people to decide, who sign in for it: a token makes
// no operator and no token.
func (a *API) operatorRoutes() {
	add(a, route{
		path: "/operators", id: "listOperators", tag: "Operators", right: access.Administer, summary: "Who may work with the program, and who might",
	}, func(ctx context.Context, c *call, _ *struct{}) (List[Operator], error) {
		all, err := c.Access.Operators(ctx)
		return List[Operator]{Items: each(all, func(o *access.Operator) Operator {
			return Operator{o.Number, o.Login, o.Name, orNone(o.Roles), o.Person, o.Disabled}
		})}, err
	})
	add(a, route{
		path: "/tokens", id: "listTokens", tag: "Operators", right: access.Administer, summary: "Every token, also those that are over",
	}, func(ctx context.Context, c *call, _ *struct{}) (List[Token], error) {
		all, err := c.Access.Tokens(ctx, c.op)
		return List[Token]{Items: each(all, tokenOf)}, err
	})
	add(a, route{
		path: "/tokens/{number}", id: "getToken", tag: "Operators", right: access.Administer, summary: "One token",
	}, func(ctx context.Context, c *call, in *TokenNumber) (Token, error) { return c.token(ctx, in.Number) })
	add(a, route{
		method: http.MethodPost, path: "/tokens/{number}/end", id: "endToken", tag: "Operators", right: access.Administer, about: true,
		summary: "End a token before its time",
	}, func(ctx context.Context, c *call, in *TokenNumber) (Token, error) {
		err := c.Access.RevokeToken(ctx, in.Number, c.op)
		if errors.Is(err, access.ErrNoToken) {
			err = errToken
		}
		if err != nil {
			return Token{}, err
		}
		return c.token(ctx, in.Number)
	})
}

var errToken = problem(http.StatusNotFound, "there is no such token, or it is over")

func (c *call) token(ctx context.Context, number int64) (Token, error) {
	all, err := c.Access.Tokens(ctx, c.op)
	for i := range all {
		if all[i].Number == number {
			return tokenOf(&all[i]), nil
		}
	}
	if err == nil {
		err = errToken
	}
	return Token{}, err
}

func tokenOf(t *access.Token) Token {
	return Token{t.Number, t.Operator, t.Name, orNone(t.Scopes), t.Created, t.Expires, t.Used, t.Revoked}
}
