// Package wire is a part of the connectors that speak LDAP (RFC 4511): private connections, a pool of them, whole lists
// page by page, and names that compare. It knows no account and no kind of directory.
package wire

import (
	"context"
	"fmt"
	"net"
	"time"

	goldap "github.com/go-ldap/ldap/v3"
)

// Conn is one connection. One goroutine at a time uses it.
type Conn struct {
	raw     net.Conn
	LDAP    *goldap.Conn
	timeout time.Duration

	// MarkerNamesSearch says that the server's page marker names the search, and stays the same from page to page; else it
	// names a place in the search, and the same one twice is an error.
	MarkerNamesSearch bool

	broken    bool // a call was given up, or a paged search was left in the middle
	idleSince time.Time
}

// Call runs one request. The library's calls take no context: when ctx ends or the time is over, the socket is closed
// under the request, which ends it, and the connection with it.
func (c *Conn) Call(ctx context.Context, request func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.timeout, TimeoutError{c.timeout})
	defer cancel()
	stop := context.AfterFunc(limited, func() { _ = c.raw.Close() })
	err := request(limited)
	stop()
	if limited.Err() != nil { // whatever the request says: a search that is given up ends as if it were complete
		c.broken = true
		return context.Cause(limited)
	}
	return err
}

// TimeoutError says that the directory did not answer in time. What was asked may have been done.
type TimeoutError struct{ After time.Duration }

// Error says how long we waited, and what to do.
func (e TimeoutError) Error() string {
	return fmt.Sprintf("the directory did not answer within %s: see whether it is overloaded, or give it more time with timeout in the settings", e.After)
}

// Timeout makes it a net.Error's kind of timeout.
func (TimeoutError) Timeout() bool { return true }

func (c *Conn) wire() *Conn { return c }

// Stands reports whether the connection can be used again.
func (c *Conn) Stands() bool { return !c.broken && !c.LDAP.IsClosing() }

// Close ends the connection. The socket goes first, so that nothing waits for the directory.
func (c *Conn) Close() {
	_ = c.raw.Close()
	_ = c.LDAP.Close()
}

// Modify changes one entry.
func (c *Conn) Modify(ctx context.Context, change *goldap.ModifyRequest) error {
	return c.Call(ctx, func(context.Context) error { return c.LDAP.Modify(change) })
}

// Remove deletes one entry.
func (c *Conn) Remove(ctx context.Context, dn string) error {
	return c.Call(ctx, func(context.Context) error { return c.LDAP.Del(goldap.NewDelRequest(dn, nil)) })
}

// Compare asks whether an entry holds a value.
func (c *Conn) Compare(ctx context.Context, dn, attribute, value string) (holds bool, err error) {
	err = c.Call(ctx, func(context.Context) (err error) {
		holds, err = c.LDAP.Compare(dn, attribute, value)
		return err
	})
	return holds, err
}

// Base reads one entry by its DN; found is false when there is none that we may see.
func (c *Conn) Base(ctx context.Context, dn string, attributes ...string) (e *goldap.Entry, found bool, err error) {
	request := goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", attributes, nil)
	err = c.Call(ctx, func(context.Context) error {
		result, err := c.LDAP.Search(request)
		if err == nil && len(result.Entries) == 1 {
			e, found = result.Entries[0], true
		}
		return err
	})
	if goldap.IsErrorWithCode(err, goldap.LDAPResultNoSuchObject) {
		return nil, false, nil
	}
	return e, found, err
}
