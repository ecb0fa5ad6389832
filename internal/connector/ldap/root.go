package ldap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// rootDSE is what the directory says of itself (RFC 4512, 5.1). One that says nothing offers nothing.
type rootDSE struct {
	usability bool // it offers the account usability control, and means by it what we take it for
	product   product
	effective bool // it offers the effective rights control
	assertion bool // it offers the assertion control

	context string // the naming context that holds the people; people-base where it does not tell
}

func (r *rootDSE) read(ctx context.Context, cn *conn, peopleBase string) error {
	r.context = peopleBase
	e, found, err := cn.Base(ctx, "", "supportedControl", "namingContexts", "objectClass", "vendorName", "vendorVersion")
	switch {
	case goldap.IsErrorAnyOf(err, goldap.LDAPResultInsufficientAccessRights, goldap.LDAPResultUnwillingToPerform):
		return nil
	case err != nil:
		return fmt.Errorf("read what the directory offers: %w", explainSearch("the root entry", err))
	case !found:
		return nil
	}
	offers := func(oid string) bool { return slices.Contains(e.GetEqualFoldAttributeValues("supportedControl"), oid) }
	r.product = productOf(e)
	r.usability = offers(oidUsability) && r.product != ds389
	r.effective, r.assertion = offers(oidEffective), offers(oidAssertion)
	cn.MarkerNamesSearch = r.product == ds389
	for _, nc := range e.GetEqualFoldAttributeValues("namingContexts") {
		if nc != "" && wire.Below(peopleBase, nc) {
			r.context = nc
		}
	}
	return nil
}

// means returns why a method would keep nobody out of this directory; nil: it does, or it is not known.
func (r *rootDSE) means(method Method) error {
	switch {
	case method == AccountLock && r.product != ds389:
		return errors.New("nsaccountlock means nothing to a directory that does not say that it is a 389 Directory Server (vendorName of its root entry): " +
			"take nsaccountlock out of suspend-by, and see docs/connectors/ldap.md for what your directory has")
	case (method == Ppolicy || method == EndTime) && r.product == ds389:
		return fmt.Errorf("%s means nothing to a 389 Directory Server: name nsaccountlock in suspend-by instead of it", method)
	}
	return nil
}

// product is what kind of server it is, where that matters.
type product string

// The products that we know.
const (
	openLDAP product = "OpenLDAP"
	ds389    product = "389 Directory Server"
)

// productOf goes by the class of the root entry, or by the vendor that stands in it: "389 Project" and
// "389-Directory/2.3.1" also in FreeIPA, "Red Hat" in its Directory Server.
func productOf(root *goldap.Entry) product {
	e := entry{Entry: root}
	vendor := strings.ToLower(e.value("vendorName") + " " + e.value("vendorVersion"))
	switch {
	case e.has("objectClass", "OpenLDAProotDSE"):
		return openLDAP
	case strings.Contains(vendor, "389") || strings.Contains(vendor, "red hat") || strings.Contains(vendor, "redhat"):
		return ds389
	}
	return ""
}
