package linux

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe asks each host whether the program runs there as root and finds everything that it needs. It changes nothing.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	rights, failed := make([][]connector.Right, len(c.hosts)), make([]error, len(c.hosts))
	var all sync.WaitGroup
	for i, h := range c.hosts {
		all.Go(func() { rights[i], failed[i] = c.probe(ctx, h) })
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	var missing []connector.Right
	for i := range rights {
		missing = append(missing, rights[i]...)
	}
	return append(missing, c.granted(missing)...), nil
}

// probe returns what is missing on one host. The error is for one that cannot be asked.
func (c *Connector) probe(ctx context.Context, h *host) ([]connector.Right, error) {
	lacks := func(what, why, grant string) connector.Right {
		return connector.Right{What: what + " on " + h.Name, Granted: connector.No, Why: why, Grant: grant}
	}
	said, err := h.ask(ctx, "probe")
	if refusal, ok := errors.AsType[*unrunError](err); ok {
		return []connector.Right{lacks("run "+c.cfg.Program+" as root", refusal.Error(), c.cfg.grant(h.Name))}, nil
	}
	if err != nil {
		return nil, err
	}
	var missing []connector.Right
	if said.digest != digest() {
		missing = append(missing, lacks("the exeunt-host of this Exeunt", "another one is installed there, of an earlier version or changed by somebody", c.cfg.grant(h.Name)))
	}
	tools, err := said.all("missing", 1)
	for _, t := range tools {
		missing = append(missing, lacks("use "+t[0], "it is not there", "apt-get install passwd procps sudo util-linux openssh-server   # on Debian"))
	}
	return missing, err
}

// granted says of reading and of every verb whether it can be done on all hosts.
func (c *Connector) granted(missing []connector.Right) []connector.Right {
	right := connector.Right{Granted: connector.Yes}
	if len(missing) > 0 {
		places := make([]string, 0, len(missing))
		for _, m := range missing {
			places = append(places, m.What)
		}
		right.Granted, right.Why = connector.No, "missing: "+strings.Join(places, "; ")
	}
	right.What = fmt.Sprintf("read the accounts of %d hosts", len(c.hosts))
	rights := []connector.Right{right}
	for _, verb := range []identity.Verb{identity.Restore, identity.Add, identity.Suspend, identity.SignOut, identity.Remove} {
		right.Verb, right.What = verb, string(verb)
		rights = append(rights, right)
	}
	return rights
}

// unrunError says that a host did not run the program at all, so that nothing was changed.
type unrunError struct {
	host, command, said string
	exit                int
}

func (e *unrunError) Error() string {
	return fmt.Sprintf("%s did not run %q (exit %d: %s): exeunt check prints what it takes", e.host, e.command, e.exit, e.said)
}
