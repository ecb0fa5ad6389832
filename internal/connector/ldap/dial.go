package ldap

import (
	"context"
	"fmt"
	"strings"

	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap/wire"
)

// conn is one signed-in connection, with what the directory says of itself. One goroutine at a time uses it.
type conn struct {
	*wire.Conn
	root rootDSE
}

// dialer makes signed-in connections.
type dialer struct{ cfg Config }

// dial connects, makes the connection private, signs in and looks at what the directory offers.
func (d dialer) dial(ctx context.Context) (*conn, error) {
	limited, cancel := context.WithTimeoutCause(ctx, d.cfg.Timeout, wire.TimeoutError{After: d.cfg.Timeout})
	defer cancel()
	to := wire.Endpoint{URL: d.cfg.URL, CA: d.cfg.CA, StartTLS: d.cfg.StartTLS, Timeout: d.cfg.Timeout}
	connection, err := to.Dial(ctx)
	if err != nil {
		return nil, err
	}
	cn := &conn{Conn: connection}
	if err := d.signIn(limited, cn); err != nil {
		cn.Close()
		return nil, err
	}
	return cn, nil
}

func (d dialer) signIn(ctx context.Context, cn *conn) error {
	password, err := d.cfg.Password(ctx)
	if err != nil {
		return fmt.Errorf("the password of %s: %w", d.cfg.Bind, err)
	}
	var told string
	err = cn.Call(ctx, func(context.Context) error {
		request := goldap.NewSimpleBindRequest(d.cfg.Bind, password, []goldap.Control{goldap.NewControlBeheraPasswordPolicy()})
		result, err := cn.LDAP.SimpleBind(request)
		told = policyAnswer(result)
		return err
	})
	if err != nil {
		return explainBind(d.cfg.Bind, told, err)
	}
	return cn.root.read(ctx, cn, d.cfg.PeopleBase)
}

// policyAnswer returns what the password policy says of the account we sign in as, empty when it says nothing.
func policyAnswer(result *goldap.SimpleBindResult) string {
	if result == nil {
		return ""
	}
	answer, ok := goldap.FindControl(result.Controls, goldap.ControlTypeBeheraPasswordPolicy).(*goldap.ControlBeheraPasswordPolicy)
	if !ok {
		return ""
	}
	return strings.ToLower(answer.ErrorString)
}
