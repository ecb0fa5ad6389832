package scim

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const suspended = "active of the user is false."

// Describe says what can be done to an application with these settings.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind:         "scim",
		Capabilities: c.capabilities(),
		Suspended:    suspended,
		Verified:     "The user is read back: active is false, or the application no longer shows the user; SCIM has no way to try a sign-in.",
		Residual:     "Sessions that are open in the application, its tokens and keys go on until the application ends them; SCIM does not tell.",
		LastSeen:     c.cfg.Attributes.LastSeen != "",
		Concurrency:  c.cfg.Web.Concurrency,
		Self:         slices.Clone(c.cfg.Self),
		Owner:        c.cfg.Owner,
	}
}

func (c *Connector) capabilities() []connector.Capability {
	what := "each group is changed by itself, roles and entitlements in the user"
	if c.cfg.GroupsBy == NoGroups {
		what = "roles and entitlements are changed in the user; groups are not read, by the settings"
	}
	end := connector.Capability{Verb: identity.SignOut, By: connector.ByNobody, Note: "SCIM knows no sessions; where the application has a request of its own for that, name it in sign-out"}
	if c.cfg.SignOut != (SignOut{}) {
		end = connector.Capability{Verb: identity.SignOut, By: connector.ByConnector, Note: "the request of the settings is sent; what it ended SCIM does not tell"}
	}
	return []connector.Capability{
		{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: "active is set back, and what was captured is given back"},
		{Verb: identity.Add, By: connector.ByConnector, Reversible: true, Note: what},
		{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Note: suspended},
		end,
		{Verb: identity.Remove, By: connector.ByConnector, Reversible: true, Note: what},
		{Verb: identity.Release, By: connector.ByNobody, Note: "SCIM has no licences but entitlements, which remove takes away"},
		{Verb: identity.Transfer, By: connector.ByNobody, Note: "SCIM does not tell what a user owns"},
		{Verb: identity.Delete, By: connector.ByConnector, Note: "the user is deleted; nothing brings it back with the same id, and some applications only deactivate"},
	}
}
