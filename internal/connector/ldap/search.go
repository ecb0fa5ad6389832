package ldap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"
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

// pages hands every entry that a search finds to each, page by page (RFC 2696), and returns nil only when the
// directory said that there are no more. An error of each is returned as it is.
func (c *conn) pages(ctx context.Context, request *goldap.SearchRequest, size int, each func([]entry) error) error {
	paging := goldap.NewControlPaging(uint32(size))
	request.Controls = append(request.Controls, paging)
	for seen := 0; ; {
		page, cookie, err := c.page(ctx, request)
		seen += len(page)
		if err == nil && len(cookie) > 0 && bytes.Equal(cookie, paging.Cookie) {
			err = errors.New("the directory gave the same page marker twice")
		}
		if err != nil {
			return fmt.Errorf("list %s (%d entries seen): %w", request.BaseDN, seen, explainSearch(request.BaseDN, err))
		}
		if err := each(page); err != nil {
			c.broken = true // the directory still holds the rest of the search open here
			return err
		}
		if len(cookie) == 0 {
			return nil
		}
		paging.SetCookie(cookie)
	}
}

// errNoPages guards against a list that ends without saying so: the library ends a search in the same silence when it
// is over and when its connection has just gone, and only the answer to the paging control tells them apart.
var errNoPages = errors.New("the directory ended the list without saying whether it was the last page: " +
	"it does not page (RFC 2696), something between us strips controls, or the connection went away")

// page runs one page of a search. The marker is empty after the last page.
func (c *conn) page(ctx context.Context, request *goldap.SearchRequest) (page []entry, marker []byte, err error) {
	var paging *goldap.ControlPaging
	err = c.call(ctx, func(ctx context.Context) error {
		var referral string
		results := c.ldap.SearchAsync(ctx, request, 64)
		for results.Next() {
			switch {
			case results.Entry() != nil:
				page = append(page, entry{results.Entry(), decodeUsability(results.Controls())})
			case results.Referral() != "":
				referral = results.Referral()
			default:
				paging, _ = goldap.FindControl(results.Controls(), goldap.ControlTypePaging).(*goldap.ControlPaging)
			}
		}
		if results.Err() == nil && referral != "" {
			return referralError{referral}
		}
		return results.Err()
	})
	switch {
	case err != nil:
		return page, nil, err
	case paging == nil:
		return page, nil, errNoPages
	}
	return page, paging.Cookie, nil
}

// referralError says that a part of the answer stands elsewhere.
type referralError struct{ to string }

func (e referralError) Error() string {
	return "a part of it stands on another server (" + e.to + "): name a base that this server holds whole, or connect the other server as a system of its own"
}
