package scim

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/exeunt-iam/exeunt/internal/connector/web"
)

// listing is an answer to a query (RFC 7644, 3.4.2; RFC 9865, 2).
type listing struct {
	TotalResults *int
	NextCursor   string
	Resources    []map[string]any
}

// part is one page of a list.
type part struct {
	resources []resource
	total     int // -1: the server does not say
	next      string
}

// page asks for one page.
func (c *Connector) page(ctx context.Context, endpoint string, query url.Values) (part, error) {
	answer, err := c.ask(ctx, web.Request{Method: http.MethodGet, Path: endpoint, Query: query})
	if err != nil {
		return part{}, err
	}
	var said listing
	if err := answer.Decode(&said); err != nil {
		return part{}, err
	}
	if said.TotalResults == nil && said.Resources == nil {
		return part{}, fmt.Errorf("%s was answered with no list: does url lead to the SCIM interface?", endpoint)
	}
	p := part{total: -1, next: said.NextCursor}
	if said.TotalResults != nil {
		p.total = *said.TotalResults
	}
	for _, all := range said.Resources {
		p.resources = append(p.resources, resource{all: all})
	}
	return p, nil
}

// count is how many resources a list has shown.
type count struct {
	seen  map[string]bool
	total int // as the last page said; -1: the server does not say
}

// all hands over every resource of a list, page by page, and returns only when that was all of it.
func (c *Connector) all(ctx context.Context, s *service, endpoint string, query url.Values, each func([]resource) error) (count, error) {
	n := count{seen: map[string]bool{}, total: -1}
	next := c.byIndex(s, &n)
	if c.cfg.Paging == ByCursor || c.cfg.Paging == "" && s.cursor {
		next = c.byCursor(s)
	}
	for step, more := next(nil); more; {
		asked := url.Values{}
		for _, add := range []url.Values{query, step} {
			for name, values := range add {
				asked[name] = values
			}
		}
		p, err := c.page(ctx, endpoint, asked)
		if err != nil {
			return n, err
		}
		if err := n.take(endpoint, p); err != nil {
			return n, err
		}
		if err := each(p.resources); err != nil {
			return n, err
		}
		step, more = next(&p)
	}
	return n, n.whole(endpoint)
}

// byIndex asks for the page after what was seen, however many of them the server gave.
func (c *Connector) byIndex(s *service, n *count) func(*part) (url.Values, bool) {
	size := strconv.Itoa(c.size(s))
	return func(last *part) (url.Values, bool) {
		if last != nil && (len(last.resources) == 0 || n.total >= 0 && len(n.seen) >= n.total) {
			return nil, false
		}
		return url.Values{"startIndex": {strconv.Itoa(len(n.seen) + 1)}, "count": {size}}, true
	}
}

// byCursor asks for what the last page named.
func (c *Connector) byCursor(s *service) func(*part) (url.Values, bool) {
	size := strconv.Itoa(c.size(s))
	return func(last *part) (url.Values, bool) {
		cursor := ""
		if last != nil {
			cursor = last.next
		}
		return url.Values{"cursor": {cursor}, "count": {size}}, last == nil || cursor != ""
	}
}

// size is how many resources a page may have.
func (c *Connector) size(s *service) int {
	if s.most > 0 {
		return min(c.cfg.PageSize, s.most)
	}
	return c.cfg.PageSize
}

// take counts what a page gave. A list that shrinks while it is read has moved what we have not seen to where we do not
// look again, and a resource that comes twice has taken the place of another one.
func (n *count) take(endpoint string, p part) error {
	if n.total >= 0 && p.total >= 0 && p.total < n.total {
		return fmt.Errorf("%s announced %d, and then %d: the list was changed while it was read, and something may have been missed; read it again", endpoint, n.total, p.total)
	}
	if p.total >= 0 {
		n.total = p.total
	}
	for _, r := range p.resources {
		id := r.text("id")
		if id == "" {
			return fmt.Errorf("%s gave a resource without an id (the %d. of the list)", endpoint, len(n.seen)+1)
		}
		if n.seen[id] {
			return fmt.Errorf("%s gave %s twice: the list was changed while it was read, or the server gives one page again and again; something may have been missed", endpoint, id)
		}
		n.seen[id] = true
	}
	return nil
}

// whole makes sure that as much was seen as was announced.
func (n *count) whole(endpoint string) error {
	if n.total >= 0 && n.total != len(n.seen) {
		return fmt.Errorf("%s announced %d, and gave %d: that is not all of it, or the server does not tell the truth about totals", endpoint, n.total, len(n.seen))
	}
	return nil
}
