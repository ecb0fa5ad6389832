package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/config"
	"github.com/exeunt-iam/exeunt/internal/store"
)

// Provider returns how the identity provider is called by which operators sign in; empty: there is none.
func (a *Access) Provider() string {
	if a.provider == nil {
		return ""
	}
	return a.provider.set.Name
}

// ErrNoProvider says that operators sign in by no identity provider here.
var ErrNoProvider = errors.New("nobody signs in by an identity provider here")

// BeginSignOn returns where to send a browser whose person wants to sign in by the identity provider, and what it keeps
// until it comes back to the callback, an address of ours.
func (a *Access) BeginSignOn(ctx context.Context, callback, back string) (string, Journey, error) {
	if a.provider == nil {
		return "", Journey{}, ErrNoProvider
	}
	to, j, err := a.provider.begin(ctx, callback, back)
	if err != nil {
		err = &ProviderError{a.Provider(), err}
	}
	return to, j, err
}

// Answer is what the identity provider sends a browser back with.
type Answer struct{ State, Code, Error string }

// Who is not let in though the provider knows them.
var (
	ErrNoGroups   = errors.New("the identity provider says nothing of groups: the settings name the claim (groups-claim) and the scopes that it needs")
	ErrNoRole     = errors.New("none of your groups gives a role here: ask whoever looks after the groups")
	ErrNoMail     = errors.New("the identity provider gives no mail address of yours")
	ErrUnverified = errors.New("the identity provider does not say that your mail address is verified")
	ErrDisabled   = errors.New("you may sign in no more")
)

// FinishSignOn lets somebody in for whom the identity provider vouches. Their roles are those that their groups give, from
// now on. Whoever comes for the first time is added; an operator with the same mail address is taken for the same one only
// where the provider has verified it.
func (a *Access) FinishSignOn(ctx context.Context, callback string, j Journey, answer Answer, from Origin) (Key, Operator, error) {
	if a.provider == nil {
		return Key{}, Operator{}, ErrNoProvider
	}
	v, err := a.vouched(ctx, callback, j, answer)
	if err != nil {
		return Key{}, Operator{}, &ProviderError{a.Provider(), err}
	}
	kept, err := a.whoIs(ctx, v, from)
	if err != nil {
		return Key{}, Operator{}, err
	}
	if err := a.follow(ctx, &kept, v, from); err != nil {
		return Key{}, Operator{}, err
	}
	return a.start(ctx, &kept, from, "identity provider")
}

func (a *Access) vouched(ctx context.Context, callback string, j Journey, answer Answer) (vouched, error) {
	if answer.Error != "" {
		return vouched{}, errors.New(refusal(answer.Error))
	}
	v, err := a.provider.finish(ctx, callback, j, answer.State, answer.Code)
	if err == nil && !v.told {
		err = ErrNoGroups
	}
	return v, err
}

// refusal returns the code of an OAuth error as it may be shown: what comes from outside is not.
func refusal(code string) string {
	known := strings.Fields("invalid_request unauthorized_client access_denied unsupported_response_type invalid_scope server_error temporarily_unavailable " +
		"interaction_required login_required account_selection_required consent_required invalid_client invalid_grant unsupported_grant_type")
	if slices.Contains(known, code) {
		return code
	}
	return "it gives no reason that we know"
}

// roles returns the roles that groups give, in the order of Roles.
func (p *provider) roles(groups []string) []string {
	var roles []string
	for _, role := range Roles() {
		if slices.ContainsFunc(p.set.Roles[config.Role(role)], func(g string) bool { return slices.Contains(groups, g) }) {
			roles = append(roles, string(role))
		}
	}
	return roles
}

// whoIs returns the operator for whom a provider vouches, who is added when they come for the first time.
func (a *Access) whoIs(ctx context.Context, v vouched, from Origin) (store.Operator, error) {
	kept, err := a.store.OperatorBySubject(ctx, v.subject)
	if nobody := (*store.NoOperatorError)(nil); !errors.As(err, &nobody) {
		return kept, err
	}
	verified := v.verified != nil && *v.verified || v.verified == nil && a.provider.set.TrustMail
	switch {
	case v.mail == "":
		return kept, ErrNoMail
	case v.verified != nil && !*v.verified:
		return kept, ErrUnverified
	}
	kept, err = a.store.OperatorByLogin(ctx, v.mail)
	nobody := (*store.NoOperatorError)(nil)
	switch {
	case errors.As(err, &nobody):
		return a.welcome(ctx, v, from)
	case err != nil:
		return kept, err
	case !verified || kept.Subject != "":
		return kept, ErrUnverified
	}
	return kept, nil
}

// welcome adds an operator whom a provider sent.
func (a *Access) welcome(ctx context.Context, v vouched, from Origin) (store.Operator, error) {
	n := NewOperator{Login: v.mail, Name: v.name}
	if strings.TrimSpace(n.Name) == "" {
		n.Name = v.mail
	}
	for _, role := range a.provider.roles(v.groups) {
		n.Roles = append(n.Roles, Role(role))
	}
	if len(n.Roles) == 0 {
		return store.Operator{}, ErrNoRole
	}
	by := store.By{Actor: strings.ToLower(v.mail), From: from.Address, Why: "the groups at the identity provider"}
	added, err := a.add(ctx, n, v.subject, false, by)
	if err != nil {
		return store.Operator{}, err
	}
	return a.store.Operator(ctx, added.Number)
}

// follow gives an operator the roles of their groups. Without any they keep none, their sessions end, and they are not let
// in: the provider takes access away as it gives it.
func (a *Access) follow(ctx context.Context, kept *store.Operator, v vouched, from Origin) error {
	if !kept.Disabled.IsZero() {
		return ErrDisabled
	}
	roles := a.provider.roles(v.groups)
	changed, err := a.store.ChangeOperator(ctx, kept.Number, func(o *store.Operator, _ store.Everybody) (string, bool, error) {
		var what []string
		if o.Subject != v.subject {
			what = append(what, "signs in by the identity provider from now on")
			o.Subject = v.subject
		}
		if !slices.Equal(roles, o.Roles) {
			what = append(what, fmt.Sprintf("roles from %s to %s", strings.Join(o.Roles, " "), strings.Join(roles, " ")))
			o.Roles = roles
		}
		return strings.Join(what, ", "), len(roles) == 0, nil
	}, store.By{Actor: kept.Login, From: from.Address, Why: "the groups at the identity provider"}, a.now())
	if err != nil {
		return err
	}
	*kept = changed
	if len(roles) == 0 {
		return ErrNoRole
	}
	return nil
}
