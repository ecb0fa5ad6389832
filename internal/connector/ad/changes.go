package ad

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// ErrReadAll says that what has changed cannot be told in parts: everything must be read again. A group that was renamed
// or deleted is such a change, and a marker that the domain does not know any more.
var ErrReadAll = errors.New("what has changed cannot be told: read everything")

// ChangeSink takes what has changed.
type ChangeSink interface {
	// Accounts takes accounts that are new, or not as they were.
	Accounts(batch []identity.Account) error
	// Gone takes the keys of accounts that are no longer there, or no longer among those that the settings name. It may
	// name keys that were never given.
	Gone(keys []string) error
}

// Changes hands over what has changed since a marker that it gave, and gives the next one. With no marker it hands over
// nothing: ask for a marker first, then read everything, so that nothing is lost in between.
//
// It is for a connector.Connector that is read whole from time to time: see ErrReadAll. It asks by DirSync (MS-ADTS
// 3.1.1.3.4.1.3) within our own rights. Without the right to list the deleted entries, that and uSNChanged both show every
// other change and say not a word of deletions: that is an error here, and never a list without them.
func (c *Connector) Changes(ctx context.Context, since string, sink ChangeSink) (next string, err error) {
	err = c.pool.Use(ctx, func(cn *conn) error {
		d := &delta{Connector: c, cn: cn, changed: map[string]bool{}, gone: map[string]bool{}}
		if err := d.seesDeleted(ctx); err != nil {
			return err
		}
		if next, err = d.collect(ctx, since); err != nil || since == "" {
			return err
		}
		return d.hand(ctx, sink)
	})
	return next, err
}

// delta is what has changed since a marker.
type delta struct {
	*Connector
	cn      *conn
	changed map[string]bool // by key
	gone    map[string]bool
}

// oidShowDeleted lets a search see deleted entries.
const oidShowDeleted = "1.2.840.113556.1.4.417"

// seesDeleted demands that we may look into the container of deleted entries: whoever may not sees no entry there, or one
// without any attribute, and is told of no deletion.
func (d *delta) seesDeleted(ctx context.Context) error {
	const container = "CN=Deleted Objects,"
	request := goldap.NewSearchRequest(container+d.cn.domain.base, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"objectClass"}, []goldap.Control{goldap.NewControlString(oidShowDeleted, true, "")})
	var e entry
	err := d.cn.Call(ctx, func(context.Context) error {
		result, err := d.cn.LDAP.Search(request)
		if err == nil && len(result.Entries) == 1 {
			e.Entry = result.Entries[0]
		}
		return err
	})
	switch {
	case err != nil && !goldap.IsErrorAnyOf(err, goldap.LDAPResultNoSuchObject, goldap.LDAPResultInsufficientAccessRights):
		return explainSearch(request.BaseDN, err)
	case e.Entry != nil && e.value("objectClass") != "":
		return nil
	}
	return connector.Permanent(fmt.Errorf("%s may not see what was deleted, so that a list of changes would say nothing of it; this lets it:\n"+
		"dsacls %[2]q /takeownership\ndsacls %[2]q /G %[3]q", d.cfg.Bind, request.BaseDN, d.cfg.Bind+":LCRP"))
}

// collect asks for users and for groups apart, because a deletion does not say which of the two it was. The marker is
// both of theirs.
func (d *delta) collect(ctx context.Context, since string) (next string, err error) {
	users, groups, ok := strings.Cut(cmp.Or(since, "."), ".")
	if !ok {
		return "", fmt.Errorf("the marker %q is none of ours: %w", since, ErrReadAll)
	}
	of := slices.DeleteFunc(d.wanted(), func(name string) bool { return strings.HasPrefix(name, "lastLogon") || name == attrGroups })
	users, err = d.sync(ctx, "(objectClass=user)", append(of, "name", "parentGUID", "isDeleted"), users, d.user)
	if err != nil {
		return "", err
	}
	groups, err = d.sync(ctx, "(objectClass=group)", []string{"member", attrName, "name", "whenCreated", "isDeleted"}, groups,
		func(e entry) error { return d.group(ctx, e) })
	return users + "." + groups, err
}

func (d *delta) user(e entry) error {
	key := guidText(e.value(attrGUID))
	if e.has("isDeleted", "TRUE") {
		d.gone[key] = true
		return nil
	}
	d.changed[key] = true
	return nil
}

