package mysql

import "strings"

// name is a user at a host, or a role, which has no host on MariaDB.
type name struct{ user, host string }

// parseName reads user@host. A user may hold an @, a host may not.
func parseName(key string) (name, bool) {
	at := strings.LastIndexByte(key, '@')
	if at < 0 {
		return name{}, false
	}
	return name{key[:at], key[at+1:]}, true
}

// String returns user@host, which is the key of an account.
func (n name) String() string { return n.user + "@" + n.host }

// quoted writes the name as a statement takes it, as identifiers: those are read the same in every sql_mode.
func (n name) quoted() string { return quote(n.user) + "@" + quote(n.host) }

func quote(identifier string) string { return "`" + strings.ReplaceAll(identifier, "`", "``") + "`" }
