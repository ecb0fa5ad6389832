package scim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
	"github.com/exeunt-iam/exeunt/internal/identity"
)

// Probe reads one user and one group, and asks for changes that cannot happen: of one that nobody is, or, where the
// server keeps versions, of a version that there never was.
func (c *Connector) Probe(ctx context.Context) ([]connector.Right, error) {
	s, err := c.discover(ctx)
	if err != nil {
		return nil, err
	}
	one := url.Values{"startIndex": {"1"}, "count": {"1"}}
	users, err := c.page(ctx, s.users, one)
	if err != nil && !connector.IsPermanent(err) {
		return nil, fmt.Errorf("read users: %w", hide(err))
	}
	rights := []connector.Right{reading("users", err)}
	if s.groups != "" && c.cfg.GroupsBy == ByMembers {
		_, err := c.page(ctx, s.groups, one)
		rights = append(rights, reading("groups", err))
	}
	d := c.Describe()
	for _, verb := range identity.Verbs() {
		if d.Capability(verb).By != connector.ByConnector {
			continue
		}
		right, err := c.writing(ctx, s, verb, users.resources)
		if err != nil {
			return nil, err
		}
		rights = append(rights, right)
	}
	return rights, nil
}

func reading(what string, err error) connector.Right {
	if err == nil {
		return connector.Right{What: "read " + what, Granted: connector.Yes}
	}
	return connector.Right{
		What: "read " + what, Granted: connector.No, Why: web.Short(err.Error()),
		Grant: "give the account or token of the settings (sign-in) the right to read " + what + " over SCIM, in the application's own administration",
	}
}

// attempt is a request that stands for a verb.
type attempt struct {
	what    string
	request web.Request
}

// attempts returns the request that stands for a verb. It is made on somebody who is not there; where the server keeps
// versions, on a user who is, for a version that never was, and with the active that he has: whoever answers wrongly
// changes nothing. A deletion is never tried on somebody.
func (c *Connector) attempt(s *service, verb identity.Verb, users []resource) attempt {
	patch := func(what, endpoint string, o operation) attempt {
		body, _ := json.Marshal(patchOf(o))
		return attempt{what, web.Request{Method: http.MethodPatch, Path: endpoint + "/" + nobody, Body: body, Type: mediaType, Header: http.Header{}}}
	}
	switch verb {
	case identity.Suspend, identity.Restore:
		try := patch("write active", s.users, operation{Op: "replace", Path: attrActive, Value: false})
		if s.etag && len(users) > 0 && truth(users[0].at(attrActive)) != "" {
			try = patch("write active", s.users, operation{Op: "replace", Path: attrActive, Value: truth(users[0].at(attrActive)) == "true"})
			try.request.Path = s.users + "/" + url.PathEscape(users[0].text("id"))
			try.request.Header.Set("If-Match", neverGiven)
		}
		return try
	case identity.Remove, identity.Add:
		if s.groups == "" {
			return patch("write roles", s.users, operation{Op: "remove", Path: attrRoles + "[value eq " + quoted(nobody) + "]"})
		}
		return patch("write the members of groups", s.groups, operation{Op: "remove", Path: "members[value eq " + quoted(nobody) + "]"})
	case identity.Delete:
		return attempt{"delete users", web.Request{Method: http.MethodDelete, Path: s.users + "/" + nobody}}
	default:
		return attempt{}
	}
}

// writing asks for a verb in a way that changes nothing.
//
//	answer               granted
//	401, 403, 405, 501   no
//	412                  yes: it came as far as the version
//	404                  unknown: it may look before it asks who we are
//	else                 unknown
func (c *Connector) writing(ctx context.Context, s *service, verb identity.Verb, users []resource) (connector.Right, error) {
	try := c.attempt(s, verb, users)
	right := connector.Right{Verb: verb, What: try.what, Granted: connector.Unknown}
	if try.what == "" {
		right.What, right.Why = "send the request of the settings (sign-out)", "it cannot be tried without ending somebody's sessions"
		return right, nil
	}
	if !s.patch && try.request.Method == http.MethodPatch {
		right.Why = "the server has no PATCH, and writing a whole user cannot be tried without changing one"
		return right, nil
	}
	answer, err := c.web.Do(ctx, try.request)
	if err != nil {
		return right, err
	}
	switch answer.Status {
	case http.StatusPreconditionFailed:
		right.Granted = connector.Yes
	case http.StatusNotFound:
		right.Why = "the server came as far as looking for the account, and tells for certain only when one is there"
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		right.Granted, right.Why = connector.No, web.Short(c.fault(answer).Error())
		right.Grant = "give the account or token of the settings (sign-in) the right to " + try.what + " over SCIM, in the application's own administration"
	default:
		right.Why = fmt.Sprintf("the server answers %d to a change of an account that is not there", answer.Status)
	}
	return right, nil
}

// neverGiven is a version that no resource ever has.
const neverGiven = `W/"exeunt-probe-never-given"`
