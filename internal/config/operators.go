package config

import (
	"net/netip"
	"strings"
)

// Operators says how operators come in.
type Operators struct {
	Password bool      // with a password that is kept here
	Provider *Provider // by an identity provider; nil: by none
}

// Provider is an identity provider that speaks OpenID Connect.
type Provider struct {
	Issuer       string
	ClientID     string
	ClientSecret Secret // none: the provider takes us for a public client, with PKCE alone
	Name         string // what the button says
	Scopes       []string
	GroupsClaim  string
	Roles        map[Role][]string // the groups that give a role
	TrustMail    bool
	CA           string // the file of the certificate authority; empty: those of this machine
	Insecure     bool   // an unencrypted connection was asked for, aloud
}

// Role is what an operator is to the program, as package access knows it.
type Role string

// Roles lists them.
func Roles() []Role { return []Role{"viewer", "operator", "approver", "auditor", "admin"} }

var operators = section[Operators]{
	fields: []field[Operators]{
		bind(yes, func(o *Operators) *bool { return &o.Password }, Key{
			Name: "password", Default: "true", Doc: "Let operators sign in with a password that is kept here. Without it they come in by the provider, or with a passkey that they made before.",
		}),
		bind(pointer(provider.form()), func(o *Operators) **Provider { return &o.Provider }, Key{
			Name: "provider", Doc: "The identity provider by which operators sign in (OpenID Connect). It sends them back to URL/sign-in/callback, where URL is the one of the server.",
		}),
	},
	check: func(p *place, o *Operators) {
		if p.good("password", "provider") && !o.Password && o.Provider == nil {
			p.problem("password", "operators sign in with no password and by no provider", "password: true, or a provider")
		}
	},
}

// issuer is a URL as it is written: a slash at its end belongs to the name of an issuer.
var issuer = single(webURL.expected, webURL.schema, func(s string) (string, bool) {
	_, ok := parseWebURL(s)
	return s, ok
})

var provider = section[Provider]{
	fields: []field[Provider]{
		bind(issuer, func(p *Provider) *string { return &p.Issuer }, Key{
			Name: "issuer", Required: true, Example: "https://login.example.com/realms/staff",
			Doc: "The issuer, as the provider's own documentation names it: its description is at ISSUER/.well-known/openid-configuration.",
		}),
		bind(text, func(p *Provider) *string { return &p.ClientID }, Key{
			Name: "client-id", Required: true, Example: "exeunt", Doc: "The id under which the provider knows us.",
		}),
		bind(secret, func(p *Provider) *Secret { return &p.ClientSecret }, Key{
			Name: "client-secret", Example: "env:OIDC_SECRET", Doc: "The secret of that id: a reference, never the secret itself. Without one we are a public client.",
		}),
		bind(text, func(p *Provider) *string { return &p.Name }, Key{
			Name: "name", Default: "Single sign-on", Example: "Keycloak", Doc: "What the button of the sign-in calls the provider.",
		}),
		bind(set(text, "scopes", 1), func(p *Provider) *[]string { return &p.Scopes }, Key{
			Name: "scopes", Default: "[openid, email, profile]", Example: "[openid, email, profile, groups]",
			Doc: "What is asked for; some providers tell the groups only to who asks for groups. openid is always asked for.",
		}),
		bind(text, func(p *Provider) *string { return &p.GroupsClaim }, Key{
			Name: "groups-claim", Default: "groups", Example: "roles", Doc: "The claim in which the provider tells the groups of somebody.",
		}),
		bind(groupRoles.form(), func(p *Provider) *map[Role][]string { return &p.Roles }, Key{
			Name: "roles", Required: true, Doc: "The groups that give each role. Whoever is in none of them is not let in.",
		}),
		bind(yes, func(p *Provider) *bool { return &p.TrustMail }, Key{
			Name: "trust-mail", Default: "false",
			Doc: "Take a mail address for somebody's own though the provider does not say that it verified it. Only where nobody can choose their own address there.",
		}),
		bind(path, func(p *Provider) *string { return &p.CA }, Key{
			Name: "ca", Example: "ca.crt", Doc: "The file of the authority that signed the provider's certificate, when this machine does not know it.",
		}),
		bind(yes, func(p *Provider) *bool { return &p.Insecure }, Key{
			Name: "insecure", Default: "false", Doc: "Let an http:// connection go unencrypted, secrets and all. Only for a test, on this machine.",
		}),
	},
	check: func(at *place, p *Provider) {
		if at.good("issuer", "insecure") && strings.HasPrefix(p.Issuer, "http://") && !p.Insecure {
			at.problem("issuer", "issuer is http://: secrets would cross the network in clear", "an https:// URL")
		}
		if at.good("roles") && at.has("roles") && len(p.Roles) == 0 {
			at.problem("roles", "no group gives a role: nobody could sign in", "a role with its groups")
		}
	},
}

var groupRoles = section[map[Role][]string]{fields: roleFields()}

func roleFields() (fields []field[map[Role][]string]) {
	for _, role := range Roles() {
		fields = append(fields, entry(set(text, "groups", 1), role, Key{
			Name: string(role), Example: "[exeunt-" + string(role) + "s]", Doc: "The groups that make somebody " + string(role) + ", as the provider names them.",
		}))
	}
	return fields
}

// network is an address, or the addresses that begin alike.
var network = single("an address such as 10.0.0.7, or a network such as 10.0.0.0/8", schema{Type: "string", Pattern: `^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$`},
	func(s string) (netip.Prefix, bool) {
		if p, err := netip.ParsePrefix(s); err == nil {
			return p.Masked(), true
		}
		a, err := netip.ParseAddr(s)
		if err != nil || a.Zone() != "" {
			return netip.Prefix{}, false
		}
		return netip.PrefixFrom(a, a.BitLen()), true
	})
