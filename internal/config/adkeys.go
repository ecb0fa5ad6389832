package config

import "time"

var domain = []field[Domain]{
	bind(ldapURL, func(d *Domain) *string { return &d.URL }, Key{
		Name: "url", Required: true, Example: "ldaps://dc1.corp.example.com",
		Doc: "Where a writable domain controller listens. Not the global catalogue.",
	}),
	bind(path, func(d *Domain) *string { return &d.CA }, Key{
		Name: "ca", Example: "ca.crt",
		Doc: "The file of the authority that signed the domain controller's certificate, when this machine does not know it.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.StartTLS }, Key{
		Name: "start-tls", Default: "false", Example: "true",
		Doc: "Encrypt an ldap:// connection before anything is said on it.",
	}),
	bind(text, func(d *Domain) *string { return &d.Bind }, Key{
		Name: "bind", Required: true, Example: "svc-exeunt@corp.example.com",
		Doc: "The account that we use there: name@domain, DOMAIN\\name or its DN.",
	}),
	bind(secret, func(d *Domain) *Secret { return &d.Password }, Key{
		Name: "password", Example: "env:AD_PASSWORD",
		Doc: "The password of that account: a reference, never the password itself.",
	}),
	bind(choice(SignInSimple, SignInKerberos), func(d *Domain) *DomainSignIn { return &d.SignIn }, Key{
		Name: "sign-in", Default: "simple", Example: "kerberos",
		Doc: "How we sign in, inside TLS: with name and password (simple), or with a ticket (kerberos).",
	}),
	bind(path, func(d *Domain) *string { return &d.Keytab }, Key{
		Name: "keytab", Example: "exeunt.keytab",
		Doc: "For kerberos: the file of the keys of that account, in the place of password.",
	}),
	bind(text, func(d *Domain) *string { return &d.KDC }, Key{
		Name: "kdc", Example: "dc1.corp.example.com:88",
		Doc: "For kerberos: who gives tickets, the host of url when nothing is said.",
	}),
	bind(text, func(d *Domain) *string { return &d.Service }, Key{
		Name: "service", Example: "ldap/dc1.corp.example.com",
		Doc: "For kerberos: the principal of the domain controller, ldap/ and the host of url when nothing is said.",
	}),
	bind(dn, func(d *Domain) *string { return &d.Base }, Key{
		Name: "base", Example: "OU=Company,DC=corp,DC=example,DC=com",
		Doc: "The entry under which the accounts are: the whole domain when nothing is said.",
	}),
	bind(ldapFilter, func(d *Domain) *string { return &d.Filter }, Key{
		Name: "filter", Example: "(department=*)",
		Doc: "Which of the users are accounts: all of them when nothing is said.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.Computers }, Key{
		Name: "computers", Default: "false", Example: "true",
		Doc: "Read computers too, as service accounts. Managed service accounts are always read.",
	}),
	bind(domainAttributes.form(), func(d *Domain) *map[Attribute]string { return &d.Attributes }, Key{
		Name: "attributes",
		Doc:  "The attribute that holds each thing, where it is not the usual one.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.ScramblePassword }, Key{
		Name: "scramble-password", Default: "true", Example: "false",
		Doc: "Suspending replaces the password, twice, by one that nobody knows. No undo brings the old one back: whoever comes back is given a new one by the helpdesk.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.Expire }, Key{
		Name: "expire", Default: "false", Example: "true",
		Doc: "Suspending sets accountExpires too.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.StampDescription }, Key{
		Name: "stamp-description", Default: "false", Example: "true",
		Doc: "Suspending writes date, actor and reason before the description. Everybody in the domain can read a description.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.HideFromLists }, Key{
		Name: "hide-from-address-lists", Default: "false", Example: "true",
		Doc: "Suspending sets msExchHideFromAddressLists, where the schema has it.",
	}),
	bind(dn, func(d *Domain) *string { return &d.MoveTo }, Key{
		Name: "move-to", Example: "OU=Leavers,DC=corp,DC=example,DC=com",
		Doc: "The entry under which suspending moves accounts. It is under base, and within what a synchronisation to the cloud covers.",
	}),
	bind(yes, func(d *Domain) *bool { return &d.CutAdmins }, Key{
		Name: "cut-admins", Default: "false", Example: "true",
		Doc: "Let administrators of the domain be cut, but for the last one that is open. Without it they are refused.",
	}),
	bind(stretch, func(d *Domain) *time.Duration { return &d.MaxTicketAge }, Key{
		Name: "max-ticket-age", Default: "10h",
		Doc: "How long a Kerberos ticket lives at most, by the domain's policy (maximum lifetime for user ticket). For so long a suspended account is shown with residual access.",
	}),
	bind(whole(1, 1000), func(d *Domain) *int { return &d.PageSize }, Key{
		Name: "page-size", Default: "500",
		Doc: "How many entries are asked for at once.",
	}),
	bind(whole(1, 64), func(d *Domain) *int { return &d.Concurrency }, Key{
		Name: "concurrency", Default: "4",
		Doc: "How many writes are under way at once.",
	}),
	bind(stretch, func(d *Domain) *time.Duration { return &d.Timeout }, Key{
		Name: "timeout", Default: "30s",
		Doc: "How long one request can take.",
	}),
}
