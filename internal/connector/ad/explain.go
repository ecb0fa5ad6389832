package ad

import (
	"fmt"
	"regexp"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// refusals say what a domain means by the number after "data" in its answer to a sign-in; the code 49 alone is the same
// for all of them (Windows error codes, as AcceptSecurityContext returns them).
var refusals = map[string]string{
	"525": "there is no such account: see to bind in the settings",
	"52e": "the password is wrong, or there is no such account: see to bind and password in the settings",
	"52f": "a restriction of the account forbids it: it may be in Protected Users, or have no password",
	"530": "the account may not sign in at this hour: change its logon hours",
	"531": "the account may not sign in from this machine: change its list of workstations",
	"532": "the password has expired: set a new one, and let it never expire",
	"533": "the account is disabled: enable it",
	"568": "the account is in too many groups",
	"701": "the account has expired: change the day on which it ends",
	"773": "the password must be changed before the first sign-in: set a new one, without that tick",
	"775": "the account is locked after wrong passwords: unlock it, and find out who tries",
}

var dataCode = regexp.MustCompile(`data ([0-9a-f]+)`)

// refusedBecause reads the reason of a refused sign-in; empty where the answer has none that we know.
func refusedBecause(err error) (code, meaning string) {
	found := dataCode.FindStringSubmatch(err.Error())
	if found == nil {
		return "", ""
	}
	return found[1], refusals[found[1]]
}

// explainBind says why we may not sign in. A refusal is permanent: trying a wrong password again and again gets the
// account locked.
func explainBind(bind string, err error) error {
	if err == nil {
		return nil
	}
	switch code, said := wire.Said(err); code {
	case 0:
		return fmt.Errorf("sign in as %s: %w", bind, err)
	case goldap.LDAPResultBusy, goldap.LDAPResultUnavailable:
		return throttled(err)
	case goldap.LDAPResultInvalidCredentials:
		data, meaning := refusedBecause(err)
		if meaning == "" {
			meaning = "the password is wrong, or the account may not sign in; see to bind and password in the settings"
		}
		return connector.Permanent(fmt.Errorf("the domain does not let %s in (data %s): %s (%w)", bind, firstOf(data, "none"), meaning, err))
	default:
		return connector.Permanent(fmt.Errorf("the domain does not let %s in (%s): %w", bind, said, err))
	}
}

const hintBase = "is it spelled as in the domain, and may the account of the settings (bind) read it?"

// explainSearch says what to do about a search that did not end well.
func explainSearch(base string, err error) error {
	code, _ := wire.Said(err)
	switch code {
	case goldap.LDAPResultNoSuchObject:
		return fmt.Errorf("there is no %s that could be seen: %s (%w)", base, hintBase, err)
	case goldap.LDAPResultSizeLimitExceeded, goldap.LDAPResultAdminLimitExceeded, goldap.LDAPResultTimeLimitExceeded:
		return fmt.Errorf("the domain controller stops in the middle because of its limits: see to its LDAP policy (MaxPageSize, MaxQueryDuration), or narrow base or filter (%w)", err)
	case goldap.LDAPResultInsufficientAccessRights:
		return fmt.Errorf("the account of the settings (bind) may not read %s: docs/connectors/ad.md has the rights that it needs (%w)", base, err)
	case goldap.LDAPResultReferral:
		return fmt.Errorf("another domain controller holds %s: name one of that domain in url (%w)", base, err)
	case goldap.LDAPResultBusy, goldap.LDAPResultUnavailable:
		return throttled(err)
	}
	return err
}
