package ldap

import (
	"context"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// entry is one entry as a search returned it, with what the directory says of its usability.
type entry struct {
	*goldap.Entry
	usable usability
}

// values returns the values of an attribute, whatever the case of its name; nil when there are none.
func (e entry) values(name string) []string { return e.GetEqualFoldAttributeValues(name) }

// value returns the value of an attribute: the one that stands in the entry's name where there are several, else the
// first.
func (e entry) value(name string) string {
	values := e.values(name)
	switch len(values) {
	case 0:
		return ""
	case 1:
		return values[0]
	}
	dn, err := goldap.ParseDN(e.DN)
	if err != nil || len(dn.RDNs) == 0 {
		return values[0]
	}
	for _, a := range dn.RDNs[0].Attributes {
		if strings.EqualFold(a.Type, name) && slices.Contains(values, a.Value) {
			return a.Value
		}
	}
	return values[0]
}

// leaf returns the value of the entry's own part of its name.
func (e entry) leaf() string {
	dn, err := goldap.ParseDN(e.DN)
	if err != nil || len(dn.RDNs) == 0 {
		return e.DN
	}
	return dn.RDNs[0].Attributes[0].Value
}

// has reports whether an attribute holds a value, without regard to case.
func (e entry) has(name, value string) bool {
	return slices.ContainsFunc(e.values(name), func(v string) bool { return strings.EqualFold(v, value) })
}

// below returns a request for all entries below a base that the filter takes. A request serves one search.
func (c *Connector) below(base, filter string, attributes ...string) *goldap.SearchRequest {
	return goldap.NewSearchRequest(base, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil)
}

// pages hands every entry that a search finds to each, page by page. An error of each is returned as it is.
func (c *conn) pages(ctx context.Context, request *goldap.SearchRequest, size int, each func([]entry) error) error {
	return c.Pages(ctx, request, size, explainSearch, func(page []wire.Entry) error {
		entries := make([]entry, len(page))
		for i, e := range page {
			entries[i] = entry{e.Entry, decodeUsability(e.Controls)}
		}
		return each(entries)
	})
}
