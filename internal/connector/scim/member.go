package scim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// remove takes each entitlement away that the user holds. Where one is refused the others are done all the same.
func (d *deed) remove(ctx context.Context) error {
	return d.each(d.op.Entitlements, func(e identity.Entitlement) error {
		if !d.account.Holds(e.Key) {
			return nil
		}
		if attribute, value, own := ownValue(e.Key); own {
			return d.change(ctx, operation{Op: "remove", Path: attribute + "[value eq " + quoted(value) + "]"})
		}
		return d.changeGroup(ctx, e, d.leaving())
	})
}

// add gives each entitlement that the user does not hold.
func (d *deed) add(ctx context.Context) error { return d.give(ctx, d.op.Entitlements) }

func (d *deed) give(ctx context.Context, entitlements []identity.Entitlement) error {
	return d.each(entitlements, func(e identity.Entitlement) error {
		if d.account.Holds(e.Key) {
			return nil
		}
		if attribute, value, own := ownValue(e.Key); own {
			return d.change(ctx, operation{Op: "add", Path: attribute, Value: []any{d.captured(attribute, value, e.Name)}})
		}
		joining := operation{Op: "add", Path: "members", Value: []any{map[string]string{"value": d.op.Account.Key}}}
		return d.changeGroup(ctx, e, joining)
	})
}

// each does something to every entitlement, and goes on after a refusal. A wait that is asked for, and an end of the
// call, end it.
func (d *deed) each(entitlements []identity.Entitlement, do func(identity.Entitlement) error) error {
	var refused error
	for _, e := range entitlements {
		err := do(e)
		switch {
		case err == nil:
		case connector.IsPermanent(err):
			refused = errors.Join(refused, fmt.Errorf("%s: %w", e.Name, err))
		default:
			return errors.Join(refused, fmt.Errorf("%s: %w", e.Name, err))
		}
	}
	return refused
}

// ownValue takes the key of an entitlement apart that stands in the user's own resource.
func ownValue(key string) (attribute, value string, own bool) {
	for _, attribute := range []string{attrRoles, attrEntitlements} {
		if value, own := strings.CutPrefix(key, attribute+":"); own {
			return attribute, value, true
		}
	}
	return "", "", false
}

// captured returns the value with all that was kept of it; where nothing was, with its name.
func (d *deed) captured(attribute, value, name string) map[string]any {
	if d.op.Before != nil {
		kept, _ := d.op.Before.Attribute(attribute)
		for _, text := range kept {
			var v map[string]any
			if json.Unmarshal([]byte(text), &v) == nil && textOf(v["value"]) == value {
				return v
			}
		}
	}
	if name == "" || name == value {
		return map[string]any{"value": value}
	}
	return map[string]any{"value": value, "display": name}
}

// change changes the user. Whoever changes him again needs the version that this gave him.
func (d *deed) change(ctx context.Context, o operation) error {
	if !d.service.patch {
		return connector.Permanent(errors.New("the server has no PATCH: roles and entitlements cannot be changed one by one"))
	}
	answer, err := d.patch(ctx, d.service.users, d.op.Account.Key, d.user.version, o)
	if err != nil {
		return err
	}
	d.changed = true
	if d.service.etag {
		return d.seeAgain(ctx, answer)
	}
	return nil
}

func (d *deed) seeAgain(ctx context.Context, answer *web.Answer) (err error) {
	if d.user.version = answer.Header.Get("ETag"); d.user.version == "" {
		d.user, err = d.get(ctx, d.service.users, d.op.Account.Key)
	}
	return err
}

// leaving takes the user out of a group. Members are never named without saying which: a server takes that for all of
// them (RFC 7644, 3.5.2.2).
func (d *deed) leaving() operation {
	if d.cfg.RemoveMember == ByValue {
		return operation{Op: "remove", Path: "members", Value: []any{map[string]string{"value": d.op.Account.Key}}}
	}
	return operation{Op: "remove", Path: "members[value eq " + quoted(d.op.Account.Key) + "]"}
}

// changeGroup changes one group, one change at a time: many servers read a group, change it and write it back, and would
// lose what another request did meanwhile.
func (d *deed) changeGroup(ctx context.Context, group identity.Entitlement, o operation) error {
	if d.service.groups == "" {
		return connector.Permanent(errors.New("groups are not changed there: the server has none, or the settings say groups-by: none"))
	}
	if !d.service.patch {
		return connector.Permanent(errors.New("the server has no PATCH, and writing the whole group could take from it whoever was given it meanwhile: do it by hand"))
	}
	defer d.groups.lock(group.Key)()
	version, err := d.versionOf(ctx, group.Key)
	if err == nil {
		_, err = d.patch(ctx, d.service.groups, group.Key, version, o)
	}
	switch {
	case errors.Is(err, connector.ErrGone) && o.Op == "remove":
		return nil // whoever was in it is not any more
	case errors.Is(err, connector.ErrGone):
		return connector.Permanent(errors.New("the group is no longer there"))
	case err == nil:
		d.changed = true
	}
	return err
}

// versionOf returns the version of a group, where the server keeps versions.
func (d *deed) versionOf(ctx context.Context, id string) (string, error) {
	if !d.service.etag {
		return "", nil
	}
	answer, err := d.ask(ctx, web.Request{
		Method: http.MethodGet, Path: d.service.groups + "/" + url.PathEscape(id), Query: url.Values{"excludedAttributes": {"members"}},
	})
	if err != nil {
		return "", err
	}
	group, err := decode(answer)
	return group.version, err
}
