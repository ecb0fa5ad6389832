package http

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account, while it is done.
type deed struct {
	*Connector
	op      identity.Operation
	seen    seen // as it is now
	changed bool // something was written
}

// Do does one verb. It looks at the account first and writes only what is not yet so.
//
// A refusal is a connector.PermanentError only while nothing was written; see honest.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	d := &deed{Connector: c, op: op}
	if err := d.run(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), d.honest(err))
	}
	return nil
}

func (d *deed) run(ctx context.Context) (err error) {
	do, err := d.how()
	if err != nil {
		return err
	}
	if d.seen, err = d.find(ctx, d.op.Account.Key); err != nil {
		return err
	}
	if d.op.Verb.Cuts() && d.ours(&d.seen.account) {
		return connector.Permanent(fmt.Errorf("%s is our own account (sign-in, self): give Exeunt another one before this one goes", d.seen.account.Login))
	}
	return do(ctx)
}

func (d *deed) how() (func(context.Context) error, error) {
	does := d.does(d.op.Verb)
	switch d.op.Verb {
	case identity.Suspend:
		return d.suspend, does
	case identity.Restore:
		return d.restore, does
	case identity.SignOut, identity.Delete, identity.Transfer:
		return func(ctx context.Context) error {
			return d.steps(ctx, api.ScopeAccount, d.api.Verbs[d.op.Verb], d.vars())
		}, does
	case identity.Remove, identity.Release:
		return d.take, does
	case identity.Add:
		return func(ctx context.Context) error { return d.give(ctx, d.op.Entitlements) }, does
	case identity.Notify, identity.Task:
	}
	return nil, connector.Permanent(fmt.Errorf("there is no way to %s", d.op.Verb))
}

// does is a refusal where the description has no words for a verb.
func (c *Connector) does(verb identity.Verb) error {
	d := c.Describe()
	if capability := d.Capability(verb); capability.By != connector.ByConnector {
		return connector.Permanent(fmt.Errorf("the description of the application has no way to %s: %s", verb, capability.Note))
	}
	return nil
}

func (d *deed) vars() map[string]any {
	open := []any{}
	for _, r := range d.seen.account.Residual {
		open = append(open, map[string]string{"kind": string(r.Kind), "name": r.Name, "from": r.From})
	}
	held := []any{}
	for _, e := range d.seen.account.Entitlements {
		if r, key := d.sortOf(e); r != nil {
			held = append(held, map[string]string{"key": key, "name": e.Name, "kind": string(e.Kind), "sort": r.Name})
		}
	}
	return d.with("key", d.seen.account.Ref.Key, "login", d.seen.account.Login, "item", d.seen.item, "detail", d.seen.detail, "shared", d.seen.shared,
		"reason", d.op.Reason, "open", open, "held", held, "each", nil)
}

func (d *deed) suspend(ctx context.Context) error {
	if d.seen.account.State == identity.Suspended {
		return nil
	}
	return d.steps(ctx, api.ScopeAccount, d.api.Verbs[identity.Suspend], d.vars())
}

