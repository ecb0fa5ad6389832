package ldap

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"
)

// standing returns a connection whose other end is held open by the test.
func standing(t *testing.T) *conn {
	here, there := net.Pipe()
	t.Cleanup(func() { there.Close() })
	wire := goldap.NewConn(here, true)
	wire.Start()
	cn := &conn{raw: here, ldap: wire, timeout: time.Minute}
	t.Cleanup(cn.close)
	return cn
}

func nothing(*conn) error { return nil }

func TestAConnectionIsUsedAgainOnlyWhileItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(p *pool, cn *conn)
		dials int
	}{
		"as it was":      {func(*pool, *conn) {}, 1},
		"closed since":   {func(_ *pool, cn *conn) { cn.close() }, 2},
		"given up":       {func(_ *pool, cn *conn) { cn.broken = true }, 2},
		"idle too long":  {func(_ *pool, cn *conn) { cn.idleSince = time.Now().Add(-2 * idleLimit) }, 2},
		"not given back": {func(p *pool, _ *conn) { p.idle = nil }, 2},
	} {
		dials := 0
		p := newPool(1, func(context.Context) (*conn, error) { dials++; return standing(t), nil })
		if err := p.use(t.Context(), nothing); err != nil {
			t.Fatal(err)
		}
		c.spoil(p, p.idle[0])
		if err := p.use(t.Context(), nothing); err != nil {
			t.Fatal(err)
		}
		if dials != c.dials {
			t.Errorf("%s: dialled %d times, want %d", name, dials, c.dials)
		}
	}
}

func TestACallThatCannotHaveAConnectionWaitsOnlyAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	p := newPool(1, func(context.Context) (*conn, error) { return standing(t), nil })
	err := p.use(t.Context(), func(*conn) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		return p.use(ctx, nothing)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestMarksAreReadWithTheirTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locked, end   string
		lock, isEnded bool
	}{
		{"", "", false, false},
		{"000001010000Z", "", true, false},
		{"00000101000000Z", "", true, false},
		{"20260101000000Z", "", false, false},
		{"", "19700101000000Z", false, true},
		{"", "20260101000000Z", false, true},
		{"", "29990101000000Z", false, false},
	} {
		e := entry{Entry: goldap.NewEntry("uid=x", map[string][]string{attrLocked: {c.locked}, attrEnd: {c.end}})}
		if e.lockMark() != c.lock || e.endMark() != c.isEnded {
			t.Errorf("%q, %q: locked %v, ended %v", c.locked, c.end, e.lockMark(), e.endMark())
		}
	}
}
