package config

import "slices"

// Kind is a kind of source of people, or of connected system.
type Kind string

// The kinds.
const (
	CSV  Kind = "csv"  // a file: of people, or the export of an application that we cannot write
	LDAP Kind = "ldap" // a directory that speaks LDAP, such as OpenLDAP
	AD   Kind = "ad"   // an Active Directory domain

	Postgres Kind = "postgres" // the roles of a PostgreSQL server
	MySQL    Kind = "mysql"    // the accounts of a MariaDB or MySQL server
	SQL      Kind = "sql"      // any table of people or accounts in a database
	SCIMKind Kind = "scim"     // an application that speaks SCIM 2.0
	HTTPKind Kind = "http"     // an application that has a JSON API, by a description of it

	Linux Kind = "linux" // Linux hosts, over SSH
	Exec  Kind = "exec"  // a program that speaks for an application
	Files Kind = "files" // files that are put somewhere: a folder, SFTP, HTTPS
)

// kind is what one kind of source adds to the keys that all of them have.
type kind[T any] struct {
	name   Kind
	fields []field[T]
	check  func(p *place, into *T) // nil: nothing
}

// forKind returns the fields that the kind of the entry has. Where the kind is unknown, that is a problem of its own,
// and every key of every kind is let through unread.
func (s *section[T]) forKind(entries []value) (k kind[T], fields []field[T]) {
	if len(s.kinds) == 0 {
		return kind[T]{}, s.fields
	}
	for _, e := range entries {
		text, _ := scalar(e.node)
		for _, k := range s.kinds {
			if e.key == "kind" && string(k.name) == text {
				return k, slices.Concat(s.fields, k.fields)
			}
		}
	}
	fields = slices.Clone(s.fields)
	for _, k := range s.kinds {
		for _, f := range k.fields {
			fields = append(fields, field[T]{
				Key:    Key{Name: f.Name},
				read:   func(*reader, value, *T) bool { return true },
				absent: func(*reader, *T) {},
			})
		}
	}
	return kind[T]{}, fields
}

// havers returns the kinds that have a key.
func (s *section[T]) havers(key string) (kinds []string) {
	for _, k := range s.kinds {
		if slices.Contains(names(k.fields), key) {
			kinds = append(kinds, string(k.name))
		}
	}
	return kinds
}
