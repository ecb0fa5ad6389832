package directory

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// name is a distinguished name: as it was written, and normalised for comparing (RFC 4514; values fold case and spaces).
type name struct {
	text string
	rdns []string // normalised, the leaf first; none: the root
}

// parseName reads a distinguished name. The error is a *result that can be answered.
func parseName(text string) (name, error) {
	dn, err := ldap.ParseDN(text)
	if err != nil {
		return name{}, refuse(ldap.LDAPResultInvalidDNSyntax, "invalid DN")
	}
	n := name{text: text, rdns: make([]string, len(dn.RDNs))}
	for i, rdn := range dn.RDNs {
		n.rdns[i] = normalRDN(rdn)
	}
	return n, nil
}

func normalRDN(rdn *ldap.RelativeDN) string {
	parts := make([]string, len(rdn.Attributes))
	for i, a := range rdn.Attributes {
		value, _ := foldText(a.Value)
		parts[i] = strings.ToLower(canonicalName(a.Type)) + "=" + strconv.Quote(value)
	}
	slices.Sort(parts)
	return strings.Join(parts, "+")
}

// key is equal for equal names only.
func (n name) key() string { return strings.Join(n.rdns, ",") }

// depth is how many steps below the root the name is.
func (n name) depth() int { return len(n.rdns) }

// up returns the name that many steps nearer to the root, without its text.
func (n name) up(steps int) name { return name{rdns: n.rdns[steps:]} }

// within reports whether n is base or below it.
func (n name) within(base name) bool {
	return n.depth() >= base.depth() && slices.Equal(n.rdns[n.depth()-base.depth():], base.rdns)
}

// normalName is the normal form of a value that is a distinguished name.
func normalName(value string) (string, bool) {
	n, err := parseName(value)
	return n.key(), err == nil
}

// naming returns the attributes and values that the first step of a name spells out.
func naming(text string) []Attribute {
	dn, err := ldap.ParseDN(text)
	if err != nil || len(dn.RDNs) == 0 {
		return nil
	}
	var attrs []Attribute
	for _, a := range dn.RDNs[0].Attributes {
		attrs = append(attrs, Attribute{canonicalName(a.Type), []string{a.Value}})
	}
	return attrs
}
