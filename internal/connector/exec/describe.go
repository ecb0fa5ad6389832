package exec

import (
	"slices"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Describe says what the settings say of the program.
func (c *Connector) Describe() connector.Description {
	d := connector.Description{
		Kind: "exec", Suspended: c.cfg.Suspended, Residual: c.cfg.Residual,
		Verified: "The program is asked for the account again, in a run of its own.",
		Shows:    slices.Clone(c.cfg.Shows), LastSeen: c.cfg.LastSeen, Concurrency: c.cfg.Concurrency,
		Self: slices.Clone(c.cfg.Self), Owner: c.cfg.Owner, TaskTime: c.cfg.TaskTime,
	}
	for _, verb := range mayDo {
		d.Capabilities = append(d.Capabilities, c.capability(verb))
	}
	return d
}

func (c *Connector) capability(verb identity.Verb) connector.Capability {
	switch {
	case slices.Contains(c.cfg.Verbs, verb):
		return connector.Capability{Verb: verb, By: connector.ByConnector, Reversible: c.reversible(verb), Note: "the program does it"}
	case c.cfg.Owner != "" && verb.Cuts() && verb != identity.Release && verb != identity.Transfer:
		return connector.Capability{Verb: verb, By: connector.ByTask, Note: "the settings do not give it to the program (verbs)"}
	}
	return connector.Capability{Verb: verb, By: connector.ByNobody, Note: "the settings do not give it to the program (verbs)"}
}

// reversible reports whether the program can take back what the verb does.
func (c *Connector) reversible(verb identity.Verb) bool {
	switch verb {
	case identity.Suspend, identity.Remove, identity.Release:
		return slices.Contains(c.cfg.Verbs, identity.Restore)
	case identity.Restore, identity.Add:
		return true
	case identity.SignOut, identity.Transfer, identity.Delete, identity.Notify, identity.Task:
	}
	return false
}
