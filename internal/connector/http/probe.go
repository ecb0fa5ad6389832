package http

import (
	"context"
	"errors"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe reads the first page of each list, and asks the questions of the description. A verb that it has no question for
// is unknown.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	var rights []connector.Right
	lists := []struct {
		what string
		list *api.List
	}{{"accounts", &c.api.Accounts.List}}
	for i := range c.api.Rights {
		lists = append(lists, struct {
			what string
			list *api.List
		}{c.sort(&c.api.Rights[i]), c.api.Rights[i].List})
	}
	for _, l := range lists {
		if l.list == nil {
			continue
		}
		err := c.all(ctx, api.ScopePage, l.list, c.with(), func([]any) error { return errFound })
		if err != nil && !errors.Is(err, errFound) && !connector.IsPermanent(err) {
			return nil, fmt.Errorf("read %s: %w", l.what, hide(err))
		}
		rights = append(rights, mayRead(l.what, err))
	}
	asked := map[identity.Verb]bool{}
	for i := range c.api.Probe {
		p := &c.api.Probe[i]
		right, err := c.question(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, verb := range p.Verbs {
			right.Verb, asked[verb] = verb, true
			rights = append(rights, right)
		}
	}
	return append(rights, c.unasked(asked)...), nil
}

func mayRead(what string, err error) connector.Right {
	if connector.IsPermanent(err) {
		return connector.Right{
			What: "read " + what, Granted: connector.No, Why: web.Short(err.Error()),
			Grant: "give the account of the settings (sign-in) the right to read " + what + ", in the application's own administration",
		}
	}
	return connector.Right{What: "read " + what, Granted: connector.Yes}
}

func (c *Connector) question(ctx context.Context, p *api.Probe) (connector.Right, error) {
	right := connector.Right{What: p.What, Granted: connector.Yes}
	answer, err := c.send(ctx, api.ScopePage, &p.Request, c.with("page", int64(0), "offset", int64(0), "size", int64(0), "cursor", ""))
	if err != nil {
		return right, err
	}
	granted, err := c.truth(ctx, api.ScopeAnswer, p.Granted, answer.vars)
	switch {
	case err != nil:
		right.Granted, right.Why = connector.Unknown, web.Short(err.Error())
	case !granted:
		right.Granted, right.Grant = connector.No, p.Grant
		right.Why = fmt.Sprintf("%s %s was answered with %d, and by the description the right is not there", answer.Method, answer.Path, answer.Status)
	}
	return right, nil
}

func (c *Connector) unasked(asked map[identity.Verb]bool) (rights []connector.Right) {
	d := c.Describe()
	for _, verb := range identity.Verbs() {
		if d.Capability(verb).By == connector.ByConnector && !asked[verb] {
			rights = append(rights, connector.Right{Verb: verb, What: string(verb), Granted: connector.Unknown, Why: "the description of the application has no question after that right (probe)"})
		}
	}
	return rights
}
