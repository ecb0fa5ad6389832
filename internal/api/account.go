package api

import (
	"cmp"
	"time"

	"github.com/exeunt-iam/exeunt/internal/app"
	"github.com/exeunt-iam/exeunt/internal/correlate"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Account is one login on one system, as the last complete reading saw it.
type Account struct {
	System       string                `json:"system"`
	Account      string                `json:"account" doc:"The system's immutable id."`
	Login        string                `json:"login"`
	Email        string                `json:"email"`
	Employee     string                `json:"employee" doc:"The person's number as the system holds it."`
	Name         string                `json:"name"`
	Kind         identity.AccountKind  `json:"kind"`
	State        identity.AccountState `json:"state"`
	LastSeen     time.Time             `json:"last_seen,omitzero"`
	Entitlements []string              `json:"entitlements"`
	Link         correlate.Status      `json:"link" doc:"How sure it is whose account it is."`
	Person       identity.PersonID     `json:"person" doc:"Whose it is. Of an account that is not linked: whose it was last."`
	By           correlate.Rule        `json:"by" doc:"The rule by which it is linked, or was last."`
}

// AccountOf returns an account as the API shows one.
func AccountOf(r *app.AccountRow) Account {
	return Account{
		System: r.Ref.System, Account: r.Ref.Key, Login: r.Login, Email: r.Email, Employee: r.Employee, Name: r.Name,
		Kind: cmp.Or(r.Kind, identity.Personal), State: r.State, LastSeen: r.LastSeen, Entitlements: orNone(r.Entitlements), Link: r.Link, Person: r.Person, By: r.By,
	}
}

// Row is the account as the use cases have it.
func (a *Account) Row() app.AccountRow {
	return app.AccountRow{
		Ref: identity.AccountRef{System: a.System, Key: a.Account}, Login: a.Login, Email: a.Email, Employee: a.Employee, Name: a.Name,
		Kind: a.Kind, State: a.State, LastSeen: a.LastSeen, Entitlements: a.Entitlements, Link: a.Link, Person: a.Person, By: a.By,
	}
}

// orNone returns the list, and an empty one for nil.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
