package config

import (
	"strings"
	"time"
)

// Domain is an Active Directory domain.
type Domain struct {
	URL      string // ldaps://host[:port], or ldap:// with StartTLS
	CA       string // the file of the certificate authority; empty: those of this machine
	StartTLS bool
	Bind     string // who we are there: name@domain, DOMAIN\name or a DN
	Password Secret
	Timeout  time.Duration // of one request

	SignIn  DomainSignIn
	Service string // for Kerberos: the principal of the domain controller; empty: ldap/ and the host of URL
	KDC     string // for Kerberos: host[:port]; empty: the host of URL
	Keytab  string // for Kerberos: a file in the place of Password

	Base       string // the DN under which accounts are; empty: the domain
	Filter     string // of accounts; empty: every user
	Computers  bool   // computers are accounts too
	Attributes map[Attribute]string

	ScramblePassword bool   // suspending replaces the password by one that nobody knows
	Expire           bool   // suspending ends the account by its date, too
	StampDescription bool   // suspending writes date, actor and reason into the description
	HideFromLists    bool   // suspending hides from the address lists
	MoveTo           string // the DN under which suspending moves accounts; empty: they stay
	CutAdmins        bool   // administrators may be cut, but for the last one

	MaxTicketAge time.Duration // of the domain's Kerberos policy

	PageSize    int // entries asked for at once
	Concurrency int // writes at once
}

// DomainSignIn is a way to sign in to a domain.
type DomainSignIn string

// The ways to sign in.
const (
	SignInSimple   DomainSignIn = "simple"   // name and password, inside TLS
	SignInKerberos DomainSignIn = "kerberos" // a ticket, inside TLS
)

var systemAD = kind[System]{
	name:   AD,
	fields: append(within((*System).ad, domain), owner(false)),
	check:  func(p *place, s *System) { checkDomain(p, s.ad()) },
}

var domainAttributes = section[map[Attribute]string]{fields: []field[map[Attribute]string]{
	entry(attributeType, AttributeLogin, Key{Name: "login", Default: "sAMAccountName", Example: "userPrincipalName", Doc: "The login name."}),
	entry(attributeType, AttributeEmail, Key{Name: "email", Default: "mail", Doc: "The mail address."}),
	entry(attributeType, AttributeEmployee, Key{Name: "employee", Default: "employeeID", Example: "employeeNumber", Doc: "The number of the person at HR."}),
	entry(attributeType, AttributeOwner, Key{Name: "owner", Example: "extensionAttribute5", Doc: "Who answers for a service or shared account: an id, login or mail address."}),
}}

func checkDomain(p *place, d *Domain) {
	plain := strings.HasPrefix(d.URL, "ldap://")
	switch {
	case !p.good("url", "start-tls"):
	case plain && !d.StartTLS:
		p.problem("url", "url is ldap:// without start-tls: a domain takes no password over an open connection", "ldaps:// or start-tls: true")
	case !plain && d.StartTLS:
		p.problem("start-tls", "start-tls is on for an ldaps:// URL, which is encrypted from the start", "ldap://, or no start-tls")
	}
	checkDomainSignIn(p, d)
}

func checkDomainSignIn(p *place, d *Domain) {
	if !p.good("sign-in", "bind", "password", "keytab") {
		return
	}
	if d.SignIn == SignInSimple {
		for _, key := range []string{"keytab", "kdc", "service"} {
			if p.has(key) {
				p.problem(key, key+" is for sign-in: kerberos", "sign-in: kerberos, or no "+key)
			}
		}
	}
	switch {
	case d.SignIn == SignInKerberos && !strings.Contains(d.Bind, "@"):
		p.problem("bind", "bind is "+quote(d.Bind)+", and a sign-in by Kerberos needs the domain, too", "name@domain")
	case p.has("password") && p.has("keytab"):
		p.problem("keytab", "keytab is written beside password", "one of the two")
	case !p.has("password") && !p.has("keytab"):
		p.problem("", "password is missing", "password as "+secretExpected)
	}
}
