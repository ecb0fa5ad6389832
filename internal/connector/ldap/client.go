package ldap

import (
	"context"
	"fmt"
	"net"
	"time"

	goldap "github.com/go-ldap/ldap/v3"
)

// conn is one signed-in connection. One goroutine at a time uses it.
type conn struct {
	raw     net.Conn
	ldap    *goldap.Conn
	timeout time.Duration
	root    rootDSE

	broken    bool // a call was given up, or a paged search was left in the middle
	idleSince time.Time
}

// call runs one request. The library's calls take no context: when ctx ends or the time is over, the socket is closed
// under the request, which ends it, and the connection with it.
func (c *conn) call(ctx context.Context, request func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.timeout, timeoutError{c.timeout})
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

// timeoutError says that the directory did not answer in time. What was asked may have been done.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string {
	return fmt.Sprintf("the directory did not answer within %s: see whether it is overloaded, or give it more time with timeout in the settings", e.after)
}

// Timeout makes it a net.Error's kind of timeout.
func (timeoutError) Timeout() bool { return true }

// stands reports whether the connection can be used again.
func (c *conn) stands() bool { return !c.broken && !c.ldap.IsClosing() }

// close ends the connection. The socket goes first, so that nothing waits for the directory.
func (c *conn) close() {
	_ = c.raw.Close()
	_ = c.ldap.Close()
}

func (c *conn) modify(ctx context.Context, change *goldap.ModifyRequest) error {
	return c.call(ctx, func(context.Context) error { return c.ldap.Modify(change) })
}

func (c *conn) remove(ctx context.Context, dn string) error {
	return c.call(ctx, func(context.Context) error { return c.ldap.Del(goldap.NewDelRequest(dn, nil)) })
}

// compare asks whether an entry holds a value.
func (c *conn) compare(ctx context.Context, dn, attribute, value string) (holds bool, err error) {
	err = c.call(ctx, func(context.Context) (err error) {
		holds, err = c.ldap.Compare(dn, attribute, value)
		return err
	})
	return holds, err
}

// base reads one entry by its DN; found is false when there is none that we may see.
func (c *conn) base(ctx context.Context, dn string, attributes ...string) (e *goldap.Entry, found bool, err error) {
	request := goldap.NewSearchRequest(dn, goldap.ScopeBaseObject, goldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", attributes, nil)
	err = c.call(ctx, func(context.Context) error {
		result, err := c.ldap.Search(request)
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
