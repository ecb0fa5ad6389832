package mysql

import (
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done to a MariaDB or MySQL server.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind: "mysql",
		Capabilities: []connector.Capability{
			{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: "the lock is set back, and each captured right and role is granted again"},
			{Verb: identity.Add, By: connector.ByConnector, Reversible: true, Note: "each right and role is granted by itself"},
			{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Note: suspended},
			{Verb: identity.SignOut, By: connector.ByConnector, Note: "every connection of the account is ended (KILL); ended work is rolled back"},
			{Verb: identity.Remove, By: connector.ByConnector, Reversible: true, Note: "each right and role is revoked by itself"},
			{Verb: identity.Release, By: connector.ByNobody, Note: "an account has no licences"},
			{Verb: identity.Transfer, By: connector.ByNobody, Note: "nothing is owned; views, routines, triggers and events that run as the account are given another DEFINER by hand"},
			{Verb: identity.Delete, By: connector.ByConnector, Note: "the account is dropped when no view, routine, trigger or event runs as it; nothing brings its password back"},
		},
		Suspended: suspended,
		Verified:  "The server's own table of accounts is read back: it is locked; and every connection that the server shows of it is listed.",
		Residual: "Connections that are open go on until they are signed out; views, routines, triggers and events of which the account is the DEFINER go on with its rights, " +
			"and so do proxy users who may act as it.",
		Shows:       []identity.ResidualKind{identity.OpenSession, identity.TimedJob},
		Concurrency: c.cfg.Concurrency,
		Self:        []string{c.cfg.User},
		Owner:       c.cfg.Owner,
	}
}

const suspended = "The account is locked (ACCOUNT LOCK): the server lets nobody in by it, by whatever means."
