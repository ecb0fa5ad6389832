package linux

import (
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done on the hosts.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind:         "linux",
		Capabilities: c.capabilities(),
		Suspended: "The account has expired (day 1) and its password is locked; its SSH keys, crontab, at jobs and lingering " +
			"services are set aside on the host, where only root comes in.",
		Verified: "Expiry and password are read back, and the host is searched for processes, keys and jobs of the account.",
		Residual: "Sessions and processes go on until sign-out; so do jobs in system crontabs, keys that sshd gets from a command or " +
			"from a certificate authority, and root processes without a terminal that were started with sudo.",
		Shows:       []identity.ResidualKind{identity.OpenSession, identity.SignInKey, identity.TimedJob},
		Parts:       ":",
		Concurrency: c.cfg.Concurrency,
		Self:        []string{c.cfg.User},
		Owner:       c.cfg.Owner,
	}
}

func (c *Connector) capabilities() []connector.Capability {
	deleter := connector.ByNobody
	if c.cfg.Owner != "" {
		deleter = connector.ByTask
	}
	return []connector.Capability{
		{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: "expiry and password are set back, what was set aside is moved back, and each captured right is given back"},
		{Verb: identity.Add, By: connector.ByConnector, Reversible: true, Note: "groups and sudo rules are given back, where we took them ourselves"},
		{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Note: "usermod -e 1 -L, then keys, crontab, at jobs and lingering are moved aside"},
		{Verb: identity.SignOut, By: connector.ByConnector, Note: "every process of the account is killed, and every one on a terminal that it signed in for"},
		{Verb: identity.Remove, By: connector.ByConnector, Reversible: true, Note: "it is taken out of groups, and its own lines in sudoers are commented out"},
		{Verb: identity.Release, By: connector.ByNobody, Note: "a host has no licences"},
		{Verb: identity.Transfer, By: connector.ByNobody, Note: "files keep their owner until a human hands them over"},
		{Verb: identity.Delete, By: deleter, Note: "a host gives the uid of a deleted account to somebody else, who would inherit its files: a human decides on those first"},
	}
}
