package app

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector/wrap"
	"github.com/exeunt-iam/exeunt/internal/identity"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Classification is what a human says that an account is for.
type Classification struct {
	Account string // SYSTEM/LOGIN or SYSTEM/KEY
	Kind    identity.AccountKind
	Owner   string // who answers for it: an id, login, mail or name of a person
	Reason  string
}

// Classify writes down what an account is for. A service or shared account needs an owner whom the people sources know.
// The next pass rests on it.
func (a *App) Classify(ctx context.Context, c Classification) error {
	ref, err := a.findAccount(ctx, c.Account)
	if err != nil {
		return err
	}
	said := store.Classification{Account: ref, Kind: c.Kind, Actor: a.actor, Reason: c.Reason, At: a.now()}
	switch {
	case c.Reason == "":
		return &UsageError{"saying what an account is for needs a reason: how it is known"}
	case c.Owner != "":
		if said.Owner, err = a.answering(ctx, c.Owner); err != nil {
			return err
		}
	case c.Kind == identity.Service, c.Kind == identity.Shared:
		return &UsageError{fmt.Sprintf("a %s account needs an owner: somebody must answer for it when everybody has forgotten what it is for", c.Kind)}
	}
	if err := a.store.Classify(ctx, said); err != nil {
		return err
	}
	return a.checkpoint(ctx)
}

// answering returns the id of a person who can answer for an account.
func (a *App) answering(ctx context.Context, name string) (string, error) {
	sources, err := a.sources(ctx)
	if err != nil {
		return "", err
	}
	p, err := a.findPerson(ctx, sources, name)
	if err != nil {
		return "", err
	}
	if p.At(a.now(), policies(a.Settings).Grace[p.Source]).State == identity.Left {
		return "", &UsageError{fmt.Sprintf("%s (%s) has left and cannot answer for an account: name somebody who works here", p.Name(), p.ID)}
	}
	return string(p.ID), nil
}

// decisions asks the store what humans said that the accounts of a system are for.
func (a *App) decisions(system string) wrap.Decisions {
	return func(ctx context.Context, key string) (map[string]wrap.Decision, error) {
		all, err := a.store.Classified(ctx, system, key)
		said := make(map[string]wrap.Decision, len(all))
		for _, c := range all {
			said[c.Account.Key] = wrap.Decision{Kind: c.Kind, Owner: c.Owner}
		}
		return said, err
	}
}
