package mysql_test

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/exeunt-iam/exeunt/internal/connector/mysql"
)

// packet is one packet of the protocol: four bytes of head, then the body.
type packet []byte

func readPacket(from io.Reader) (packet, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	p := append(packet(head), make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)...)
	_, err := io.ReadFull(from, p[4:])
	return p, err
}

// statement returns the SQL of a packet that asks for something, else nothing.
func (p packet) statement() string {
	const query, prepare = 0x03, 0x16
	if len(p) > 5 && p[3] == 0 && (p[4] == query || p[4] == prepare) {
		return string(p[5:])
	}
	return ""
}

// refusal is the answer to a packet with an error.
func refusal(sequence byte, code uint16, text string) packet {
	body := append([]byte{0xff}, binary.LittleEndian.AppendUint16(nil, code)...)
	body = append(body, text...)
	return append(packet{byte(len(body)), 0, 0, sequence}, body...)
}

// proxy stands between a connector and a server, reads every packet on its way, and can spoil it.
type proxy struct {
	t        testing.TB
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	rule  rule
}

// rule says how the server misbehaves; the zero value does not.
type rule struct {
	full   bool                        // nobody new is let in
	refuse func(statement string) bool // answered with code
	code   uint16
	lose   bool                        // nothing that the server says arrives
	drop   func(statement string) bool // the connection ends when the server answers this
	after  int                         // and then only behind so many packets
}

func newProxy(t testing.TB, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, listener: listener, target: target}
	p.running.Go(p.serve)
	t.Cleanup(func() {
		listener.Close()
		p.cut()
		p.running.Wait()
	})
	return p
}

// through makes a connector's settings go through the proxy, in clear so that it can read along.
func (p *proxy) through(cfg *mysql.Config) {
	cfg.URL, cfg.CA, cfg.Insecure = "mysql://"+p.listener.Addr().String(), "", true
}

func (p *proxy) spoil(r rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rule = r
}

func (p *proxy) now() rule {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rule
}

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		if r := p.now(); r.full {
			client.Write(refusal(0, r.code, "the proxy is full"))
			client.Close()
			continue
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		l := &line{proxy: p, client: client, server: server}
		p.running.Go(l.ask)
		p.running.Go(l.answer)
	}
}

// line is one connection.
type line struct {
	*proxy
	client, server net.Conn

	last     sync.Mutex
	asked    string // the last statement
	answered int    // packets since
}

func (l *line) ask() {
	defer l.client.Close()
	defer l.server.Close()
	for {
		p, err := readPacket(l.client)
		if err != nil {
			return
		}
		statement, r := p.statement(), l.now()
		if statement != "" {
			l.last.Lock()
			l.asked, l.answered = statement, 0
			l.last.Unlock()
		}
		if statement != "" && r.refuse != nil && r.refuse(statement) {
			_, err = l.client.Write(refusal(1, r.code, "#42000the proxy says so"))
		} else {
			_, err = l.server.Write(p)
		}
		if err != nil {
			return
		}
	}
}

func (l *line) answer() {
	defer l.client.Close()
	defer l.server.Close()
	for {
		p, err := readPacket(l.server)
		if err != nil {
			return
		}
		l.last.Lock()
		asked := l.asked
		l.answered++
		answered := l.answered
		l.last.Unlock()
		switch r := l.now(); {
		case r.lose:
			continue
		case r.drop != nil && r.drop(asked) && answered > r.after:
			return
		}
		if _, err := l.client.Write(p); err != nil {
			return
		}
	}
}

// beginning reports statements that begin with one of the words.
func beginning(words ...string) func(string) bool {
	return func(statement string) bool {
		for _, w := range words {
			if strings.HasPrefix(statement, w) {
				return true
			}
		}
		return false
	}
}

func everything(string) bool { return true }

// elsewhere carries bytes from another address of this machine, for which the server has no certificate.
func elsewhere(t testing.TB, target string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", target)
			if err != nil {
				client.Close()
				return
			}
			running.Go(func() { io.Copy(server, client); server.Close() })
			running.Go(func() { io.Copy(client, server); client.Close() })
		}
	})
	t.Cleanup(func() { listener.Close(); running.Wait() })
	return listener.Addr().String()
}
