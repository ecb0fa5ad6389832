package ad

import (
	"fmt"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// answer is what a result code of a write means to us: its class, and what to do next.
type answer struct {
	class func(error) error
	next  string
}

func throttled(err error) error { return &connector.ThrottledError{Err: err} }

func gone(err error) error { return fmt.Errorf("%w: %w", connector.ErrGone, err) }

// answers are the result codes (RFC 4511, 4.1.9) after which nothing was changed. After any other code, and after an
// error that is none of the domain's, the outcome is unknown until somebody looks.
var answers = map[uint16]answer{
	goldap.LDAPResultBusy:               {throttled, "it is busy; try again later"},
	goldap.LDAPResultUnavailable:        {throttled, "it is shutting down or starting; try again later"},
	goldap.LDAPResultAdminLimitExceeded: {throttled, "a limit of the server was reached; try again later"},

	goldap.LDAPResultNoSuchObject: {gone, ""},

	goldap.LDAPResultInsufficientAccessRights: {connector.Permanent, "give the account of the settings (bind) the right to; docs/connectors/ad.md has the commands. The accounts of administrators are guarded by the domain itself"},
	goldap.LDAPResultReferral:                 {connector.Permanent, "this domain controller may not be written to: name a writable one in url"},
	goldap.LDAPResultUnwillingToPerform:       {connector.Permanent, "a rule of the domain forbids it"},
	goldap.LDAPResultConstraintViolation:      {connector.Permanent, "a rule of the domain forbids the value"},
	goldap.LDAPResultObjectClassViolation:     {connector.Permanent, "the schema forbids it"},
	goldap.LDAPResultNoSuchAttribute:          {connector.Permanent, "it was changed by somebody else at the same moment, or the schema does not know the attribute; look again"},
	goldap.LDAPResultUndefinedAttributeType:   {connector.Permanent, "the schema does not know the attribute"},
	goldap.LDAPResultInvalidAttributeSyntax:   {connector.Permanent, "the domain does not take the value"},
	goldap.LDAPResultInvalidDNSyntax:          {connector.Permanent, "the domain does not take the name"},
	goldap.LDAPResultEntryAlreadyExists:       {connector.Permanent, "there is already an entry of that name: rename one of the two"},
	goldap.LDAPResultNotAllowedOnNonLeaf:      {connector.Permanent, "there are entries below it: move or delete those first"},
	goldap.LDAPResultStrongAuthRequired:       {connector.Permanent, "the domain controller wants an encrypted connection: write ldaps://"},
	goldap.LDAPResultConfidentialityRequired:  {connector.Permanent, "the domain controller wants an encrypted connection: write ldaps://"},
}

// explainWrite gives the answer to a write its class, and says what to do next.
func explainWrite(what, dn string, err error) error {
	if err == nil {
		return nil
	}
	code, said := wire.Said(err)
	a, known := answers[code]
	switch {
	case !known:
		return fmt.Errorf("%s %s: %w", what, dn, err)
	case a.next == "":
		return a.class(fmt.Errorf("%s %s: %s: %w", what, dn, said, err))
	}
	return a.class(fmt.Errorf("the domain refused to %s %s (%s): %s: %w", what, dn, said, a.next, err))
}