// group takes whoever has come into a group or left it. A name that changes changes the right of all of its members, and
// who they were nobody tells of a group that is gone.
func (d *delta) group(ctx context.Context, e entry) error {
	switch {
	case e.has("isDeleted", "TRUE"):
		return fmt.Errorf("the group %s was deleted: %w", e.DN, ErrReadAll)
	case e.value("whenCreated") == "" && (e.value("name") != "" && e.value(attrName) != ""):
		return fmt.Errorf("the group %s was renamed: %w", e.DN, ErrReadAll)
	}
	for _, a := range e.Attributes {
		if name, _, _ := strings.Cut(strings.ToLower(a.Name), ";"); name != "member" {
			continue
		}
		for _, dn := range a.Values {
			member, found, err := d.cn.Base(ctx, dn, attrGUID)
			if err != nil {
				return explainSearch(dn, err)
			}
			if found {
				d.changed[guidText(entry{member}.value(attrGUID))] = true
			}
		}
	}
	return nil
}

// sync asks for what has changed since a marker, part by part. Each request is a new one: the library adds the marker to
// the request that it is given, and the first one in it would count.
func (d *delta) sync(ctx context.Context, filter string, attributes []string, marker string, each func(entry) error) (string, error) {
	cookie, err := base64.RawURLEncoding.DecodeString(marker)
	if err != nil {
		return "", fmt.Errorf("the marker %q is none of ours: %w", marker, ErrReadAll)
	}
	for more := true; more; {
		var result *goldap.SearchResult
		err := d.cn.Call(ctx, func(context.Context) (err error) {
			request := goldap.NewSearchRequest(d.cn.domain.base, goldap.ScopeWholeSubtree, goldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil)
			result, err = d.cn.LDAP.DirSync(request, goldap.DirSyncObjectSecurity|goldap.DirSyncIncrementalValues, 0, cookie)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("ask what has changed: %w", explainSearch(d.cn.domain.base, err))
		}
		answer, ok := goldap.FindControl(result.Controls, goldap.ControlTypeDirSync).(*goldap.ControlDirSync)
		if !ok {
			return "", errNoMarker
		}
		if marker != "" {
			if err := eachEntry(result.Entries, each); err != nil {
				return "", err
			}
		}
		cookie, more = answer.Cookie, answer.Flags != 0
	}
	return base64.RawURLEncoding.EncodeToString(cookie), nil
}

// errNoMarker guards against a list that ends because the connection went away, which the library takes for the end.
var errNoMarker = errors.New("the domain ended the list of changes without a marker: the connection went away, or it does not offer DirSync")

func eachEntry(entries []*goldap.Entry, each func(entry) error) error {
	for _, e := range entries {
		if err := each(entry{e}); err != nil {
			return err
		}
	}
	return nil
}

// hand looks at each account that has changed as it is now, and hands it over.
func (d *delta) hand(ctx context.Context, sink ChangeSink) error {
	var batch []identity.Account
	for _, key := range slices.Sorted(maps.Keys(d.changed)) {
		e, found, err := d.now(ctx, key)
		switch {
		case err != nil:
			return err
		case !found:
			d.gone[key] = true
			continue
		}
		held, err := d.held(ctx, d.cn, e)
		if err != nil {
			return err
		}
		account, err := d.Connector.account(e, held)
		if err != nil {
			return err
		}
		batch = append(batch, account)
	}
	if len(batch) > 0 {
		if err := sink.Accounts(batch); err != nil {
			return err
		}
	}
	if len(d.gone) == 0 {
		return nil
	}
	return sink.Gone(slices.Sorted(maps.Keys(d.gone)))
}

// now returns the entry of a key if it is still among the accounts that the settings name.
func (d *delta) now(ctx context.Context, key string) (e entry, found bool, err error) {
	dn, ok := guidDN(key)
	if !ok {
		return entry{}, false, nil
	}
	request := goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, d.cfg.accounts(), d.wanted(), nil)
	err = d.cn.Call(ctx, func(context.Context) error {
		result, err := d.cn.LDAP.Search(request)
		if err == nil && len(result.Entries) == 1 {
			e.Entry = result.Entries[0]
		}
		return err
	})
	if goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		return entry{}, false, nil
	}
	if err != nil {
		return entry{}, false, explainSearch(dn, err)
	}
	return e, e.Entry != nil && wire.Below(e.DN, d.base(d.cn)), nil
}
