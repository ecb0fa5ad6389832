package ad

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what can be done to a domain with these settings.
func (c *Connector) Describe() connector.Description {
	return connector.Description{
		Kind:         "ad",
		Capabilities: c.capabilities(),
		Suspended: "The account is disabled (userAccountControl), or has expired (accountExpires). When we suspend it, " +
			c.suspends() + ".",
		Verified: "The account is read back: the domain lets nobody in whose account is disabled or has expired, and says so " +
			"with another code (533, 701) than to a wrong password (52e).",
		Residual: "Kerberos tickets from before go on for up to " + hours(c.cfg.TicketAge) + "; LDAP connections that are open, sessions " +
			"of Windows and of applications, and sign-ins cached on laptops go on until they end by themselves.",
		Shows:       []identity.ResidualKind{identity.Ticket},
		LastSeen:    true,
		Concurrency: c.cfg.Concurrency,
		Self:        []string{c.cfg.Bind, loginOf(c.cfg.Bind)},
		Owner:       c.cfg.Owner,
	}
}

func (c *Connector) capabilities() []connector.Capability {
	return []connector.Capability{
		{Verb: identity.Restore, By: connector.ByConnector, Reversible: true, Note: c.restores()},
		{Verb: identity.Add, By: connector.ByConnector, Reversible: true, Note: "each group is changed by itself: the account is put into it"},
		{Verb: identity.Suspend, By: connector.ByConnector, Reversible: true, Loses: c.loses(), Note: c.suspends()},
		{Verb: identity.SignOut, By: connector.ByNobody, Note: "a domain can neither list nor end the tickets and connections that it gave"},
		{Verb: identity.Remove, By: connector.ByConnector, Reversible: true, Note: "each group is changed by itself: the account is taken out of it; its primary group stays"},
		{Verb: identity.Release, By: connector.ByNobody, Note: "a domain has no licences"},
		{Verb: identity.Transfer, By: connector.ByNobody, Note: "an account owns nothing in the domain that could be handed over"},
		{Verb: identity.Delete, By: connector.ByConnector, Note: "the account and its SID are gone; with the recycle bin on, an administrator can bring both back for a time"},
	}
}

// suspends says in one sentence what suspending does with these settings.
func (c *Connector) suspends() string {
	parts := []string{"the account is disabled"}
	for _, p := range []struct {
		done bool
		what string
	}{
		{!c.cfg.KeepPassword, "its password is replaced twice by one that nobody knows, which no restore brings back"},
		{c.cfg.Expire, "it expires"},
		{c.cfg.Stamp, "its description says when, by whom and why"},
		{c.cfg.Hide, "it is hidden from the address lists"},
		{c.cfg.MoveTo != "", "it is moved to " + c.cfg.MoveTo},
	} {
		if p.done {
			parts = append(parts, p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// loses says what no restore brings back of a suspension.
func (c *Connector) loses() string {
	if c.cfg.KeepPassword {
		return ""
	}
	return "the password: whoever comes back is given a new one"
}

func (c *Connector) restores() string {
	text := "what suspend changed is set back, and each captured group is given back"
	if !c.cfg.KeepPassword {
		text += ", but not the password: whoever comes back is given a new one"
	}
	return text
}
