package ad

import (
	"context"
	"fmt"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// conn is one signed-in connection, with what the domain says of itself. One goroutine at a time uses it.
type conn struct {
	*wire.Conn
	domain domain
}

// dial connects, makes the connection private, signs in and looks at the domain.
func (c *Connector) dial(ctx context.Context) (*conn, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, wire.TimeoutError{After: c.cfg.Timeout})
	defer cancel()
	to := wire.Endpoint{URL: c.cfg.URL, CA: c.cfg.CA, StartTLS: c.cfg.StartTLS, Timeout: c.cfg.Timeout}
	connection, err := to.Dial(ctx)
	if err != nil {
		return nil, err
	}
	connection.MarkerNamesSearch = true
	cn := &conn{Conn: connection}
	if err := c.signIn(limited, cn); err != nil {
		cn.Close()
		return nil, err
	}
	if err := cn.domain.read(limited, cn, &c.cfg); err != nil {
		cn.Close()
		return nil, err
	}
	return cn, nil
}

func (c *Connector) signIn(ctx context.Context, cn *conn) error {
	if c.cfg.Kerberos != nil {
		return c.kerberos(ctx, cn)
	}
	password, err := c.cfg.Password(ctx)
	if err != nil {
		return fmt.Errorf("the password of %s: %w", c.cfg.Bind, err)
	}
	return explainBind(c.cfg.Bind, cn.Call(ctx, func(context.Context) error { return cn.LDAP.Bind(c.cfg.Bind, password) }))
}
