package sql_test

import (
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/sql"
)

// proxy stands between a connector and a server, carries bytes, and can stop.
type proxy struct {
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	cut   func(chunk []byte) bool // the connection ends instead of carrying this to the connector; nil: never
	still bool                    // nothing of the server arrives
}

func newProxy(t testing.TB, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: target}
	p.running.Go(p.serve)
	t.Cleanup(func() {
		listener.Close()
		p.mu.Lock()
		for _, c := range p.conns {
			c.Close()
		}
		p.mu.Unlock()
		p.running.Wait()
	})
	return p
}

// through makes a connector's settings go through the proxy, in clear so that it can read along.
func (p *proxy) through(d *sql.Database) {
	u, _ := url.Parse(d.URL)
	u.Host = p.listener.Addr().String()
	d.URL, d.CA, d.Insecure = u.String(), "", true
}

func (p *proxy) spoil(still bool, cut func([]byte) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.still, p.cut = still, cut
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		p.running.Go(func() { p.pump(client, server, func([]byte) (bool, bool) { return false, false }) })
		p.running.Go(func() { p.pump(server, client, p.judge) })
	}
}

func (p *proxy) judge(chunk []byte) (lost, over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.still, p.cut != nil && p.cut(chunk)
}

func (p *proxy) pump(from, to net.Conn, judge func([]byte) (lost, over bool)) {
	defer from.Close()
	defer to.Close()
	chunk := make([]byte, 512)
	for {
		n, err := from.Read(chunk)
		if err != nil {
			return
		}
		lost, over := judge(chunk[:n])
		if over {
			return
		}
		if lost {
			continue
		}
		if _, err := to.Write(chunk[:n]); err != nil {
			return
		}
	}
}

// after ends the connection when so many bytes have passed.
func after(n int) func([]byte) bool {
	return func(chunk []byte) bool {
		n -= len(chunk)
		return n < 0
	}
}
