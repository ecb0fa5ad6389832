package config

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Class says of some accounts of a system what they are for. An account fits when it fits every condition that is
// written; of a list one entry is enough.
type Class struct {
	Kind   identity.AccountKind
	Owner  string   // who answers for those that name nobody: an id, login or mail of a person; empty: nobody
	Logins []string // * stands for any letters and ? for one, whatever the case
	Groups []string // the names of groups or roles, written in the same way
	Below  []string // DNs of entries of a directory under which the account is
}

var class = section[Class]{
	fields: []field[Class]{
		bind(choice(identity.Service, identity.Shared, identity.Guest, identity.Personal), func(c *Class) *identity.AccountKind { return &c.Kind }, Key{
			Name: "kind", Required: true, Example: "service",
			Doc: "What the accounts are for: a program (service), several people (shared), somebody from outside (guest), or one person (personal). A service or shared account is never closed because somebody leaves, and somebody must answer for it.",
		}),
		bind(set(text, "logins", 1), func(c *Class) *[]string { return &c.Logins }, Key{
			Name: "logins", Example: "[svc-*, backup]",
			Doc: "Their logins: * stands for any letters, ? for one, and the case does not count.",
		}),
		bind(set(text, "groups", 1), func(c *Class) *[]string { return &c.Groups }, Key{
			Name: "groups", Example: "[service-accounts]",
			Doc: "Groups or roles of which they hold one, written like logins.",
		}),
		bind(set(dn, "DNs", 1), func(c *Class) *[]string { return &c.Below }, Key{
			Name: "below", Example: `["ou=services,dc=example,dc=com"]`,
			Doc: "Entries of a directory below which they are.",
		}),
		bind(text, func(c *Class) *string { return &c.Owner }, Key{
			Name: "owner", Example: "it-ops@example.com",
			Doc: "Who answers for those of which the system itself names nobody: an id, login or mail address of a person.",
		}),
	},
	check: func(p *place, _ *Class) {
		if !p.has("logins") && !p.has("groups") && !p.has("below") {
			p.problem("", "a class fits every account", "logins, groups or below")
		}
	},
}

func checkClassify(p *place, s *System) {
	for _, c := range s.Classify {
		if s.Kind == CSV && len(c.Below) > 0 {
			p.problem("classify", "below "+strings.Join(c.Below, ", ")+" is written for a file, which has no entries of a directory", "logins or groups")
		}
	}
}
