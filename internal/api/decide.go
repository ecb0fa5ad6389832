package api

import (
	"context"
	"net/http"

	"github.com/exeunt-iam/exeunt/internal/access"
	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// AccountName names an account.
type AccountName struct {
	System  string `json:"system" minLength:"1" maxLength:"100"`
	Account string `json:"account" minLength:"1" maxLength:"1000" doc:"Its login, or the system's immutable id."`
}

// String returns SYSTEM/ACCOUNT.
func (n AccountName) String() string { return n.System + "/" + n.Account }

// LinkDecision says whose account it is, or is not.
type LinkDecision struct {
	Person string `json:"person" minLength:"1" maxLength:"320" doc:"An id, mail, login or whole name."`
	Theirs bool   `json:"theirs" doc:"It is this person's; else it is not."`
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"How it is known."`
}

// Classification says what an account is for.
type Classification struct {
	Kind   identity.AccountKind `json:"kind" enum:"personal,service,shared,guest"`
	Owner  string               `json:"owner,omitempty" maxLength:"320" doc:"Who answers for it: an id, mail, login or whole name. A service or shared account needs one."`
	Reason string               `json:"reason" minLength:"1" maxLength:"1000" doc:"How it is known."`
}

// Kept says that a decision was kept.
type Kept struct {
	System  string `json:"system"`
	Account string `json:"account"`
	Note    string `json:"note"`
}

const fromNextOn = "kept: it takes effect at the next pass"

// NewLink decides whose an account is.
type NewLink struct {
	Body struct {
		AccountName
		LinkDecision
	}
}

// NewClassification decides what an account is for.
type NewClassification struct {
	Body struct {
		AccountName
		Classification
	}
}

func (a *API) decideRoutes() {
	add(a, route{
		method: http.MethodPost, path: "/links", id: "decideLink", tag: "Accounts", right: access.Decide, status: http.StatusCreated,
		summary: "Say whose account it is, or is not",
	}, func(ctx context.Context, c *call, in *NewLink) (Kept, error) {
		return c.link(ctx, in.Body.AccountName, &in.Body.LinkDecision)
	})
	add(a, route{
		method: http.MethodPost, path: "/classifications", id: "classifyAccount", tag: "Accounts", right: access.Decide, status: http.StatusCreated,
		summary: "Say what an account is for, and who answers for it",
	}, func(ctx context.Context, c *call, in *NewClassification) (Kept, error) {
		return c.classify(ctx, in.Body.AccountName, &in.Body.Classification)
	})
}

func (c *call) link(ctx context.Context, account AccountName, d *LinkDecision) (Kept, error) {
	decide := c.as().DenyLink
	if d.Theirs {
		decide = c.as().ConfirmLink
	}
	return Kept{account.System, account.Account, fromNextOn}, decide(ctx, account.String(), d.Person, d.Reason)
}

func (c *call) classify(ctx context.Context, account AccountName, d *Classification) (Kept, error) {
	err := c.as().Classify(ctx, app.Classification{Account: account.String(), Kind: d.Kind, Owner: d.Owner, Reason: d.Reason})
	return Kept{account.System, account.Account, fromNextOn}, err
}
