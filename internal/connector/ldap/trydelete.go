package ldap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const (
	// oidEffective is the control "get effective rights" (draft-ietf-ldapext-acl-model), which 389 Directory Server answers
	// to anybody who asks about himself.
	oidEffective = "1.3.6.1.4.1.42.2.27.9.5.2"
	// oidAssertion is the assertion control (RFC 4528).
	oidAssertion = "1.3.6.1.1.12"
)

// deletes finds out whether accounts may be deleted, without deleting one.
//
//	the directory offers   so
//	effective rights       it is asked
//	assertions, OpenLDAP   it is told to delete an entry on a condition that never holds: OpenLDAP looks at the right to
//	                       take entries out of the entry above first
//	neither                it is not known
func (p *probing) deletes(ctx context.Context) (connector.Right, error) {
	right := connector.Right{Verb: identity.Delete, What: "delete accounts", Granted: connector.Unknown}
	dn, err := p.one(ctx, p.cfg.PeopleBase, p.cfg.Filter)
	switch {
	case err != nil:
		return right, err
	case dn == "":
		right.Why = "there is no account to be seen that it could be asked about"
	case p.cn.root.effective:
		err = p.askDelete(ctx, dn, &right)
	case p.cn.root.assertion && p.cn.root.product == openLDAP:
		err = p.deleteNever(ctx, dn, &right)
	default:
		right.Why = "this directory tells only when it is asked to delete"
	}
	return right, err
}

func (p *probing) askDelete(ctx context.Context, dn string, right *connector.Right) error {
	request := goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", []string{"1.1"},
		[]goldap.Control{goldap.NewControlString(oidEffective, true, "dn: "+p.cfg.Bind)})
	var levels []string
	err := p.cn.Call(ctx, func(context.Context) error {
		result, err := p.cn.LDAP.Search(request)
		if err == nil && len(result.Entries) == 1 {
			levels = result.Entries[0].GetEqualFoldAttributeValues("entryLevelRights")
		}
		return err
	})
	code, said := wire.Said(err)
	switch {
	case err != nil && code == 0:
		return explainSearch(dn, err)
	case err != nil || len(levels) == 0:
		right.Why = fmt.Sprintf("asked about %s, and told nothing: %s", dn, said)
	case slices.ContainsFunc(levels, func(level string) bool { return strings.Contains(level, "d") }):
		right.Granted = connector.Yes
	default:
		p.refuse(dn, right)
	}
	return nil
}

func (p *probing) deleteNever(ctx context.Context, dn string, right *connector.Right) error {
	never, err := goldap.CompileFilter("(!(objectClass=*))")
	if err != nil {
		return err
	}
	request := goldap.NewDelRequest(dn, []goldap.Control{goldap.NewControlString(oidAssertion, true, string(never.Bytes()))})
	err = p.cn.Call(ctx, func(context.Context) error { return p.cn.LDAP.Del(request) })
	code, said := wire.Said(err)
	switch {
	case err == nil:
		return fmt.Errorf("the directory deleted %s, though it was told to do so on a condition that never holds: bring it back from its backup", dn)
	case code == 0:
		return explainWrite(dn, err)
	case code == goldap.LDAPResultAssertionFailed:
		right.Granted, right.Why = connector.Yes, "entries may be taken out of the entry above; a rule for the entry itself shows only when it is deleted"
	case code == goldap.LDAPResultInsufficientAccessRights:
		p.refuse(dn, right)
	default:
		right.Why = fmt.Sprintf("tried on %s, and the answer tells nothing: %s", dn, said)
	}
	return nil
}

func (p *probing) refuse(dn string, right *connector.Right) {
	right.Granted, right.Why = connector.No, fmt.Sprintf("%s may not delete %s", p.cfg.Bind, dn)
	right.Grant = p.mayDelete()
}
