package postgres

import (
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done to a PostgreSQL server.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind: "postgres",
		Capabilities: []connector.Capability{
			{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: "LOGIN, the comment, and each captured membership and right are set back"},
			{Verb: identity.Add, By: connector.ByConnector, Reversible: true, Note: "each membership is granted, and each right of the server (CREATEDB, ...) given, by itself"},
			{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Note: suspended},
			{Verb: identity.SignOut, By: connector.ByConnector, Note: "every session of the role is ended, in all databases; ended work is rolled back"},
			{Verb: identity.Remove, By: connector.ByConnector, Reversible: true, Note: "each membership is revoked, and each right of the server (CREATEDB, ...) taken, by itself"},
			{Verb: identity.Release, By: connector.ByNobody, Note: "a role has no licences"},
			{Verb: identity.Transfer, By: connector.ByConnector, Note: "what the role owns is given to the heir in every database (REASSIGN OWNED); privileges are not"},
			{Verb: identity.Delete, By: connector.ByConnector, Note: "the role is dropped with its privileges, when it owns nothing; nothing brings it back with the same oid"},
		},
		Suspended: suspended,
		Verified:  "The role is read back: it may not log in; and every session that the server shows of it is listed.",
		Residual: "Sessions that are open go on until they are signed out; functions with SECURITY DEFINER, views, subscriptions and timed jobs that belong to the role " +
			"go on with its rights, and members of the role still act as it.",
		Shows:       []identity.ResidualKind{identity.OpenSession},
		Concurrency: c.cfg.Concurrency,
		Self:        []string{c.cfg.User},
		Owner:       c.cfg.Owner,
	}
}

const suspended = "The role may not log in (NOLOGIN), and its comment ends with " + mark + "."
