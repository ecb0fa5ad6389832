package ldap

import (
	"fmt"
)

// mayWrite writes, as LDIF, the rule that lets us write an attribute below an entry; empty: we do not know the rules of
// this product.
func (p *probing) mayWrite(base, attribute string) string {
	switch p.cn.root.product {
	case openLDAP:
		return p.olcAccess(base, attribute)
	case ds389:
		return p.aci(base, fmt.Sprintf(`(targetattr = "%s")(version 3.0; acl "exeunt writes %s"; allow (write) `, attribute, attribute))
	}
	return ""
}

// mayDelete writes the rule that lets us delete accounts.
func (p *probing) mayDelete() string {
	switch p.cn.root.product {
	case openLDAP:
		return p.olcAccess(p.cfg.PeopleBase, "entry,children")
	case ds389:
		return p.aci(p.cfg.PeopleBase, `(version 3.0; acl "exeunt deletes accounts"; allow (delete) `)
	}
	return ""
}

// olcAccess writes a rule of OpenLDAP. In which database the entry stands is written in the configuration, where we may
// not look: usually it is {1}mdb.
func (p *probing) olcAccess(base, attributes string) string {
	return fmt.Sprintf(`dn: olcDatabase={1}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {0}to dn.subtree="%s" attrs=%s
  by dn.exact="%s" write
  by * break`, base, attributes, p.cfg.Bind)
}

// aci writes a rule of 389 Directory Server, which takes the name in a userdn as it is: it does not know %20 for a space.
func (p *probing) aci(base, rule string) string {
	return fmt.Sprintf(`dn: %s
changetype: modify
add: aci
aci: %suserdn = "ldap:///%s";)`, base, rule, p.cfg.Bind)
}
