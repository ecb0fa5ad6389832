package ad

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// The attributes that we look at.
const (
	attrGUID    = "objectGUID"
	attrSID     = "objectSid"
	attrControl = "userAccountControl"
	attrExpires = "accountExpires"
	attrAbout   = "description"
	attrHide    = "msExchHideFromAddressLists"
	attrPrimary = "primaryGroupID"
	attrGroups  = "memberOf"
	attrAdmin   = "adminCount"
	attrToken   = "tokenGroups" // SIDs of all groups, nested ones too; only for one entry at a time
	attrMeta    = "replPropertyMetaData"
	attrBuiltIn = "isCriticalSystemObject"
	attrName    = "sAMAccountName"
)

// entry is one entry as a search returned it.
type entry struct{ *goldap.Entry }

// values returns the values of an attribute, whatever the case of its name; nil when there are none.
func (e entry) values(name string) []string { return e.GetEqualFoldAttributeValues(name) }

// value returns the first value of an attribute; empty when there is none.
func (e entry) value(name string) string { return e.GetEqualFoldAttributeValue(name) }

// has reports whether an attribute holds a value, without regard to case.
func (e entry) has(name, value string) bool {
	for _, v := range e.values(name) {
		if strings.EqualFold(v, value) {
			return true
		}
	}
	return false
}

// entry returns the entry of a key, or connector.ErrGone when there is none in the domain. The domain itself was seen
// when the connection signed in: where nothing can be seen, nothing is known to be gone.
func (c *Connector) entry(ctx context.Context, cn *conn, key string) (entry, error) {
	e, found, err := cn.byKey(ctx, key, append(c.wanted(), attrMeta, "whenChanged", attrToken, attrAdmin, attrBuiltIn)...)
	switch {
	case err != nil:
		return entry{}, err
	case !found:
		return entry{}, fmt.Errorf("no entry of %s has the objectGUID %s: %w", cn.domain.base, key, connector.ErrGone)
	}
	return e, nil
}

// byKey returns the entry with an objectGUID, wherever in the domain it stands.
func (c *conn) byKey(ctx context.Context, key string, attributes ...string) (entry, bool, error) {
	dn, ok := guidDN(key)
	if !ok {
		return entry{}, false, nil
	}
	e, found, err := c.Base(ctx, dn, attributes...)
	if err != nil {
		return entry{}, false, fmt.Errorf("look at %s: %w", key, explainSearch(dn, err))
	}
	return entry{e}, found, nil
}

// all returns every value of an attribute. A domain controller gives 1,500 at once and says which they are: the rest is
// asked for, part by part (MS-ADTS 3.1.1.3.1.3.3).
func (c *conn) all(ctx context.Context, e entry, name string) ([]string, error) {
	values := e.values(name)
	for from := 0; ; {
		part, next, err := ranged(e, name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s of %s: %w", name, e.DN, err)
		case part == nil:
			return values, nil
		case next >= 0 && next <= from:
			return nil, fmt.Errorf("%s of %s: the server gave the same part of the list twice", name, e.DN)
		}
		values = append(values, part...)
		if next < 0 {
			return values, nil
		}
		from = next
		more, found, err := c.Base(ctx, e.DN, fmt.Sprintf("%s;range=%d-*", name, next))
		switch {
		case err != nil:
			return nil, explainSearch(e.DN, err)
		case !found:
			return nil, fmt.Errorf("%s went away while its %s was read", e.DN, name)
		}
		if e = (entry{more}); len(e.Attributes) == 0 {
			return values, nil // the list has become shorter meanwhile
		}
	}
}

// ranged returns the part of a list that an entry carries, and where the next one begins: negative after the last.
func ranged(e entry, name string) (part []string, next int, err error) {
	prefix := strings.ToLower(name) + ";range="
	for _, a := range e.Attributes {
		span, ok := strings.CutPrefix(strings.ToLower(a.Name), prefix)
		if !ok {
			continue
		}
		_, last, _ := strings.Cut(span, "-")
		if last == "*" {
			return a.Values, -1, nil
		}
		n, err := strconv.Atoi(last)
		if err != nil {
			return nil, 0, fmt.Errorf("%q is no part of a list", a.Name)
		}
		return a.Values, n + 1, nil
	}
	return nil, -1, nil
}
