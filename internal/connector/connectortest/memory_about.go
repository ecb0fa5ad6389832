package connectortest

import (
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

func aboutAccounts() connector.Description {
	by := func(verb identity.Verb, reversible bool, note string) connector.Capability {
		return connector.Capability{Verb: verb, By: connector.ByConnector, Reversible: reversible, Note: note}
	}
	return connector.Description{
		Kind: "memory",
		Capabilities: []connector.Capability{
			by(identity.Restore, false, "brings the state, the attributes and the entitlements of the capture back"),
			by(identity.Add, true, "gives the named entitlements"),
			by(identity.Suspend, true, "locks the account and takes its shell away"),
			by(identity.SignOut, false, "ends every session of the account"),
			by(identity.Remove, true, "takes the named entitlements"),
			by(identity.Release, true, "takes the named licences"),
			by(identity.Delete, false, "deletes the account"),
			{Verb: identity.Transfer, By: connector.ByNobody, Note: "an account owns nothing there"},
		},
		Suspended:   "The account is locked: no new session can be opened.",
		Verified:    "The account is looked up again and is locked.",
		Residual:    "A session that was open before stays open until the account is signed out.",
		Shows:       []identity.ResidualKind{identity.OpenSession},
		LastSeen:    true,
		Concurrency: 8,
	}
}

func aboutPeople() connector.Description {
	return connector.Description{Kind: "memory", Authoritative: true, Concurrency: 8}
}
