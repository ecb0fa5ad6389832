package wire

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
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

func never(error) bool { return false }

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
		p := NewPool(1, func(context.Context) (*Conn, error) { dials++; return standing(t), nil }, never)
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
	p := NewPool(1, func(context.Context) (*Conn, error) { return standing(t), nil }, never)
	err := p.Use(t.Context(), func(*Conn) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return p.Use(ctx, nothing)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// A wrong password is tried once, however many calls there are at once, and again only when that locks nobody out.
func TestARefusedSignInIsTriedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		refusal, dials := errors.New("the password is wrong"), 0
		p := NewPool(8, func(ctx context.Context) (*Conn, error) {
			dials++ // unguarded: no two at once
			<-time.After(time.Second)
			return nil, refusal
		}, func(err error) bool { return errors.Is(err, refusal) })
		tries := func(want int) {
			t.Helper()
			var all sync.WaitGroup
			for range 40 {
				all.Go(func() {
					if err := p.Use(t.Context(), nothing); !errors.Is(err, refusal) {
						t.Errorf("%v", err)
					}
				})
			}
			all.Wait()
			if dials != want {
				t.Errorf("it was tried %d times, want %d", dials, want)
			}
		}
		tries(1)
		<-time.After(quiet - time.Second)
		tries(1)
		<-time.After(time.Second)
		tries(2)
	})
}

// What is no refusal is tried again at once.
func TestAConnectionThatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	dials := 0
	p := NewPool(1, func(context.Context) (*Conn, error) { dials++; return nil, errors.New("connection refused") }, never)
	for range 3 {
		if err := p.Use(t.Context(), nothing); err == nil {
			t.Error("there is a connection")
		}
	}
	if dials != 3 {
		t.Errorf("dialled %d times", dials)
	}
}
