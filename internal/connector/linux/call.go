package linux

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/exeunt-iam/exeunt/internal/connector"
)

// host is one host with its connections.
type host struct {
	Host
	cfg  *Config
	pool *pool
}

// conn is one signed-in connection. One call at a time uses it.
type conn struct {
	host    string
	raw     net.Conn
	client  *ssh.Client
	timeout time.Duration

	given     bool // a call was given up or its end was lost
	idleSince time.Time
}

// broken reports whether the connection cannot be used again.
func (c *conn) broken() bool { return c.given }

// close ends the connection. The socket goes first, so that nothing waits for the host.
func (c *conn) close() {
	_ = c.raw.Close()
	_ = c.client.Close()
	_ = c.client.Wait()
}

// ask sends a request to the program and returns the lines of its answer, which is whole.
func (h *host) ask(ctx context.Context, words ...string) (said *answer, err error) {
	err = h.pool.use(ctx, func(cn *conn) error {
		said, err = cn.ask(ctx, h.cfg.command(), "v1 "+strings.Join(words, " ")+"\n")
		return err
	})
	return said, err
}

// ask runs the program for one request. The library's calls take no context: when ctx ends or the time is over, the
// socket is closed under the call.
func (c *conn) ask(ctx context.Context, command, request string) (*answer, error) {
	limited, cancel := context.WithTimeoutCause(ctx, c.timeout, timeoutError{c.host, c.timeout})
	defer cancel()
	stop := context.AfterFunc(limited, func() { _ = c.raw.Close() })
	out, errs := &bounded{most: mostAnswer}, &bounded{most: mostStderr}
	err := c.run(command, request, out, errs)
	if !stop() {
		c.given = true
		return nil, context.Cause(limited)
	}
	exit, ended := errors.AsType[*ssh.ExitError](err)
	if err != nil && !ended {
		c.given = true
		return nil, fmt.Errorf("the connection to %s was lost before its answer was whole: %w", c.host, err)
	}
	if out.cut {
		return nil, fmt.Errorf("%s answers with more than %d MB", c.host, mostAnswer>>20)
	}
	if out.Len() == 0 && ended {
		return nil, connector.Permanent(&unrunError{host: c.host, command: command, said: errs.line(), exit: exit.ExitStatus()})
	}
	said, err := parse(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("the answer of %s: %w (stderr: %s)", c.host, err, errs.line())
	}
	return said, said.err()
}

func (c *conn) run(command, request string, out, errs *bounded) error {
	session, err := c.client.NewSession()
	if err != nil {
		return err
	}
	defer func() { _ = session.Close() }() // it is closed already, where the program ended
	session.Stdin, session.Stdout, session.Stderr = strings.NewReader(request), out, errs
	return session.Run(command)
}

const (
	mostAnswer = 256 << 20
	mostStderr = 4 << 10
)

// bounded is a buffer that drops what is too much, and knows it.
type bounded struct {
	bytes.Buffer
	most int
	cut  bool
}

// Write takes everything and keeps the beginning.
func (b *bounded) Write(p []byte) (int, error) {
	keep := min(len(p), b.most-b.Len())
	b.cut = b.cut || keep < len(p)
	b.Buffer.Write(p[:keep])
	return len(p), nil
}

// line returns what was written on one line.
func (b *bounded) line() string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(b.String(), "?")), " ")
}
