package wire

import (
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"
	"golang.org/x/text/unicode/norm"
)

// Fold returns a form of a distinguished name that is equal for equal names (RFC 4517, 4.2.15): case, spaces, the order
// within a multi-valued part and the way of escaping do not count. The form is itself a name that a directory takes.
// A name that cannot be parsed folds to itself in lower case.
func Fold(dn string) string {
	if plain(dn) {
		return strings.ToLower(dn)
	}
	parsed, err := goldap.ParseDN(dn)
	if err != nil {
		return strings.ToLower(dn)
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		parts[i] = foldPart(rdn)
	}
	return strings.Join(parts, ",")
}

func foldPart(rdn *goldap.RelativeDN) string {
	pairs := make([]string, len(rdn.Attributes))
	for i, a := range rdn.Attributes {
		value := foldText(a.Value)
		value = strings.Join(strings.Fields(value), " ")
		pairs[i] = strings.ToLower(a.Type) + "=" + goldap.EscapeDN(value)
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "+")
}

// foldText takes case and form from a text. Lower case can be in need of another form (U+1FBA U+0345), and that form of
// lower case again, so it is done until nothing changes.
func foldText(s string) string {
	for {
		folded := strings.ToLower(norm.NFKC.String(s))
		if folded == s {
			return s
		}
		s = folded
	}
}

// plain reports a name of which lower case is all that folding would change. Nearly all names are, and parsing a name
// costs fifty times as much.
func plain(dn string) bool {
	for i := range len(dn) {
		switch c := dn[i]; {
		case c < ' ' || c > '~' || strings.IndexByte(`\"+;<>#`, c) >= 0:
			return false
		case c == ' ' && (i == 0 || i == len(dn)-1 || strings.IndexByte(" ,=", dn[i-1]) >= 0 || strings.IndexByte(" ,=", dn[i+1]) >= 0):
			return false
		}
	}
	return true
}

// NameOf returns the name in front of a distinguished name, which is how an entry names another one: the u0001 of
// uid=u0001,ou=people,dc=example. Any other text stays as it is.
func NameOf(s string) string {
	dn, err := goldap.ParseDN(s)
	if err != nil || len(dn.RDNs) == 0 {
		return s
	}
	return dn.RDNs[0].Attributes[0].Value
}

// Below reports whether dn is base or stands below it.
func Below(dn, base string) bool {
	inner, err := goldap.ParseDN(Fold(dn))
	if err != nil {
		return false
	}
	outer, err := goldap.ParseDN(Fold(base))
	return err == nil && (outer.Equal(inner) || outer.AncestorOf(inner))
}

// EscapeBytes writes a value for a filter, every byte as \XX: whatever they are, none of them is syntax.
func EscapeBytes(raw []byte) string {
	var b strings.Builder
	for _, c := range raw {
		fmt.Fprintf(&b, `\%02x`, c)
	}
	return b.String()
}
