package ad

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

const ridDomainAdmins = 512

// ruling are the groups of a domain whose members rule it, by their relative numbers. An administrator of the forest is
// a member of groups of its root domain: only the number is looked at.
var ruling = map[uint32]string{
	ridDomainAdmins: "Domain Admins",
	518:             "Schema Admins",
	519:             "Enterprise Admins",
	526:             "Key Admins",
	527:             "Enterprise Key Admins",
}

// rulingBuiltin are those of S-1-5-32.
var rulingBuiltin = map[uint32]string{
	544: "Administrators", 548: "Account Operators", 549: "Server Operators", 550: "Print Operators", 551: "Backup Operators",
}

// guarded does what cuts an account unless the account is one that nobody may cut by a mistake. A domain of Windows guards
// its administrators by itself (AdminSDHolder), against accounts with fewer rights than theirs; Samba does not.
//
//	the account is                                  it is
//	the one that we sign in with                    refused
//	one that the domain made for itself             refused
//	an administrator (adminCount, or by any group)  refused, unless the settings say cut-admins
//	the last one open in Domain Admins              refused
func (d *deed) guarded(ctx context.Context, do func(context.Context) error) error {
	if err := d.notOurs(); err != nil {
		return connector.Permanent(err)
	}
	rules := d.rules()
	if rules == "" {
		return do(ctx)
	}
	if !d.cfg.CutAdmins {
		return connector.Permanent(fmt.Errorf("%s is an administrator (%s): take it out of the groups of administrators by hand, set its adminCount back, "+
			"or allow Exeunt to cut administrators with cut-admins: true", d.entry.DN, rules))
	}
	d.admins.Lock()
	defer d.admins.Unlock()
	if err := d.notLast(ctx); err != nil {
		return err
	}
	return do(ctx)
}

func (d *deed) notOurs() error {
	switch {
	case slices.Contains(d.cn.domain.us, sid(d.entry.value(attrSID))):
		return fmt.Errorf("%s is the account that Exeunt itself signs in with: give Exeunt another one (bind) before this one goes", d.entry.DN)
	case d.entry.has(attrBuiltIn, "TRUE"):
		return fmt.Errorf("%s is an account that the domain made for itself, and may need: change it by hand", d.entry.DN)
	}
	return nil
}

// rules says by what the account is an administrator, empty when it is none.
func (d *deed) rules() string {
	var by []string
	for _, s := range sids(d.entry.values(attrToken)) {
		names := ruling
		if s.builtin() {
			names = rulingBuiltin
		}
		if name, ok := names[s.rid()]; ok {
			by = append(by, "member of "+name+", perhaps by another group")
		}
	}
	if count := d.entry.value(attrAdmin); count != "" && count != "0" {
		by = append(by, "adminCount is "+count)
	}
	slices.Sort(by)
	return strings.Join(by, "; ")
}

// notLast refuses to cut whoever is the last one open in Domain Admins, by whatever groups in between.
func (d *deed) notLast(ctx context.Context) error {
	admins := d.cn.domain.of(ridDomainAdmins)
	if d.account.State == identity.Suspended || !slices.Contains(sids(d.entry.values(attrToken)), admins) {
		return nil
	}
	group, found, err := d.cn.Base(ctx, admins.dn(), attrName)
	switch {
	case err != nil:
		return explainSearch("Domain Admins", err)
	case !found:
		return errors.New("the group Domain Admins cannot be seen, so nobody knows who would be left in it")
	}
	leads, err := d.leads(ctx, group.DN)
	if err != nil || !leads {
		return err
	}
	others, err := d.others(ctx, group.DN)
	if err == nil && others == 0 {
		err = connector.Permanent(fmt.Errorf("%s is the last one open in %s: put somebody else in first", d.entry.DN, group.GetEqualFoldAttributeValue(attrName)))
	}
	return err
}

// leads reports whether what the verb takes is what makes the account an administrator.
func (d *deed) leads(ctx context.Context, admins string) (bool, error) {
	if d.op.Verb != identity.Remove {
		return true, nil
	}
	dn := goldap.EscapeFilter(admins)
	inside, err := d.groups(ctx, d.cn, "(&(objectClass=group)(|(distinguishedName="+dn+")"+within(admins)+"))")
	if err != nil {
		return false, err
	}
	for _, g := range inside.byName {
		if slices.ContainsFunc(d.op.Entitlements, func(e identity.Entitlement) bool { return e.Key == g.Key }) {
			return true, nil
		}
	}
	return false, nil
}

// others counts who else is open in Domain Admins, ourselves left out.
func (d *deed) others(ctx context.Context, admins string) (count int, err error) {
	filter := fmt.Sprintf("(&%s(|%s(primaryGroupID=%d)))", normalUser, within(admins), ridDomainAdmins)
	request := below(d.cn.domain.base, filter, attrSID, attrControl, attrExpires)
	err = d.cn.Pages(ctx, request, d.cfg.PageSize, explainSearch, func(page []wire.Entry) error {
		for _, found := range page {
			e := entry{found.Entry}
			us := slices.Contains(d.cn.domain.us, sid(e.value(attrSID)))
			if e.DN != d.entry.DN && !us && e.state(d.cfg.Now()) == identity.Enabled {
				count++
			}
		}
		return nil
	})
	return count, err
}

// within returns the filter of whatever is in a group, by however many groups in between (LDAP_MATCHING_RULE_IN_CHAIN).
func within(group string) string {
	return "(memberOf:1.2.840.113556.1.4.1941:=" + goldap.EscapeFilter(group) + ")"
}
