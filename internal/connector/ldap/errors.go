package ldap

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
// error that is none of the directory's, the outcome is unknown until somebody looks.
var answers = map[uint16]answer{
	goldap.LDAPResultBusy:               {throttled, "it is busy; try again later"},
	goldap.LDAPResultUnavailable:        {throttled, "it is shutting down or starting; try again later"},
	goldap.LDAPResultAdminLimitExceeded: {throttled, "a limit of the server was reached; try again later, or raise it"},

	goldap.LDAPResultNoSuchObject: {gone, ""},

	goldap.LDAPResultInsufficientAccessRights: {connector.Permanent, "give the account of the settings (bind) the right to write it; docs/connectors/ldap.md has the access rules"},
	goldap.LDAPResultReferral:                 {connector.Permanent, "this server may not be written to: name the provider in url"},
	goldap.LDAPResultUnwillingToPerform:       {connector.Permanent, "the server does not allow it: see its log for the reason"},
	goldap.LDAPResultConstraintViolation:      {connector.Permanent, "a rule of the server forbids the value: see its log for the reason"},
	goldap.LDAPResultObjectClassViolation:     {connector.Permanent, "the entry would no longer be valid: change its classes, or do it by hand"},
	goldap.LDAPResultUndefinedAttributeType:   {connector.Permanent, "the server does not know the attribute: load the overlay or schema it belongs to (ppolicy, nis), or take its method out of suspend-by"},
	goldap.LDAPResultInvalidAttributeSyntax:   {connector.Permanent, "the server does not take the value"},
	goldap.LDAPResultNoSuchAttribute:          {connector.Permanent, "the value is not there"},
	goldap.LDAPResultInvalidDNSyntax:          {connector.Permanent, "the server does not take the name"},
	goldap.LDAPResultNamingViolation:          {connector.Permanent, "the name of the entry needs that value"},
	goldap.LDAPResultNotAllowedOnNonLeaf:      {connector.Permanent, "there are entries below it: move or delete those first"},
	goldap.LDAPResultNotAllowedOnRDN:          {connector.Permanent, "the name of the entry needs that value"},
	goldap.LDAPResultStrongAuthRequired:       {connector.Permanent, "the server wants a stronger sign-in: see its security settings"},
	goldap.LDAPResultConfidentialityRequired:  {connector.Permanent, "the server wants an encrypted connection: write ldaps://, or add start-tls: true"},
}

// explainWrite gives the answer to a write its class, and says what to do next.
func explainWrite(dn string, err error) error {
	if err == nil {
		return nil
	}
	code, said := wire.Said(err)
	a, known := answers[code]
	switch {
	case !known:
		return fmt.Errorf("write %s: %w", dn, err)
	case a.next == "":
		return a.class(fmt.Errorf("write %s: %s: %w", dn, said, err))
	}
	return a.class(fmt.Errorf("the directory refused to write %s (%s): %s: %w", dn, said, a.next, err))
}

const hintBase = "is it spelled as in the directory, and may the account of the settings (bind) read it?"

// explainSearch says what to do about a search that did not end well.
func explainSearch(base string, err error) error {
	code, _ := wire.Said(err)
	switch code {
	case goldap.LDAPResultNoSuchObject:
		return fmt.Errorf("there is no %s that could be seen: %s (%w)", base, hintBase, err)
	case goldap.LDAPResultSizeLimitExceeded, goldap.LDAPResultAdminLimitExceeded:
		return fmt.Errorf("the directory stops in the middle because of its limits: raise them for the account of the settings (bind), "+
			"on OpenLDAP with olcLimits size.prtotal=unlimited, on 389 Directory Server with nsLookThroughLimit: -1 in its entry (%w)", err)
	case goldap.LDAPResultTimeLimitExceeded:
		return fmt.Errorf("the directory stops in the middle because of its time limit: raise it for the account of the settings (bind), "+
			"or index the attributes of the filter (%w)", err)
	case goldap.LDAPResultInsufficientAccessRights:
		return fmt.Errorf("the account of the settings (bind) may not read %s: docs/connectors/ldap.md has the access rules (%w)", base, err)
	case goldap.LDAPResultReferral:
		return fmt.Errorf("another server holds %s: name that one in url (%w)", base, err)
	case goldap.LDAPResultBusy, goldap.LDAPResultUnavailable:
		return throttled(err)
	}
	return err
}

// explainBind says why we may not sign in. A refusal is permanent: trying a wrong password again and again gets the
// account locked.
func explainBind(bind, told string, err error) error {
	code, said := wire.Said(err)
	if told != "" {
		said += ": " + told
	}
	switch code {
	case 0:
		return fmt.Errorf("sign in as %s: %w", bind, err)
	case goldap.LDAPResultInvalidCredentials:
		return connector.Permanent(fmt.Errorf("the directory does not let %s in (%s): the password is wrong, the account is locked or has expired, or there is no such entry; "+
			"see to bind and password in the settings (%w)", bind, said, err))
	case goldap.LDAPResultBusy, goldap.LDAPResultUnavailable:
		return throttled(err)
	}
	return connector.Permanent(fmt.Errorf("the directory does not let %s in (%s): %w", bind, said, err))
}
