package sql

import (
	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what the settings have statements for.
func (c *Connector) Describe() connector.Description {
	d := connector.Description{
		Kind:        kind,
		Suspended:   "The query of the settings gives the account a status that means suspended.",
		Verified:    "The row is read again by the query of the settings.",
		Residual:    "What the application keeps elsewhere: sessions, tokens and caches that the settings have no query for.",
		LastSeen:    c.read.has("last_seen"),
		Concurrency: c.Concurrency,
		Owner:       c.cfg.Owner,
		TaskTime:    c.cfg.TaskTime,
	}
	if c.sessions != nil {
		d.Shows = []identity.ResidualKind{identity.OpenSession}
		d.Residual = "What the application keeps elsewhere: tokens and caches that the settings have no query for."
	}
	for _, verb := range identity.Verbs() {
		if verb != identity.Notify && verb != identity.Task {
			d.Capabilities = append(d.Capabilities, c.capability(verb))
		}
	}
	return d
}

var notes = map[identity.Verb]string{
	identity.Suspend:  "the statements of the settings are run in one transaction, and the account must then be suspended",
	identity.Restore:  "the statements of the settings are run with the captured columns, and each captured right that is missing is added",
	identity.SignOut:  "the statements of the settings are run in one transaction",
	identity.Remove:   "the statements of the settings are run for each right, all in one transaction",
	identity.Release:  "the statements of the settings are run for each licence, all in one transaction",
	identity.Add:      "the statements of the settings are run for each right, all in one transaction",
	identity.Transfer: "the statements of the settings are run with the heir's id, in one transaction",
	identity.Delete:   "the statements of the settings are run in one transaction, and the account must then be gone",
}

func (c *Connector) capability(verb identity.Verb) connector.Capability {
	if len(c.write[verb]) > 0 {
		return connector.Capability{Verb: verb, By: connector.ByConnector, Reversible: c.reversible(verb), Note: notes[verb]}
	}
	if c.cfg.Owner != "" && verb != identity.Transfer && verb != identity.SignOut {
		return connector.Capability{Verb: verb, By: connector.ByTask, Reversible: verb != identity.Delete, Note: "no statement is written for it in the settings: the owner does it by hand"}
	}
	return connector.Capability{Verb: verb, By: connector.ByNobody, Note: "no statement is written for it in the settings"}
}

// reversible reports whether there are statements for the way back.
func (c *Connector) reversible(verb identity.Verb) bool {
	switch verb {
	case identity.Suspend:
		return len(c.write[identity.Restore]) > 0
	case identity.Remove, identity.Release:
		return len(c.write[identity.Add]) > 0 && len(c.write[identity.Restore]) > 0
	case identity.Restore, identity.Add:
		return true
	case identity.SignOut, identity.Transfer, identity.Delete, identity.Notify, identity.Task:
	}
	return false
}
