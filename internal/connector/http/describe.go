package http

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done to an application by its description.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind:         "http",
		Capabilities: c.capabilities(),
		Suspended:    or(c.api.Suspended, "The application says that the account is suspended."),
		Verified:     or(c.api.Verified, "The account is read back from the application."),
		Residual:     c.api.Residual,
		Shows:        c.shows(),
		LastSeen:     c.api.Accounts.LastSeen != "",
		Concurrency:  max(c.cfg.Web.Concurrency, 1),
		Self:         c.self(),
		Owner:        c.cfg.Owner,
	}
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (c *Connector) shows() (kinds []identity.ResidualKind) {
	for _, o := range c.api.Open {
		if !slices.Contains(kinds, o.Kind) {
			kinds = append(kinds, o.Kind)
		}
	}
	return kinds
}

func (c *Connector) capabilities() (all []connector.Capability) {
	restores := len(c.api.Verbs[identity.Restore]) > 0
	for _, verb := range []identity.Verb{
		identity.Restore, identity.Add, identity.Suspend, identity.SignOut, identity.Remove, identity.Release, identity.Transfer, identity.Delete,
	} {
		capability := connector.Capability{Verb: verb, By: connector.ByNobody, Note: "the description of the application has no request for it"}
		if c.has(verb, restores) {
			capability.By, capability.Note = connector.ByConnector, "the requests of the description are sent"
			capability.Reversible = restores && verb != identity.Delete && verb != identity.SignOut && verb != identity.Transfer
		}
		if verb == identity.Add && restores && capability.By == connector.ByNobody && len(c.api.Rights) > 0 {
			capability.Note = "what a right allowed in detail is known to a restore only"
		}
		capability.Note = or(c.api.Notes[verb], capability.Note)
		all = append(all, capability)
	}
	return all
}

// has reports whether the description has words for a verb. A right of which more than its key must be kept can only be
// given back by a restore.
func (c *Connector) has(verb identity.Verb, restores bool) bool {
	rights := func(which func(*api.Right) bool) bool {
		return slices.ContainsFunc(c.api.Rights, func(r api.Right) bool { return which(&r) })
	}
	switch verb {
	case identity.Remove:
		return rights(func(r *api.Right) bool { return r.Kind != identity.Licence && len(r.Remove) > 0 })
	case identity.Release:
		return rights(func(r *api.Right) bool { return r.Kind == identity.Licence && len(r.Remove) > 0 })
	case identity.Add:
		return restores && rights(func(r *api.Right) bool { return r.Keep == "" && len(r.Add) > 0 })
	default:
		return len(c.api.Verbs[verb]) > 0
	}
}
