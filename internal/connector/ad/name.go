package ad

import (
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// split parts a name into its own part and that of the entry above it, as they are written. A comma that is part of a
// value is escaped.
func split(dn string) (own, above string) {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return dn[:i], dn[i+1:]
		}
	}
	return dn, ""
}

func sameDN(a, b string) bool { return wire.Fold(a) == wire.Fold(b) }

// loginOf returns the short name in the ways to name an account: NAME@DOMAIN, DOMAIN\NAME, or a DN.
func loginOf(bind string) string {
	if _, name, ok := strings.Cut(bind, `\`); ok && !strings.Contains(bind, "=") {
		return name
	}
	if name, _, ok := strings.Cut(bind, "@"); ok {
		return name
	}
	own, _ := split(bind)
	if _, name, ok := strings.Cut(own, "="); ok {
		return name
	}
	return bind
}
