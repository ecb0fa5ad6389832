package ad

import (
	"context"
	"fmt"
	"strconv"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// suspend shuts the door first, by a write of its own; then makes the password one that nobody knows; then does the rest
// that the settings ask for; and moves the account last, so that a name that is taken there stops nothing else.
func (d *deed) suspend(ctx context.Context) error {
	fresh := !d.entry.isDisabled()
	if fresh {
		change := goldap.NewModifyRequest(d.entry.DN, nil)
		d.control(change, true)
		if err := d.written(explainWrite("disable", d.entry.DN, d.cn.Modify(ctx, change))); err != nil {
			return err
		}
	}
	if err := d.scramble(ctx); err != nil {
		return err
	}
	if err := d.mark(ctx, fresh); err != nil {
		return err
	}
	if d.cfg.MoveTo == "" {
		return nil
	}
	return d.move(ctx, d.cfg.MoveTo)
}

// control adds to the change that the bit ACCOUNTDISABLE is set or not, and every other bit stays. The old number is
// named: when somebody else changes it at the same moment, the domain refuses ours, and neither is lost.
func (d *deed) control(change *goldap.ModifyRequest, set bool) {
	old, _ := d.entry.control()
	number := old &^ disabled
	if set {
		number |= disabled
	}
	if number == old {
		return
	}
	change.Delete(attrControl, []string{strconv.FormatInt(old, 10)})
	change.Add(attrControl, []string{strconv.FormatInt(number, 10)})
}

// mark does what the settings ask for beside the lock, in one request.
func (d *deed) mark(ctx context.Context, fresh bool) error {
	change := goldap.NewModifyRequest(d.entry.DN, nil)
	now := d.cfg.Now()
	if d.cfg.Expire && !d.entry.hasExpired(now) {
		change.Replace(attrExpires, []string{fileTimeOf(now.UTC().Truncate(24 * time.Hour))})
	}
	if about := d.entry.value(attrAbout); d.cfg.Stamp && (fresh || !isStamped(about)) {
		change.Replace(attrAbout, []string{stamp(about, now, d.cfg.Bind, d.op.Reason)})
	}
	if d.cfg.Hide && d.cn.domain.hides && !d.entry.has(attrHide, "TRUE") {
		change.Replace(attrHide, []string{"TRUE"})
	}
	if len(change.Changes) == 0 {
		return nil
	}
	return d.written(explainWrite("mark", d.entry.DN, d.cn.Modify(ctx, change)))
}

// move puts the account below another entry, under the name that it has.
func (d *deed) move(ctx context.Context, to string) error {
	name, from := split(d.entry.DN)
	if sameDN(from, to) {
		return nil
	}
	if _, found, err := d.cn.Base(ctx, to, "1.1"); err != nil || !found {
		return noSuchPlace(d.entry.DN, to, err)
	}
	request := goldap.NewModifyDNRequest(d.entry.DN, name, true, to)
	err := d.cn.Call(ctx, func(context.Context) error { return d.cn.LDAP.ModifyDN(request) })
	return d.written(explainWrite("move "+d.entry.DN+" to", to, err))
}

func noSuchPlace(dn, to string, err error) error {
	if err != nil {
		return explainSearch(to, err)
	}
	return connector.Permanent(fmt.Errorf("%s cannot be moved to %s, which is not there, or which we may not see: make it, or change move-to in the settings", dn, to))
}
