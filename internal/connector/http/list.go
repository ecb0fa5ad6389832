package http

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/exeunt-iam/exeunt/internal/connector/http/api"
)

// walk is where a list stands that is read page by page.
type walk struct {
	page, offset, size int64
	cursor             string
	link               string // the whole address of the next page
	total              int64  // -1: the application does not say
	before             string // the last page as text: one that comes again never ends
}

// all hands over every item of a list, page by page, and returns only when that was all of it.
func (c *Connector) all(ctx context.Context, scope api.Scope, l *api.List, vars map[string]any, each func([]any) error) error {
	w := walk{page: int64(max(l.First, 0)), size: int64(l.Size), total: -1}
	for {
		answer, err := c.page(ctx, scope, l, vars, &w)
		if err != nil {
			return err
		}
		items, err := c.list(ctx, api.ScopeAnswer, l.Items, answer.vars)
		if err != nil {
			return fmt.Errorf("%s %s: %w: does url lead to the API, and is it the version that the description is for?", answer.Method, answer.Path, err)
		}
		if err := c.count(ctx, l, &w, answer, len(items)); err != nil {
			return err
		}
		if err := each(items); err != nil {
			return err
		}
		more, err := c.next(ctx, l, &w, answer, len(items))
		if err != nil || !more {
			return err
		}
	}
}

func (c *Connector) page(ctx context.Context, scope api.Scope, l *api.List, vars map[string]any, w *walk) (*answer, error) {
	all := maps.Clone(vars)
	all["page"], all["offset"], all["size"], all["cursor"] = w.page, w.offset, w.size, w.cursor
	if w.link != "" {
		return c.follow(ctx, scope, &l.Request, all, w.link)
	}
	return c.ask(ctx, scope, &l.Request, all)
}

// follow asks for a page by the address that the application gave.
func (c *Connector) follow(ctx context.Context, scope api.Scope, r *api.Request, vars map[string]any, address string) (*answer, error) {
	request, err := c.request(ctx, scope, r, vars)
	if err != nil {
		return nil, err
	}
	request.Path, request.Query = address, nil
	given, err := c.web.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	a := &answer{given, c.shown(given)}
	return a, c.fault(ctx, r, a)
}

// count takes note of what a page announced and gave. A list that shrinks while it is read has moved what we have not seen
// to where we do not look again.
func (c *Connector) count(ctx context.Context, l *api.List, w *walk, a *answer, got int) error {
	if text := string(a.Body); got > 0 && text == w.before {
		return fmt.Errorf("%s %s gives one page again and again: is the paging of the description right?", a.Method, a.Path)
	} else if l.Page != api.ByNothing && l.Page != "" {
		w.before = text
	}
	w.offset += int64(got)
	if l.Total == "" {
		return nil
	}
	v, err := c.expr.Eval(ctx, api.ScopeAnswer, l.Total, a.vars)
	if err != nil {
		return err
	}
	total, ok := v.(int64)
	switch {
	case !ok:
		return fmt.Errorf("the expression %q gives no whole number", l.Total)
	case w.total > total:
		return fmt.Errorf("%s %s announced %d, and then %d: the list was changed while it was read, and something may have been missed; read it again", a.Method, a.Path, w.total, total)
	}
	w.total = total
	return nil
}

// next goes to the next page; more is false when the list has ended, and that was all of it.
func (c *Connector) next(ctx context.Context, l *api.List, w *walk, a *answer, got int) (more bool, err error) {
	switch l.Page {
	case api.ByNumber, api.ByOffset:
		w.page++
		more = got > 0 && (w.total < 0 || w.offset < w.total)
	case api.ByCursor:
		w.cursor, err = c.text(ctx, api.ScopeAnswer, l.Next, a.vars)
		more = w.cursor != ""
	case api.ByLink:
		w.link, err = c.linked(a)
		more = w.link != ""
	case api.ByNothing:
	}
	if err == nil && !more && w.total >= 0 && w.offset != w.total {
		err = fmt.Errorf("%s %s announced %d, and gave %d: that is not all of it, or the application does not tell the truth about totals", a.Method, a.Path, w.total, w.offset)
	}
	return more, err
}

var link = regexp.MustCompile(`<([^<>]*)>((?:\s*;\s*[^;,"]*(?:"[^"]*")?)*)`)

// linked returns the whole address of the next page (RFC 8288); empty: there is none.
func (c *Connector) linked(a *answer) (string, error) {
	next := nextLink(a.Header)
	if next == "" {
		return "", nil
	}
	base, err := url.Parse(c.cfg.Web.URL)
	if err != nil {
		return "", err
	}
	base.Path = a.Path
	to, err := base.Parse(next)
	if err != nil {
		return "", fmt.Errorf("%s %s: the header Link holds no address: %w", a.Method, a.Path, err)
	}
	return to.String(), nil
}

func nextLink(header http.Header) string {
	for _, line := range header.Values("Link") {
		for _, found := range link.FindAllStringSubmatch(line, -1) {
			for p := range strings.SplitSeq(found[2], ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if strings.EqualFold(name, "rel") && strings.EqualFold(strings.Trim(value, `"`), "next") {
					return found[1]
				}
			}
		}
	}
	return ""
}
