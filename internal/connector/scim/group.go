package scim

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// membership makes the entitlement of a group. Its key is the group's id, so that it is found after it was renamed.
func membership(group resource) identity.Entitlement {
	id := group.text("id")
	return identity.Entitlement{Key: id, Name: cmp.Or(group.text("displayName"), id), Kind: identity.Group}
}

// eachGroup reads every group with its members.
func (c *Connector) eachGroup(ctx context.Context, s *service, each func(resource) error) error {
	_, err := c.all(ctx, s, s.groups, url.Values{"attributes": {"id,displayName,members"}}, func(page []resource) error {
		for _, group := range page {
			if err := each(group); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// ofUser returns the groups that the user's own resource names, but for those that he is in through another group.
func (c *Connector) ofUser(s *service, user resource) (held []identity.Entitlement) {
	if s.groups == "" {
		return nil
	}
	for _, g := range user.list("groups") {
		id := textOf(g["value"])
		if id == "" || strings.EqualFold(textOf(g["type"]), "indirect") {
			continue
		}
		held = append(held, identity.Entitlement{Key: id, Name: cmp.Or(textOf(g["display"]), id), Kind: identity.Group})
	}
	return held
}

// held returns the groups of one user now; the same as a whole reading says.
func (c *Connector) held(ctx context.Context, s *service, user resource) ([]identity.Entitlement, error) {
	if s.groups == "" || c.cfg.GroupsBy == ByUser {
		return c.ofUser(s, user), nil
	}
	by, err := c.findable(ctx, s)
	if err != nil {
		return nil, hide(err)
	}
	if by == findsMembers {
		return c.groupsOf(ctx, s, user.text("id"))
	}
	var held []identity.Entitlement
	err = c.eachGroup(ctx, s, func(group resource) error {
		if has(group, user.text("id")) {
			held = append(held, membership(group))
		}
		return nil
	})
	return held, hide(err)
}

func has(group resource, id string) bool {
	return slices.ContainsFunc(group.list("members"), func(m map[string]any) bool { return textOf(m["value"]) == id })
}

// groupsOf asks for the groups of a member.
func (c *Connector) groupsOf(ctx context.Context, s *service, id string) (held []identity.Entitlement, err error) {
	query := url.Values{"filter": {"members.value eq " + quoted(id)}, "attributes": {"id,displayName"}}
	_, err = c.all(ctx, s, s.groups, query, func(page []resource) error {
		for _, group := range page {
			held = append(held, membership(group))
		}
		return nil
	})
	return held, hide(err)
}

// quoted writes a text as a value of a filter, which is JSON (RFC 7644, 3.4.2.2).
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// filterable says whether groups can be found by a member.
type filterable string

const (
	untried      filterable = ""
	findsMembers filterable = "yes"
	findsNothing filterable = "no"
)

// findable finds out whether the server can be asked for the groups of a member. That it says so is not enough: some
// refuse this filter, some leave it unheeded, some find nothing. So it is asked about a member that we see in a group, and
// about one that nobody is.
func (c *Connector) findable(ctx context.Context, s *service) (filterable, error) {
	c.mu.Lock()
	known := c.byValue
	c.mu.Unlock()
	if known != untried {
		return known, nil
	}
	if !s.filter {
		return findsNothing, nil
	}
	group, member, err := c.sample(ctx, s)
	if err != nil || member == "" {
		return findsNothing, err
	}
	known, err = c.tryFilter(ctx, s, group, member)
	if err != nil {
		return findsNothing, err
	}
	c.mu.Lock()
	c.byValue = known
	c.mu.Unlock()
	return known, nil
}

func (c *Connector) tryFilter(ctx context.Context, s *service, group, member string) (filterable, error) {
	for _, ask := range []struct {
		id     string
		inside bool
	}{{member, true}, {nobody, false}} {
		found, err := c.groupsOf(ctx, s, ask.id)
		if connector.IsPermanent(err) {
			return findsNothing, nil
		}
		if err != nil {
			return findsNothing, err
		}
		is := slices.ContainsFunc(found, func(e identity.Entitlement) bool { return e.Key == group })
		if is != ask.inside || !ask.inside && len(found) > 0 {
			return findsNothing, nil
		}
	}
	return findsMembers, nil
}

// nobody is an id that no user has.
const nobody = "00000000-0000-4000-8000-6578657565ff"

var errFound = errors.New("found")

// sample returns a group that has a member, and that member.
func (c *Connector) sample(ctx context.Context, s *service) (group, member string, err error) {
	err = c.eachGroup(ctx, s, func(g resource) error {
		if members := g.list("members"); len(members) > 0 {
			group, member = g.text("id"), textOf(members[0]["value"])
			return errFound
		}
		return nil
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return group, member, err
}
