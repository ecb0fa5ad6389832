package config

import (
	"regexp"
	"slices"
)

// RolesServer is a PostgreSQL server whose roles are accounts.
type RolesServer struct {
	Database

	Comment *regexp.Regexp // finds in the comment of a role whose it is; nil: comments are not looked at
	Logins  *regexp.Regexp // names of roles that are accounts even while they may not log in; nil: none
}

var systemPostgres = kind[System]{
	name: Postgres,
	fields: slices.Concat(
		within(func(s *System) *Database { return &s.postgres().Database }, databaseServer(databaseURL(true, "5432", "postgres", "postgresql"), "postgres://db.example.com", true)),
		within((*System).postgres, rolesServer),
		[]field[System]{owner(false)},
	),
	check: func(p *place, s *System) { checkDatabase(p, &s.postgres().Database) },
}

var rolesServer = []field[RolesServer]{
	bind(commentPattern, func(r *RolesServer) **regexp.Regexp { return &r.Comment }, Key{
		Name: "comment", Example: `'^(?P<name>[^,]+), (?P<employee>E[0-9]+)'`,
		Doc: "A regular expression that finds in the comment of a role whose it is, by groups named employee, name, email and owner.",
	}),
	bind(pattern, func(r *RolesServer) **regexp.Regexp { return &r.Logins }, Key{
		Name: "logins", Example: `'^[a-z]+\.[a-z]+$'`,
		Doc: "A regular expression of the names of roles that are accounts even while they may not log in. Without it those are groups, unless we suspended them.",
	}),
}

// pattern is a regular expression.
var pattern = single("a regular expression such as '^[a-z]+$' (RE2)", schema{Type: "string", MinLength: 1}, parsePattern)

func parsePattern(s string) (*regexp.Regexp, bool) {
	r, err := regexp.Compile(s)
	return r, err == nil && s != ""
}

// commentPattern is a regular expression that names what it finds.
var commentPattern = single("a regular expression (RE2) with groups such as (?P<employee>E[0-9]+), named employee, name, email or owner",
	schema{Type: "string", MinLength: 1}, func(s string) (*regexp.Regexp, bool) {
		r, ok := parsePattern(s)
		if !ok {
			return nil, false
		}
		named := 0
		for _, name := range r.SubexpNames() {
			switch name {
			case "":
			case "employee", "name", "email", "owner":
				named++
			default:
				return nil, false
			}
		}
		return r, named > 0
	})
