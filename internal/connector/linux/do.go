package linux

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// deed is one verb on one account.
type deed struct {
	*Connector
	op    identity.Operation
	key   key
	host  *host
	login string

	changed bool // something was written
}

// Do does one verb. The program on the host looks first and writes only what is not yet so.
//
// A refusal is a connector.PermanentError only while nothing was written. Where some of it was done and another part was
// refused, the error is plain: called again, what is done is found done, and what is left is refused cleanly.
func (c *Connector) Do(ctx context.Context, op identity.Operation) error {
	d := &deed{Connector: c, op: op}
	if err := d.run(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", op.Verb, cmp.Or(op.Login, op.Account.Key), err)
	}
	return nil
}

func (d *deed) run(ctx context.Context) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	do, err := d.how()
	if err != nil {
		return err
	}
	if d.key, err = parseKey(d.op.Account.Key); err != nil {
		return err
	}
	if d.host, err = d.Connector.host(d.key.host); err != nil {
		return err
	}
	if err := d.who(ctx); err != nil {
		return err
	}
	return d.honest(do(ctx))
}

// who finds out of which login the account is, where the operation does not say, and refuses system accounts.
func (d *deed) who(ctx context.Context) error {
	if uid, err := strconv.Atoi(d.key.uid); err != nil || uid < d.cfg.UIDMin || uid > d.cfg.UIDMax {
		if _, err := d.Lookup(ctx, d.op.Account.Key); err != nil {
			return err // perhaps it is gone
		}
		return connector.Permanent(fmt.Errorf("%s is a system account (uid-min %d, uid-max %d): those are changed by hand", d.op.Account.Key, d.cfg.UIDMin, d.cfg.UIDMax))
	}
	if d.login = d.op.Login; d.login == "" {
		account, err := d.Lookup(ctx, d.op.Account.Key)
		if err != nil {
			return err
		}
		d.login = account.Login
	}
	if !loginPattern.MatchString(d.login) {
		return connector.Permanent(fmt.Errorf("the login %q is none that can be passed on safely: letters, digits, _ . - are expected, 32 at most; do it by hand", d.login))
	}
	return nil
}

func (d *deed) how() (func(context.Context) error, error) {
	switch d.op.Verb {
	case identity.Suspend, identity.SignOut:
		return func(ctx context.Context) error { return d.ask(ctx, string(d.op.Verb)) }, nil
	case identity.Remove, identity.Add:
		return func(ctx context.Context) error { return d.rights(ctx, d.op.Verb, d.op.Entitlements) }, nil
	case identity.Restore:
		return d.restore, nil
	case identity.Release, identity.Transfer, identity.Delete, identity.Notify, identity.Task:
	}
	return nil, connector.Permanent(fmt.Errorf("we do not %s accounts of a host", d.op.Verb))
}

// ask makes a request about the account.
func (d *deed) ask(ctx context.Context, verb string, more ...string) error {
	_, err := d.said(ctx, verb, more...)
	return err
}

func (d *deed) said(ctx context.Context, verb string, more ...string) (*answer, error) {
	return d.host.ask(ctx, append([]string{verb, d.key.uid, d.login}, more...)...)
}

// rights takes or gives rights, and goes on past one that is refused, because the others can still be done.
func (d *deed) rights(ctx context.Context, verb identity.Verb, rights []identity.Entitlement) error {
	var refused []error
	words := make([]string, 0, len(rights))
	for _, e := range rights {
		word, ok := strings.CutPrefix(e.Key, d.key.host+":")
		if _, name, _ := strings.Cut(word, ":"); !ok || !loginPattern.MatchString(name) {
			refused = append(refused, fmt.Errorf("%s (%s) is no right that can be passed on safely: do it by hand", e.Name, e.Key))
			continue
		}
		words = append(words, word)
	}
	said, err := d.said(ctx, string(verb), words...)
	if err != nil {
		return err
	}
	list, err := said.all("refused", 2)
	if err != nil {
		return err
	}
	for _, l := range list {
		refused = append(refused, fmt.Errorf("%s on %s: %s", l[0], d.key.host, l[1]))
	}
	done, err := said.all("done", 1)
	d.changed = d.changed || len(done) == 1 && done[0][0] == "1"
	if len(refused) > 0 {
		return connector.Permanent(errors.Join(refused...))
	}
	return err
}

// restore sets expiry and password as they were, brings back what was set aside since, and gives back each captured right.
// Rights and keys that came since stay.
func (d *deed) restore(ctx context.Context) error {
	if d.op.Before == nil {
		return connector.Permanent(errors.New("there is no captured state to come back to"))
	}
	request, err := captured(d.op.Before)
	if err != nil {
		return connector.Permanent(err)
	}
	if err := d.ask(ctx, "restore", request...); err != nil {
		return err
	}
	if len(d.op.Before.Entitlements) == 0 {
		return nil
	}
	d.changed = true
	return d.rights(ctx, identity.Add, d.op.Before.Entitlements)
}

// captured returns the words of a restore: the expiry, the password, and what was set aside already then.
func captured(before *identity.Account) (words []string, err error) {
	expire, password := "-", ""
	var aside []string
	for _, at := range before.Attributes {
		switch {
		case at.Name == attrExpire && len(at.Values) == 1:
			expire = at.Values[0]
		case at.Name == attrPassword && len(at.Values) == 1:
			password = at.Values[0]
		case at.Name == attrAside:
			aside = at.Values
		case at.Name == attrExpire:
		default:
			return nil, fmt.Errorf("the captured state holds %s, which this connector never touches: was it captured by another one?", at.Name)
		}
	}
	words = append([]string{expire, password}, aside...)
	if slices.ContainsFunc(words, func(w string) bool { return w != "-" && !loginPattern.MatchString(w) }) {
		return nil, errors.New("the captured state does not hold the expiry and the password of a host's account")
	}
	return words, nil
}

// honest takes the class from a refusal that came after something was written.
func (d *deed) honest(err error) error {
	_, throttled := connector.IsThrottled(err)
	if d.changed && (throttled || connector.IsPermanent(err)) {
		return partError{err}
	}
	return err
}

// partError is what stopped a verb in the middle. It does not unwrap: the classes say that nothing was changed.
type partError struct{ err error }

func (e partError) Error() string { return "done in part: " + e.err.Error() }
