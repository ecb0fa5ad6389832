package ldap

import (
	"context"
	"fmt"
	"slices"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// rootDSE is what the directory says of itself (RFC 4512, 5.1). One that says nothing offers nothing.
type rootDSE struct {
	usability bool   // it offers the account usability control
	context   string // the naming context that holds the people; people-base where it does not tell
}

func (r *rootDSE) read(ctx context.Context, cn *conn, peopleBase string) error {
	r.context = peopleBase
	e, found, err := cn.Base(ctx, "", "supportedControl", "namingContexts")
	switch {
	case goldap.IsErrorAnyOf(err, goldap.LDAPResultInsufficientAccessRights, goldap.LDAPResultUnwillingToPerform):
		return nil
	case err != nil:
		return fmt.Errorf("read what the directory offers: %w", explainSearch("the root entry", err))
	case !found:
		return nil
	}
	r.usability = slices.Contains(e.GetEqualFoldAttributeValues("supportedControl"), oidUsability)
	for _, nc := range e.GetEqualFoldAttributeValues("namingContexts") {
		if nc != "" && wire.Below(peopleBase, nc) {
			r.context = nc
		}
	}
	return nil
}
