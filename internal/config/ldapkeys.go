package config

import (
	"strings"
	"time"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

var systemLDAP = kind[System]{
	name:   LDAP,
	fields: append(within((*System).ldap, directory), owner(false)),
	check:  func(p *place, s *System) { checkConnection(p, s.ldap()) },
}

var directory = []field[Directory]{
	bind(ldapURL, func(d *Directory) *string { return &d.URL }, Key{
		Name: "url", Required: true, Example: "ldaps://ldap.example.com",
		Doc: "Where the directory listens.",
	}),
	bind(path, func(d *Directory) *string { return &d.CA }, Key{
		Name: "ca", Example: "ca.crt",
		Doc: "The file of the authority that signed the directory's certificate, when this machine does not know it.",
	}),
	bind(yes, func(d *Directory) *bool { return &d.StartTLS }, Key{
		Name: "start-tls", Default: "false", Example: "true",
		Doc: "Encrypt an ldap:// connection before anything is said on it.",
	}),
	bind(yes, func(d *Directory) *bool { return &d.Insecure }, Key{
		Name: "insecure", Default: "false",
		Doc: "Let an ldap:// connection go unencrypted, password and all. Only for a test.",
	}),
	bind(dn, func(d *Directory) *string { return &d.Bind }, Key{
		Name: "bind", Example: "cn=exeunt,ou=services,dc=example,dc=com",
		Doc: "The account that we use there. It reads every account and group, and writes what suspends them.",
	}),
	bind(secret, func(d *Directory) *Secret { return &d.Password }, Key{
		Name: "password", Example: "env:DIRECTORY_PASSWORD",
		Doc: "The password of that account: a reference, never the password itself.",
	}),
	bind(dn, func(d *Directory) *string { return &d.PeopleBase }, Key{
		Name: "people-base", Required: true, Example: "ou=people,dc=example,dc=com",
		Doc: "The entry under which the accounts are.",
	}),
	bind(dn, func(d *Directory) *string { return &d.GroupsBase }, Key{
		Name: "groups-base", Example: "ou=groups,dc=example,dc=com",
		Doc: "The entry under which the groups are; without it, groups are neither read nor removed.",
	}),
	bind(ldapFilter, func(d *Directory) *string { return &d.Filter }, Key{
		Name: "filter", Example: "(objectClass=inetOrgPerson)",
		Doc: "Which entries are accounts: every one that has the login attribute when nothing is said.",
	}),
	bind(set(choice(ByPPolicy, ByAccountLock, ByShell, ByShadow, ByEndTime), "ways to suspend", 1), func(d *Directory) *[]SuspendBy { return &d.SuspendBy }, Key{
		Name: "suspend-by", Default: "[ppolicy]", Example: "[ppolicy, shell]",
		Doc: "What suspended means here: the password policy's lock (ppolicy) or end time (end-time), the lock of 389 Directory Server (nsaccountlock), a login shell that lets nobody in (shell), an account expiry in the past (shadow). All that are named are done.",
	}),
	bind(choice(ByMember, ByMemberOf), func(d *Directory) *GroupsBy { return &d.GroupsBy }, Key{
		Name: "groups-by", Default: "member", Example: "memberof",
		Doc: "Where it is read who is in a group: in the group (member) or in the account (memberof).",
	}),
	bind(directoryAttributes.form(), func(d *Directory) *map[Attribute]string { return &d.Attributes }, Key{
		Name: "attributes",
		Doc:  "The attribute that holds each thing, where it is not the usual one.",
	}),
	bind(accountKind.form(), func(d *Directory) *map[identity.AccountKind][]string { return &d.KindValues }, Key{
		Name: "kind-values",
		Doc:  "The words of the attribute that attributes names as kind; an account with another word, or none, is personal.",
	}),
	bind(whole(1, 10000), func(d *Directory) *int { return &d.PageSize }, Key{
		Name: "page-size", Default: "500",
		Doc: "How many entries are asked for at once.",
	}),
	bind(whole(1, 64), func(d *Directory) *int { return &d.Concurrency }, Key{
		Name: "concurrency", Default: "4",
		Doc: "How many writes are under way at once. OpenLDAP has one writer: more gain little.",
	}),
	bind(stretch, func(d *Directory) *time.Duration { return &d.Timeout }, Key{
		Name: "timeout", Default: "30s",
		Doc: "How long one request can take.",
	}),
}

func checkConnection(p *place, d *Directory) {
	plain := strings.HasPrefix(d.URL, "ldap://")
	switch {
	case !p.good("url", "start-tls", "insecure"):
	case plain && !d.StartTLS && !d.Insecure && !p.has("start-tls"):
		p.problem("url", "url is ldap:// without start-tls: passwords would cross the network in clear", "ldaps:// or start-tls: true")
	case plain && !d.StartTLS && !d.Insecure:
		p.problem("start-tls", "start-tls is off for an ldap:// URL: passwords would cross the network in clear", "start-tls: true or an ldaps:// URL")
	case strings.HasPrefix(d.URL, "ldaps://") && d.StartTLS:
		p.problem("start-tls", "start-tls is on for an ldaps:// URL, which is encrypted from the start", "ldap://, or no start-tls")
	case d.StartTLS && d.Insecure:
		p.problem("insecure", "insecure is on beside start-tls", "one of the two")
	}
	switch {
	case p.has("bind") && !p.has("password"):
		p.problem("bind", "bind is written without a password", "password as "+secretExpected)
	case p.has("password") && !p.has("bind"):
		p.problem("password", "password is written without bind", "bind (the account that the password is of)")
	}
}
