package scim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// service is what a server says of itself (RFC 7643, 5 to 7). What it does not say is taken to be there, and found out.
type service struct {
	users  string // the endpoint of users
	groups string // of groups; empty: there are none
	patch  bool
	filter bool
	etag   bool
	cursor bool
	index  bool
	most   int // resources in one page; zero: it does not say

	// fixed are attributes of a user that the server's schemas say cannot be written, in lower case.
	fixed map[string]bool
}

// offers returns what the server says of itself, asked for once.
func (c *Connector) offers(ctx context.Context) (*service, error) {
	c.mu.Lock()
	known := c.service
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return c.discover(ctx)
}

// discover asks the server anew.
func (c *Connector) discover(ctx context.Context) (*service, error) {
	s := &service{users: "Users", groups: "Groups", patch: true, filter: true, index: true, fixed: map[string]bool{}}
	for _, ask := range []func(context.Context, *service) error{c.askConfig, c.askTypes, c.askSchemas} {
		if err := ask(ctx, s); err != nil {
			return nil, fmt.Errorf("ask the server what it offers: %w", hide(err))
		}
	}
	if c.cfg.GroupsBy == NoGroups {
		s.groups = ""
	}
	c.mu.Lock()
	c.service = s
	c.mu.Unlock()
	return s, nil
}

// about asks for one of the three descriptions; found is false when the server has none, or one of another shape.
func (c *Connector) about(ctx context.Context, path string, into any) (found bool, err error) {
	answer, err := c.web.Do(ctx, web.Request{Method: http.MethodGet, Path: path, Header: accepts})
	if err != nil {
		return false, err
	}
	switch answer.Status {
	case http.StatusNotFound, http.StatusNotImplemented, http.StatusMethodNotAllowed, http.StatusForbidden:
		return false, nil
	}
	if err := c.fault(answer); err != nil {
		return false, err
	}
	err = answer.Decode(into)
	if errors.As(err, new(*json.UnmarshalTypeError)) {
		return false, nil
	}
	return err == nil, err
}

// supported is how a server says that it can do something.
type supported struct {
	Supported bool `json:"supported"`
}

func (c *Connector) askConfig(ctx context.Context, s *service) error {
	var said struct {
		Patch, ETag supported
		Filter      struct {
			Supported  bool
			MaxResults int
		}
		Pagination struct {
			Cursor, Index           bool
			DefaultPaginationMethod string
			MaxPageSize             int
		}
	}
	found, err := c.about(ctx, "ServiceProviderConfig", &said)
	if err != nil || !found {
		return err
	}
	s.patch, s.filter, s.etag = said.Patch.Supported, said.Filter.Supported, said.ETag.Supported
	s.cursor, s.most = said.Pagination.Cursor, said.Filter.MaxResults
	s.index = said.Pagination.Index || !said.Pagination.Cursor
	if said.Pagination.MaxPageSize > 0 {
		s.most = said.Pagination.MaxPageSize
	}
	return nil
}

func (c *Connector) askTypes(ctx context.Context, s *service) error {
	var said listing
	found, err := c.about(ctx, "ResourceTypes", &said)
	if err != nil || !found || len(said.Resources) == 0 {
		return err
	}
	s.groups = ""
	for _, raw := range said.Resources {
		kind := resource{all: raw}
		endpoint := strings.Trim(kind.text("endpoint"), "/")
		switch schema := kind.text("schema"); {
		case endpoint == "":
		case strings.HasSuffix(schema, ":core:2.0:User") || schema == "" && kind.text("name") == "User":
			s.users = endpoint
		case strings.HasSuffix(schema, ":core:2.0:Group") || schema == "" && kind.text("name") == "Group":
			s.groups = endpoint
		}
	}
	return nil
}

func (c *Connector) askSchemas(ctx context.Context, s *service) error {
	var said listing
	found, err := c.about(ctx, "Schemas", &said)
	if err != nil || !found {
		return err
	}
	for _, raw := range said.Resources {
		schema := resource{all: raw}
		if !strings.HasSuffix(schema.text("id"), ":core:2.0:User") {
			continue
		}
		for _, attribute := range schema.list("attributes") {
			if strings.EqualFold(textOf(attribute["mutability"]), "readOnly") {
				s.fixed[strings.ToLower(textOf(attribute["name"]))] = true
			}
		}
	}
	return nil
}

var accepts = http.Header{"Accept": {mediaType + ", application/json"}}

const mediaType = "application/scim+json"

// ask sends a request and returns the answer to one that was well received.
func (c *Connector) ask(ctx context.Context, r web.Request) (*web.Answer, error) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Accept", accepts.Get("Accept"))
	answer, err := c.web.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	return answer, c.fault(answer)
}

// fault returns an answer as an error, with the server's own words (RFC 7644, 3.12).
func (c *Connector) fault(answer *web.Answer) error {
	if answer.OK() {
		return nil
	}
	var said struct{ ScimType, Detail string }
	if json.Unmarshal(answer.Body, &said) != nil {
		return answer.Err("")
	}
	return answer.Err(web.Short(strings.TrimPrefix(said.ScimType+": "+said.Detail, ": ")))
}
