package ldap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// suspend brings every method of the settings that applies into effect: the lock first, then shell and shadow, in one
// request, so that all of it happens or nothing.
func (d *deed) suspend(ctx context.Context) error {
	j := judge{cfg: &d.cfg, cn: d.cn}
	change := goldap.NewModifyRequest(d.entry.DN, nil)
	if err := d.inactivate(change); err != nil {
		return err
	}
	look, err := d.shutDoor(ctx, &j, change)
	if err != nil {
		return err
	}
	applies := d.closeHosts(change) || d.cfg.shutsDoor() || d.cfg.uses(AccountLock)
	switch {
	case !applies:
		return connector.Permanent(d.nothingApplies())
	case len(change.Changes) == 0:
		return nil
	}
	if err := d.written(explainWrite(d.entry.DN, d.cn.Modify(ctx, change))); err != nil || !look {
		return err
	}
	return d.makeSure(ctx, &j)
}

// inactivate adds nsAccountLock to the change. A directory that is not known to look at it would store it, and let the
// account in.
func (d *deed) inactivate(change *goldap.ModifyRequest) error {
	if !d.cfg.uses(AccountLock) {
		return nil
	}
	switch err := d.cn.root.means(AccountLock); {
	case err != nil:
		return connector.Permanent(err)
	case !d.entry.inactiveMark():
		change.Replace(attrAccount, []string{inactive})
	}
	return nil
}

// shutDoor adds to the change what refuses sign-in to the directory; nothing when that is so already. With look, the
// directory is asked afterwards whether it was enough.
//
//	policy of the entry   pwdLockout    usability is judged   ppolicy writes
//	none holds            any           any                   nothing: PermanentError
//	holds, or unsure      not TRUE      any                   end
//	holds                 else          yes                   lock, then looks; end as well if that was not enough
//	holds, or unsure      TRUE          no                    lock
//	holds, or unsure      not seen      no                    lock and end
func (d *deed) shutDoor(ctx context.Context, j *judge, change *goldap.ModifyRequest) (look bool, err error) {
	if !d.cfg.shutsDoor() {
		return false, nil
	}
	if err := d.cn.root.means(d.cfg.door()); err != nil {
		return false, connector.Permanent(err)
	}
	shut, err := j.shut(ctx, d.entry)
	if err != nil || shut {
		return false, err
	}
	says, err := j.lockout(ctx, d.entry)
	if err != nil {
		return false, err
	}
	governance, err := j.governs(ctx, d.entry, says)
	if err != nil {
		return false, err
	}
	if governance == ungoverned {
		return false, connector.Permanent(fmt.Errorf("no password policy holds for %s, so that neither pwdAccountLockedTime nor pwdEndTime would keep anybody out: "+
			"give the directory a default policy (olcPPolicyDefault) or the entry one (pwdPolicySubentry), or take %s out of suspend-by", d.entry.DN, d.cfg.door()))
	}
	lock, judged := d.cfg.uses(Ppolicy) && says != ignored, d.entry.usable != silent
	if lock {
		change.Replace(attrLocked, []string{lockedForEver})
	}
	if !lock || says != honoured && !judged {
		change.Replace(attrEnd, []string{ended})
	}
	return lock && judged, nil
}

// makeSure ends the password as well where the directory lets the locked entry in all the same.
func (d *deed) makeSure(ctx context.Context, j *judge) error {
	e, err := d.Connector.entry(ctx, d.cn, d.op.Account.Key)
	if err != nil {
		return err
	}
	if shut, err := j.shut(ctx, e); err != nil || shut {
		return err
	}
	change := goldap.NewModifyRequest(e.DN, nil)
	change.Replace(attrEnd, []string{ended})
	return d.written(explainWrite(e.DN, d.cn.Modify(ctx, change)))
}

// closeHosts adds what keeps the entry out of hosts, and reports whether any of it applies to the entry.
func (d *deed) closeHosts(change *goldap.ModifyRequest) (applies bool) {
	if shell := d.entry.value(d.cfg.Attributes.Shell); d.cfg.uses(Shell) && shell != "" {
		applies = true
		if !shut(shell) {
			change.Replace(d.cfg.Attributes.Shell, []string{d.cfg.NoLoginShell})
		}
	}
	if d.cfg.uses(Shadow) && d.entry.has("objectClass", "shadowAccount") {
		applies = true
		if !hasExpired(d.entry.value(attrShadow)) {
			change.Replace(attrShadow, []string{expired})
		}
	}
	return applies
}

func (d *deed) nothingApplies() error {
	var missing []string
	if d.cfg.uses(Shell) {
		missing = append(missing, "it has no "+d.cfg.Attributes.Shell)
	}
	if d.cfg.uses(Shadow) {
		missing = append(missing, "it is no shadowAccount")
	}
	return errors.New(d.entry.DN + " cannot be suspended: " + strings.Join(missing, ", and ") + ": add ppolicy or end-time to suspend-by")
}

// door names the method that shuts the door.
func (c *Config) door() Method {
	if c.uses(Ppolicy) {
		return Ppolicy
	}
	return EndTime
}
