package ldap

import (
	"context"
	"fmt"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// A trial is a change of one attribute that a directory has to refuse, and refuses differently to whom it may refuse it
// anyway. Its first step takes away a value that no entry has; so it ends there, with noSuchAttribute, on any server
// that looks at rights first, and with insufficientAccessRights for want of them. The change is one whole (RFC 4511,
// 4.6), and its last step cannot be done whatever the others did.
//
// The assertion control (RFC 4528) does not serve: OpenLDAP 2.5 looks at the assertion of a change before the rights, and
// 389 Directory Server 2.3 does not have it.
type trial struct {
	verb      identity.Verb
	what      string // in words
	attribute string
	never     string // a value of it that no entry has
	replace   string // the value that suspending writes; empty: none
	add       string // a value to add; empty: none
	filter    string // of entries that have it to write

	base, dn string // where the right is wanted, and the entry that it is tried on; without dn there is none
}

// trials are what a method may have to write.
func trials(cfg *Config, method Method) []trial {
	const year1 = "00010101000000Z"
	end := trial{what: "end passwords (" + attrEnd + ")", attribute: attrEnd, never: year1, replace: ended}
	switch method {
	case Ppolicy:
		return []trial{{what: "lock accounts (" + attrLocked + ")", attribute: attrLocked, never: year1, replace: lockedForEver}, end}
	case EndTime:
		return []trial{end}
	case AccountLock:
		return []trial{{what: "inactivate accounts (" + attrAccount + ")", attribute: attrAccount, never: "exeunt-probe", replace: inactive}}
	case Shell:
		shell := cfg.Attributes.Shell
		return []trial{{what: "change shells (" + shell + ")", attribute: shell, never: "/exeunt/probe", replace: cfg.NoLoginShell, filter: "(" + shell + "=*)"}}
	case Shadow:
		return []trial{{
			what: "let shadow accounts expire (" + attrShadow + ")", attribute: attrShadow, never: "-1234567", replace: expired,
			filter: "(objectClass=shadowAccount)",
		}}
	}
	return nil
}

func (t *trial) request() *goldap.ModifyRequest {
	change := goldap.NewModifyRequest(t.dn, nil)
	change.Delete(t.attribute, []string{t.never})
	if t.replace != "" {
		change.Replace(t.attribute, []string{t.replace})
	}
	if t.add != "" {
		change.Add(t.attribute, []string{t.add})
	}
	change.Delete(t.attribute, []string{t.never})
	return change
}

// try makes the trial, and says what the answer means. An error is one of the connection.
func (p *probing) try(ctx context.Context, t trial) (connector.Right, error) {
	right := connector.Right{Verb: t.verb, What: t.what, Granted: connector.Unknown}
	if t.dn == "" {
		right.Why = "there is no entry to be seen below " + t.base + " that it could be tried on"
		return right, nil
	}
	err := p.cn.Modify(ctx, t.request())
	code, said := wire.Said(err)
	switch {
	case err == nil:
		return right, fmt.Errorf("the directory took a change of %s that it had to refuse: look at %s there, and set it back", t.dn, t.attribute)
	case code == 0:
		return right, explainWrite(t.dn, err)
	case code == goldap.LDAPResultNoSuchAttribute:
		right.Granted = connector.Yes
	case code == goldap.LDAPResultInsufficientAccessRights:
		right.Granted = connector.No
		right.Why = fmt.Sprintf("%s may not write %s of %s", p.cfg.Bind, t.attribute, t.dn)
		right.Grant = p.mayWrite(t.base, t.attribute)
	case code == goldap.LDAPResultUndefinedAttributeType, code == goldap.LDAPResultReferral:
		right.Granted, right.Why = connector.No, answers[code].next
	default:
		right.Why = fmt.Sprintf("tried on %s, and the answer tells nothing: %s", t.dn, said)
	}
	return right, nil
}
