package http

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector"
	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// answer is an answer, and what expressions see of it.
type answer struct {
	*web.Answer
	vars map[string]any
}

// send makes a request of the description and sends it.
func (c *Connector) send(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any) (*answer, error) {
	request, err := c.request(ctx, scope, r, vars)
	if err != nil {
		return nil, connector.Permanent(err)
	}
	given, err := c.web.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	return &answer{given, c.shown(given)}, nil
}

func (c *Connector) request(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any) (web.Request, error) {
	method, template := r.Method()
	path, err := c.expr.Fill(ctx, scope, template, vars, segment)
	if err != nil {
		return web.Request{}, err
	}
	if strings.Contains(path, emptySegment) {
		return web.Request{}, fmt.Errorf("the path %q would hold nothing where something must stand: nothing was asked", template)
	}
	out := web.Request{Method: method, Path: path, Query: url.Values{}, Header: http.Header{"Accept": {"application/json, */*;q=0.5"}}}
	for name, template := range r.Query {
		text, err := c.expr.Fill(ctx, scope, template, vars, asIs)
		if err != nil {
			return out, err
		}
		if text != "" {
			out.Query.Set(name, text)
		}
	}
	for name, template := range r.Headers {
		text, err := c.expr.Fill(ctx, scope, template, vars, asIs)
		if err != nil {
			return out, err
		}
		out.Header.Set(name, text)
	}
	return out, c.fillBody(ctx, scope, r, vars, &out)
}

func (c *Connector) fillBody(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any, out *web.Request) (err error) {
	if r.Body != "" {
		body, err := c.expr.Eval(ctx, scope, r.Body, vars)
		if err != nil {
			return err
		}
		out.Type = "application/json"
		out.Body, err = json.Marshal(body)
		return err
	}
	if len(r.Form) == 0 {
		return nil
	}
	form := url.Values{}
	for name, template := range r.Form {
		text, err := c.expr.Fill(ctx, scope, template, vars, asIs)
		if err != nil {
			return err
		}
		form.Set(name, text)
	}
	out.Type, out.Body = "application/x-www-form-urlencoded", []byte(form.Encode())
	return nil
}

func asIs(text string) string { return text }

// emptySegment stands where a value of a path is empty: users/ is not one user.
const emptySegment = "\x00"

// segment escapes a value for a path, so that it stays one part of it whatever it holds.
func segment(text string) string {
	switch text {
	case "":
		return emptySegment
	case ".", "..":
		return strings.ReplaceAll(text, ".", "%2E")
	}
	return url.PathEscape(text)
}

// shown is what expressions see of an answer. A body that is no JSON is nothing.
func (c *Connector) shown(a *web.Answer) map[string]any {
	headers := map[string]string{}
	for name := range a.Header {
		headers[strings.ToLower(name)] = a.Header.Get(name)
	}
	body, err := api.Decode(a.Body)
	if err != nil {
		body = nil
	}
	return c.with("status", int64(a.Status), "headers", headers, "body", body, "text", string(a.Body))
}

// ask sends a request and returns the answer to one that was well received.
func (c *Connector) ask(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any) (*answer, error) {
	given, err := c.send(ctx, scope, r, vars)
	if err != nil {
		return nil, err
	}
	return given, c.fault(ctx, r, given)
}

// fault returns an answer as an error: by the request's own word, else by those of the description, else by its status.
func (c *Connector) fault(ctx context.Context, r *api.Request, a *answer) error {
	said := c.said(ctx, a)
	for _, meaning := range []struct {
		when string
		err  func() error
	}{
		{c.api.Answers.Throttled, func() error {
			return &connector.ThrottledError{After: a.RetryAfter(), Err: fmt.Errorf("%s %s: the application asks us to wait (%s)", a.Method, a.Path, said)}
		}},
		{c.api.Answers.Refused, func() error {
			return connector.Permanent(fmt.Errorf("%s %s: the application refuses (%s)", a.Method, a.Path, said))
		}},
	} {
		if meaning.when == "" {
			continue
		}
		is, err := c.truth(ctx, api.ScopeAnswer, meaning.when, a.vars)
		if err != nil {
			return err
		}
		if is {
			return meaning.err()
		}
	}
	if r.OK == "" {
		return a.Err(said)
	}
	done, err := c.truth(ctx, api.ScopeAnswer, r.OK, a.vars)
	switch {
	case err != nil || done:
		return err
	case a.OK():
		return fmt.Errorf("%s %s was answered with %d, and by the description (ok) it was not done (%s)", a.Method, a.Path, a.Status, said)
	}
	return a.Err(said)
}

// said is the application's own reason; empty where it gives none.
func (c *Connector) said(ctx context.Context, a *answer) string {
	if c.api.Answers.Said == "" {
		return ""
	}
	text, err := c.text(ctx, api.ScopeAnswer, c.api.Answers.Said, a.vars)
	if err != nil {
		return ""
	}
	return web.Short(text)
}

func (c *Connector) truth(ctx context.Context, scope api.Scope, text string, vars map[string]any) (bool, error) {
	v, err := c.expr.Eval(ctx, scope, text, vars)
	if err != nil {
		return false, err
	}
	is, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("the expression %q gives %T, and true or false is expected", text, v)
	}
	return is, nil
}

// text returns what an expression gives, as text; an empty expression gives none.
func (c *Connector) text(ctx context.Context, scope api.Scope, text string, vars map[string]any) (string, error) {
	if text == "" {
		return "", nil
	}
	v, err := c.expr.Eval(ctx, scope, text, vars)
	if err != nil {
		return "", err
	}
	switch v.(type) {
	case []any, map[string]any:
		return "", fmt.Errorf("the expression %q gives a list or an object, and a text is expected", text)
	}
	return api.TextOf(v), nil
}

func (c *Connector) list(ctx context.Context, scope api.Scope, text string, vars map[string]any) ([]any, error) {
	v, err := c.expr.Eval(ctx, scope, text, vars)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("the expression %q gives no list", text)
	}
	return list, nil
}

var errNoKey = errors.New("it gives an empty key")
