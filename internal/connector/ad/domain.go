package ad

import (
	"context"
	"errors"
	"fmt"
	"slices"

	goldap "github.com/go-ldap/ldap/v3"
)

// oidAD is the capability by which a server says that it is an Active Directory domain controller (MS-ADTS 3.1.1.3.4.3).
const oidAD = "1.2.840.113556.1.4.800"

// domain is what a domain controller says of itself and of us.
type domain struct {
	base   string // the DN of the domain
	config string // the DN of the configuration of the forest
	sid    sid    // of the domain
	us     []sid  // our own, and those of our groups, nested ones too

	hides bool // the schema has msExchHideFromAddressLists; looked at only where the settings hide accounts
}

func (d *domain) read(ctx context.Context, cn *conn, cfg *Config) error {
	root, found, err := cn.Base(ctx, "", "defaultNamingContext", "configurationNamingContext", "schemaNamingContext", "supportedCapabilities", attrToken)
	switch {
	case err != nil:
		return fmt.Errorf("read what the server offers: %w", explainSearch("the root entry", err))
	case !found || !slices.Contains(root.GetEqualFoldAttributeValues("supportedCapabilities"), oidAD):
		return errors.New("the server is no Active Directory domain controller: write kind: ldap for another directory")
	}
	d.base, d.config = root.GetEqualFoldAttributeValue("defaultNamingContext"), root.GetEqualFoldAttributeValue("configurationNamingContext")
	d.us = sids(entry{root}.values(attrToken))
	top, found, err := cn.Base(ctx, d.base, attrSID)
	switch {
	case err != nil:
		return explainSearch(d.base, err)
	case !found:
		return fmt.Errorf("%s cannot be seen: may %s read the domain?", d.base, cfg.Bind)
	}
	d.sid = sid(entry{top}.value(attrSID))
	if cfg.Hide {
		d.hides, err = cn.hasAttribute(ctx, root.GetEqualFoldAttributeValue("schemaNamingContext"), attrHide)
	}
	return err
}

// hasAttribute looks into the schema.
func (c *conn) hasAttribute(ctx context.Context, schema, name string) (has bool, err error) {
	request := goldap.NewSearchRequest(schema, goldap.ScopeSingleLevel, goldap.NeverDerefAliases, 0, 0, false,
		"(lDAPDisplayName="+name+")", []string{"1.1"}, nil)
	err = c.Call(ctx, func(context.Context) error {
		result, err := c.LDAP.Search(request)
		has = err == nil && len(result.Entries) > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for %s in the schema: %w", name, explainSearch(schema, err))
	}
	return has, nil
}

// of returns the SID of an account or group of the domain by its relative number.
func (d *domain) of(rid uint32) sid { return d.sid.with(rid) }
