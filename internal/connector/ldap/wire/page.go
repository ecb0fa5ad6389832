package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	goldap "github.com/go-ldap/ldap/v3"
)

// Entry is one entry of a list, with the controls that came beside it.
type Entry struct {
	*goldap.Entry
	Controls []goldap.Control
}

// Pages hands every entry that a search finds to each, page by page (RFC 2696), and returns nil only when the
// directory said that there are no more. An error of the search goes through explain; one of each is returned as it is.
func (c *Conn) Pages(ctx context.Context, request *goldap.SearchRequest, size int, explain func(base string, err error) error, each func([]Entry) error) error {
	paging := goldap.NewControlPaging(uint32(size))
	request.Controls = append(request.Controls, paging)
	for seen := 0; ; {
		page, cookie, err := c.page(ctx, request)
		seen += len(page)
		if err == nil && len(cookie) > 0 && bytes.Equal(cookie, paging.Cookie) && !(c.MarkerNamesSearch && len(page) > 0) {
			err = errors.New("the directory gave the same page marker twice")
		}
		if err != nil {
			return fmt.Errorf("list %s (%d entries seen): %w", request.BaseDN, seen, explain(request.BaseDN, err))
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
func (c *Conn) page(ctx context.Context, request *goldap.SearchRequest) (page []Entry, marker []byte, err error) {
	var paging *goldap.ControlPaging
	err = c.Call(ctx, func(ctx context.Context) error {
		var referral string
		results := c.LDAP.SearchAsync(ctx, request, 64)
		for results.Next() {
			switch {
			case results.Entry() != nil:
				page = append(page, Entry{results.Entry(), results.Controls()})
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
