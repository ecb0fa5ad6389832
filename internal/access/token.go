package access

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/exeunt-iam/exeunt/internal/store"
)

// prefix makes a token of ours known to whoever finds one.
const prefix = "exeunt_"

// NewToken asks for a token for a program.
type NewToken struct {
	Name   string
	Scopes []Right // what it may do at most; never more than its owner may
	For    time.Duration
}

// longestToken is how long a token may hold.
const longestToken = 366 * 24 * time.Hour

// IssueToken returns a new token, which is shown once and kept nowhere.
func (a *Access) IssueToken(ctx context.Context, n NewToken, by *Operator) (string, store.Token, error) {
	switch {
	case by.Within != nil:
		return "", store.Token{}, &ForbiddenError{by.Login, Administer} // a token makes no tokens
	case strings.TrimSpace(n.Name) == "" || utf8.RuneCountInString(n.Name) > longestName || strings.ContainsFunc(n.Name, unicode.IsControl):
		return "", store.Token{}, &InvalidError{"name", "give the token a name of at most 100 letters: what is it for?"}
	case len(n.Scopes) == 0:
		return "", store.Token{}, &InvalidError{"scopes", "choose what the token may do"}
	case n.For <= 0 || n.For > longestToken:
		return "", store.Token{}, &InvalidError{"expires", "a token holds at most a year"}
	}
	kept := store.Token{Operator: by.Number, Name: strings.TrimSpace(n.Name), Created: a.now().UTC(), Expires: a.now().Add(n.For).UTC()}
	for _, scope := range n.Scopes {
		if !slices.Contains(Rights(), scope) {
			return "", store.Token{}, &InvalidError{"scopes", fmt.Sprintf("there is no right %q", scope)}
		}
		if err := by.Demand(scope); err != nil {
			return "", store.Token{}, err
		}
		if slices.Contains(kept.Scopes, string(scope)) {
			continue
		}
		kept.Scopes = append(kept.Scopes, string(scope))
	}
	if err := a.freeName(ctx, &kept); err != nil {
		return "", store.Token{}, err
	}
	token := prefix + secret()
	kept.Digest = digest(token)
	kept, err := a.store.AddToken(ctx, kept, by.by(""))
	return token, kept, err
}

// freeName refuses the name of another token of its owner that holds: what is sent twice makes one token.
func (a *Access) freeName(ctx context.Context, n *store.Token) error {
	all, err := a.store.Tokens(ctx)
	if slices.ContainsFunc(all, func(o store.Token) bool {
		return o.Operator == n.Operator && o.Name == n.Name && o.Revoked.IsZero() && n.Created.Before(o.Expires)
	}) {
		return &InvalidError{"name", "you have a token of that name, which holds: revoke it, or choose another name"}
	}
	return err
}

// Token returns the operator for whom a token acts, within its scopes, or store.ErrNoToken.
func (a *Access) Token(ctx context.Context, token string) (Operator, error) {
	n, err := a.store.Token(ctx, digest(token))
	if err != nil {
		return Operator{}, err
	}
	at := a.now()
	if !n.Revoked.IsZero() || !at.Before(n.Expires) {
		return Operator{}, store.ErrNoToken
	}
	kept, err := a.store.Operator(ctx, n.Operator)
	if err != nil {
		return Operator{}, err
	}
	if !kept.Disabled.IsZero() {
		return Operator{}, store.ErrNoToken
	}
	o := operatorOf(&kept)
	o.Within = []Right{}
	for _, scope := range n.Scopes {
		o.Within = append(o.Within, Right(scope))
	}
	if at.Sub(n.Used) >= touch {
		err = a.store.TouchToken(ctx, n.Number, at)
	}
	return o, err
}

// Tokens returns the tokens that the operator may end, newest last: all of them for whoever may administer.
func (a *Access) Tokens(ctx context.Context, by *Operator) ([]Token, error) {
	all, err := a.store.Tokens(ctx)
	if by.May(Administer) {
		return all, err
	}
	return slices.DeleteFunc(all, func(n Token) bool { return n.Operator != by.Number }), err
}

// TokensOf returns the tokens of one operator that the other one may end, newest last.
func (a *Access) TokensOf(ctx context.Context, number int64, by *Operator) ([]Token, error) {
	all, err := a.Tokens(ctx, by)
	return slices.DeleteFunc(all, func(n Token) bool { return n.Operator != number }), err
}

// RevokeToken ends a token. Whoever may administer ends any; everybody ends their own, but not by a token.
func (a *Access) RevokeToken(ctx context.Context, number int64, by *Operator) error {
	all, err := a.store.Tokens(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(n store.Token) bool { return n.Number == number })
	if i < 0 {
		return store.ErrNoToken
	}
	if all[i].Operator != by.Number || by.Within != nil {
		if err := by.Demand(Administer); err != nil {
			return err
		}
	}
	return a.store.RevokeToken(ctx, number, by.by(""), a.now())
}
