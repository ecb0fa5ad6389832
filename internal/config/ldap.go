package config

import (
	"net/url"
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Directory is a directory that speaks LDAP.
type Directory struct {
	URL      string // ldaps://host[:port], or ldap:// with StartTLS
	CA       string // the file of the certificate authority; empty: those of this machine
	StartTLS bool
	Insecure bool   // an unencrypted connection was asked for, aloud
	Bind     string // the DN that we are there; empty: nobody
	Password Secret
	Timeout  time.Duration // of one request

	PeopleBase string // the DN under which accounts are
	GroupsBase string // the DN under which groups are; empty: groups are not read
	Filter     string // of accounts; empty: every entry that has the login attribute
	GroupsBy   GroupsBy
	Attributes map[Attribute]string
	KindValues map[identity.AccountKind][]string // the words of AttributeKind

	SuspendBy   []SuspendBy
	PageSize    int // entries asked for at once
	Concurrency int // writes at once
}

// GroupsBy says where a directory holds who is in a group.
type GroupsBy string

// The ways to read groups.
const (
	ByMember   GroupsBy = "member"   // in the group: works everywhere
	ByMemberOf GroupsBy = "memberof" // in the account: needs the overlay, and is less to read
)

// SuspendBy is one thing that suspends an account of a directory.
type SuspendBy string

// The ways to suspend.
const (
	ByPPolicy SuspendBy = "ppolicy"  // pwdAccountLockedTime, where the password policy honours it
	ByShell   SuspendBy = "shell"    // a login shell that lets nobody in
	ByShadow  SuspendBy = "shadow"   // an account expiry in the past, for PAM
	ByEndTime SuspendBy = "end-time" // pwdEndTime in the past

	ByAccountLock SuspendBy = "nsaccountlock" // nsAccountLock, of 389 Directory Server
)

// Attribute is what an attribute of an entry holds.
type Attribute string

// The attributes.
const (
	AttributeKey      Attribute = "key"
	AttributeLogin    Attribute = "login"
	AttributeEmail    Attribute = "email"
	AttributeEmployee Attribute = "employee"
	AttributeGiven    Attribute = "given"
	AttributeFamily   Attribute = "family"
	AttributeDisplay  Attribute = "display"
	AttributeLastSeen Attribute = "last-seen"
	AttributeCreated  Attribute = "created"
	AttributeOwner    Attribute = "owner"
	AttributeKind     Attribute = "kind"
	AttributeMember   Attribute = "member"
	AttributeMemberOf Attribute = "member-of"
	AttributeShell    Attribute = "shell"
)

var directoryAttributes = section[map[Attribute]string]{fields: []field[map[Attribute]string]{
	entry(attributeType, AttributeKey, Key{Name: "key", Default: "entryUUID", Doc: "The id of the entry, which never changes."}),
	entry(attributeType, AttributeLogin, Key{Name: "login", Default: "uid", Doc: "The login name."}),
	entry(attributeType, AttributeEmail, Key{Name: "email", Default: "mail", Doc: "The mail address."}),
	entry(attributeType, AttributeEmployee, Key{Name: "employee", Default: "employeeNumber", Doc: "The number of the person at HR."}),
	entry(attributeType, AttributeGiven, Key{Name: "given", Default: "givenName", Doc: "The given name."}),
	entry(attributeType, AttributeFamily, Key{Name: "family", Default: "sn", Doc: "The family name."}),
	entry(attributeType, AttributeDisplay, Key{Name: "display", Default: "cn", Example: "displayName", Doc: "The name as one shows it."}),
	entry(attributeType, AttributeLastSeen, Key{
		Name: "last-seen", Example: "pwdLastSuccess",
		Doc: "When the account last signed in. Only where the directory keeps it (OpenLDAP: olcLastBind): without this key nobody is found dormant there.",
	}),
	entry(attributeType, AttributeCreated, Key{Name: "created", Default: "createTimestamp", Doc: "When the entry was made."}),
	entry(attributeType, AttributeOwner, Key{Name: "owner", Example: "owner", Doc: "Who answers for a service or shared account."}),
	entry(attributeType, AttributeKind, Key{Name: "kind", Example: "employeeType", Doc: "What the account is for, in one of the words of kind-values."}),
	entry(attributeType, AttributeMember, Key{Name: "member", Default: "member", Doc: "Who is in a group, in the group."}),
	entry(attributeType, AttributeMemberOf, Key{Name: "member-of", Default: "memberOf", Doc: "The groups of an account, in the account."}),
	entry(attributeType, AttributeShell, Key{Name: "shell", Default: "loginShell", Doc: "The login shell."}),
}}

var (
	attributeType = matching[string]("the name of an attribute such as employeeNumber", `^[A-Za-z][A-Za-z0-9.;-]*$`)
	dn            = matching[string]("a distinguished name such as ou=people,dc=example,dc=com", `^[A-Za-z0-9.-]+ *=.+$`)
	ldapFilter    = single("an LDAP filter such as (objectClass=inetOrgPerson)", schema{Type: "string", Pattern: `^\(.*\)$`}, balanced)
	ldapURL       = single("a URL such as ldaps://ldap.example.com or ldap://ldap.example.com:389", schema{Type: "string", Pattern: `^ldaps?://[^/@?#]+/?$`}, parseLDAPURL)
)

func parseLDAPURL(s string) (string, bool) {
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "ldap" || u.Scheme == "ldaps") && u.Hostname() != "" && u.User == nil &&
		strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == ""
	return strings.TrimSuffix(s, "/"), ok
}

// balanced takes what stands in one pair of parentheses, with every other pair inside it.
func balanced(s string) (string, bool) {
	depth := 0
	for i, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth <= 0 && i < len(s)-1 {
			return "", false
		}
	}
	return s, s != "" && depth == 0
}
