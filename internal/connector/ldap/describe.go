package ldap

import (
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done to a directory with these settings.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind:         "ldap",
		Capabilities: c.capabilities(),
		Suspended:    c.suspended(),
		Verified:     c.verified(),
		Residual: "Connections that are already open, Kerberos tickets, sessions of applications, open shells, SSH keys " +
			"and cached sign-ins of hosts go on until their own systems end them.",
		LastSeen:    c.cfg.Attributes.LastSeen != "",
		Concurrency: c.cfg.Concurrency,
		Self:        c.self(),
		Owner:       c.cfg.Owner,
	}
}

func (c *Connector) capabilities() []connector.Capability {
	groups, note := connector.ByConnector, "each group is changed by itself: the entry's DN or uid is taken out of it"
	back := "each group is changed by itself: the entry's DN or uid is put into it"
	if c.cfg.GroupsBase == "" {
		groups, note = connector.ByNobody, "groups-base is not in the settings, so no groups are read"
		back = note
	}
	return []connector.Capability{
		{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: "what suspend changed is set back, and each captured group is given back"},
		{Verb: identity.Add, By: groups, Reversible: true, Note: back},
		{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Note: c.suspended()},
		{Verb: identity.SignOut, By: connector.ByNobody, Note: "a directory keeps no session that could be ended; connections that are open stay open"},
		{Verb: identity.Remove, By: groups, Reversible: true, Note: note},
		{Verb: identity.Release, By: connector.ByNobody, Note: "a directory has no licences"},
		{Verb: identity.Transfer, By: connector.ByNobody, Note: "an entry owns nothing that could be handed over"},
		{Verb: identity.Delete, By: connector.ByConnector, Note: "the entry is taken out of its groups and deleted; nothing brings it back with the same key"},
	}
}

var meanings = map[Method]string{
	Ppolicy: "the password policy locks the entry (pwdAccountLockedTime, or pwdEndTime where the policy has no pwdLockout)",
	EndTime: "the password has ended (pwdEndTime is in the past)",
	Shell:   "the login shell, where the entry has one, lets nobody in",
	Shadow:  "the shadow account, where the entry is one, has expired (shadowExpire)",

	AccountLock: "the directory has inactivated the entry (nsAccountLock) and answers every sign-in with code 53",
}

// suspended says in one sentence what suspended means with these settings.
func (c *Connector) suspended() string {
	parts := make([]string, 0, len(c.cfg.SuspendBy))
	for _, m := range c.cfg.SuspendBy {
		parts = append(parts, meanings[m])
	}
	text := strings.Join(parts, ", and ")
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// verified says how a suspension is seen to be so.
func (c *Connector) verified() string {
	if c.cfg.uses(AccountLock) {
		return "The entry is read back: a 389 Directory Server looks at nsAccountLock at every sign-in, whatever the password policy."
	}
	return "The entry is read back, and where the directory offers the account usability control it says itself " +
		"that nobody can sign in with it; reading the lock alone is not believed."
}

// self returns the DN we sign in as and, where that entry is an account of this directory, what its login most likely
// is. Do refuses to cut that entry in any case.
func (c *Connector) self() []string {
	self := []string{c.cfg.Bind}
	if !wire.Below(c.cfg.Bind, c.cfg.PeopleBase) {
		return self
	}
	dn, err := goldap.ParseDN(c.cfg.Bind)
	if err != nil || len(dn.RDNs) == 0 {
		return self
	}
	for _, a := range dn.RDNs[0].Attributes {
		self = append(self, a.Value)
	}
	return self
}
