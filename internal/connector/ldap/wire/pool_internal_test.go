package wire

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"
)

// standing returns a connection whose other end is held open by the test.
func standing(t *testing.T) *Conn {
	here, there := net.Pipe()
	t.Cleanup(func() { there.Close() })
	protocol := goldap.NewConn(here, true)
	protocol.Start()
	cn := &Conn{raw: here, LDAP: protocol, timeout: time.Minute}
	t.Cleanup(cn.Close)
	return cn
}

func nothing(*Conn) error { return nil }

func TestAConnectionIsUsedAgainOnlyWhileItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(p *Pool[*Conn], cn *Conn)
		dials int
	}{
		"as it was":      {func(*Pool[*Conn], *Conn) {}, 1},
		"closed since":   {func(_ *Pool[*Conn], cn *Conn) { cn.Close() }, 2},
		"given up":       {func(_ *Pool[*Conn], cn *Conn) { cn.broken = true }, 2},
		"idle too long":  {func(_ *Pool[*Conn], cn *Conn) { cn.idleSince = time.Now().Add(-2 * idleLimit) }, 2},
		"not given back": {func(p *Pool[*Conn], _ *Conn) { p.idle = nil }, 2},
	} {
		dials := 0
		p := NewPool(1, func(context.Context) (*Conn, error) { dials++; return standing(t), nil })
		if err := p.Use(t.Context(), nothing); err != nil {
			t.Fatal(err)
		}
		c.spoil(p, p.idle[0])
		if err := p.Use(t.Context(), nothing); err != nil {
			t.Fatal(err)
		}
		if dials != c.dials {
			t.Errorf("%s: dialled %d times, want %d", name, dials, c.dials)
		}
	}
}

func TestACallThatCannotHaveAConnectionWaitsOnlyAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	p := NewPool(1, func(context.Context) (*Conn, error) { return standing(t), nil })
	err := p.Use(t.Context(), func(*Conn) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return p.Use(ctx, nothing)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