// restore does the steps of the description where an attribute is not as it was, and gives back what was captured and is
// not held any more. What was given since stays.
func (d *deed) restore(ctx context.Context) error {
	if d.op.Before == nil {
		return connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	before, same := map[string]any{}, d.op.Before.State == d.seen.account.State
	for _, a := range d.op.Before.Attributes {
		if strings.HasPrefix(a.Name, keptPrefix) {
			continue
		}
		if _, known := d.api.Accounts.Attributes[a.Name]; !known {
			return connector.Permanent(fmt.Errorf("the captured state holds %s, which the description of the application does not know: was it captured by another one?", a.Name))
		}
		now, there := d.seen.account.Attribute(a.Name)
		same = same && there == (a.Values != nil) && slices.Equal(now, a.Values)
		if a.Values != nil {
			before[a.Name] = a.Values
		}
	}
	if !same {
		vars := d.vars()
		vars["before"] = before
		if err := d.steps(ctx, api.ScopeRestore, d.api.Verbs[identity.Restore], vars); err != nil {
			return err
		}
	}
	return d.give(ctx, d.op.Before.Entitlements)
}

// take takes each entitlement away that the account holds, and give gives each that it does not. Where one is refused the
// others are done all the same.
func (d *deed) take(ctx context.Context) error {
	return d.eachRight(ctx, d.op.Entitlements, true, func(r *api.Right) []api.Step { return r.Remove })
}

func (d *deed) give(ctx context.Context, rights []identity.Entitlement) error {
	return d.eachRight(ctx, rights, false, func(r *api.Right) []api.Step { return r.Add })
}

func (d *deed) eachRight(ctx context.Context, rights []identity.Entitlement, held bool, steps func(*api.Right) []api.Step) error {
	var refused error
	for _, e := range rights {
		if d.seen.account.Holds(e.Key) != held {
			continue
		}
		err := d.change(ctx, e, steps)
		switch {
		case err == nil:
		case connector.IsPermanent(err):
			refused = errors.Join(refused, fmt.Errorf("%s: %w", e.Name, err))
		default:
			return errors.Join(refused, fmt.Errorf("%s: %w", e.Name, err))
		}
	}
	return refused
}

func (d *deed) change(ctx context.Context, e identity.Entitlement, steps func(*api.Right) []api.Step) error {
	r, key := d.sortOf(e)
	if r == nil || len(steps(r)) == 0 {
		return connector.Permanent(errors.New("the description of the application has no way to change it"))
	}
	vars := d.vars()
	vars["right"] = map[string]string{"key": key, "name": e.Name, "kind": string(e.Kind)}
	vars["kept"] = d.keptOf(e.Key)
	return d.steps(ctx, api.ScopeRight, steps(r), vars)
}

// keptOf returns what was kept of a right, nil when nothing was.
func (d *deed) keptOf(key string) any {
	text := d.seen.kept[key]
	if d.op.Before != nil {
		if values, there := d.op.Before.Attribute(keptPrefix + key); there {
			text = values[0]
		}
	}
	kept, err := api.Decode([]byte(text))
	if err != nil {
		return nil
	}
	return kept
}

// steps does the requests of a verb one after the other; the first that fails ends it.
func (d *deed) steps(ctx context.Context, scope api.Scope, steps []api.Step, vars map[string]any) error {
	for i := range steps {
		if err := d.step(ctx, scope, &steps[i], vars); err != nil {
			return err
		}
	}
	return nil
}

func (d *deed) step(ctx context.Context, scope api.Scope, step *api.Step, vars map[string]any) error {
	each := []any{nil}
	if step.Each != "" {
		var err error
		if each, err = d.list(ctx, scope, step.Each, vars); err != nil {
			return connector.Permanent(err)
		}
	}
	for _, one := range each {
		vars := maps.Clone(vars)
		vars["each"] = one
		if step.If != "" {
			is, err := d.truth(ctx, scope, step.If, vars)
			if err != nil {
				return connector.Permanent(err)
			}
			if !is {
				continue
			}
		}
		if err := d.write(ctx, scope, &step.Request, vars); err != nil {
			return err
		}
	}
	return nil
}

// write sends a request of a verb. What is not there may be the account, or only what the request names: that is looked at.
func (d *deed) write(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any) error {
	_, err := d.ask(ctx, scope, r, vars)
	if errors.Is(err, connector.ErrGone) {
		if _, looked := d.item(ctx, d.op.Account.Key); errors.Is(looked, connector.ErrGone) {
			return looked
		}
		_, path := r.Method()
		return connector.Permanent(fmt.Errorf("%w, though the account is there: is the request %s of the description right?", errors.New(err.Error()), path))
	}
	d.changed = d.changed || err == nil
	return err
}

// honest takes the class from a refusal that came after something was written.
func (d *deed) honest(err error) error {
	_, throttled := connector.IsThrottled(err)
	if d.changed && (throttled || connector.IsPermanent(err) || errors.Is(err, connector.ErrGone)) {
		return partError{err}
	}
	return err
}

// partError is what stopped a verb in the middle. It does not unwrap: the classes say that nothing was changed.
type partError struct{ err error }

func (e partError) Error() string { return "done in part: " + e.err.Error() }
