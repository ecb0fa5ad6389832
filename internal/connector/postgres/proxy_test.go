package postgres_test

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/exeunt-iam/exeunt/internal/connector/postgres"
)

// message is one message of the protocol (PostgreSQL manual, chapter 55). The first of a connection has no kind.
type message struct {
	kind byte
	body []byte
}

func readMessage(from io.Reader, first bool) (m message, err error) {
	head := make([]byte, 5)
	if first {
		head = head[:4]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return m, err
	}
	if !first {
		m.kind = head[0]
	}
	m.body = make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
	_, err = io.ReadFull(from, m.body)
	return m, err
}

func (m message) bytes() []byte {
	var b []byte
	if m.kind != 0 {
		b = append(b, m.kind)
	}
	return append(binary.BigEndian.AppendUint32(b, uint32(len(m.body)+4)), m.body...)
}

// statement returns the SQL of a message that asks for something, else nothing.
func (m message) statement() string {
	switch parts := strings.Split(string(m.body), "\x00"); m.kind {
	case 'Q':
		return parts[0]
	case 'P':
		return parts[1]
	}
	return ""
}

// proxy stands between a connector and a server, reads every message on its way, and can spoil it.
type proxy struct {
	t        testing.TB
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	asked func(message) string // the code of the error with which the server is made to answer; empty: it passes
	said  func(message) verdict
}

// verdict says what becomes of an answer.
type verdict string

const (
	pass verdict = ""
	drop verdict = "drop" // it does not arrive, and the connection ends
	lose verdict = "lose" // it does not arrive
)

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
func (p *proxy) through(cfg *postgres.Config) {
	cfg.URL, cfg.CA, cfg.Insecure = "postgres://"+p.listener.Addr().String()+"/target", "", true
}

func (p *proxy) spoil(asked func(message) string, said func(message) verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.said = asked, said
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
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		l := &line{proxy: p, client: client, server: server, status: 'I'}
		p.running.Go(l.ask)
		p.running.Go(l.answer)
	}
}

// line is one connection.
type line struct {
	*proxy
	client, server net.Conn

	sending sync.Mutex // to the client
	status  byte       // of the transaction, as the server said last
}

// ask carries messages to the server. One that is refused is answered at the next end of a request.
func (l *line) ask() {
	defer l.client.Close()
	defer l.server.Close()
	refused := ""
	for first := true; ; first = false {
		m, err := readMessage(l.client, first)
		if err != nil {
			return
		}
		if refused == "" {
			refused = l.judgeAsked(m)
		}
		switch {
		case refused == "":
			_, err = l.server.Write(m.bytes())
		case first:
			l.refuse(refused)
			return
		case m.kind == 'Q' || m.kind == 'S':
			err = l.refuse(refused)
			refused = ""
		}
		if err != nil {
			return
		}
	}
}

func (l *line) refuse(code string) error {
	l.sending.Lock()
	defer l.sending.Unlock()
	if l.status == 'T' {
		l.status = 'E'
	}
	out, _ := (&pgproto3.ErrorResponse{Severity: "ERROR", SeverityUnlocalized: "ERROR", Code: code, Message: "the proxy says so"}).Encode(nil)
	out, _ = (&pgproto3.ReadyForQuery{TxStatus: l.status}).Encode(out)
	_, err := l.client.Write(out)
	return err
}

// answer carries messages to the client.
func (l *line) answer() {
	defer l.client.Close()
	defer l.server.Close()
	for {
		m, err := readMessage(l.server, false)
		if err != nil {
			return
		}
		switch l.judgeSaid(m) {
		case drop:
			return
		case lose:
			continue
		case pass:
		}
		l.sending.Lock()
		if m.kind == 'Z' {
			l.status = m.body[0]
		}
		_, err = l.client.Write(m.bytes())
		l.sending.Unlock()
		if err != nil {
			return
		}
	}
}

func (p *proxy) judgeAsked(m message) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked == nil {
		return ""
	}
	return p.asked(m)
}

func (p *proxy) judgeSaid(m message) verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.said == nil {
		return pass
	}
	return p.said(m)
}

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

// refusing answers statements that begin with one of the words, or every request when there is none, with an error.
func refusing(code string, words ...string) func(message) string {
	return func(m message) string {
		begins := func(word string) bool { return strings.HasPrefix(m.statement(), word) }
		if len(words) == 0 && (m.statement() != "" || m.kind == 0) || slices.ContainsFunc(words, begins) {
			return code
		}
		return ""
	}
}

// afterRows drops the connection when so many rows have passed.
func afterRows(n int) func(message) verdict {
	return func(m message) verdict {
		if m.kind != 'D' {
			return pass
		}
		if n--; n < 0 {
			return drop
		}
		return pass
	}
}

// lostCommit drops the connection when the server confirms the end of a transaction: the write is done, and nobody hears
// of it.
func lostCommit(m message) verdict {
	if m.kind == 'C' && string(m.body) == "COMMIT\x00" {
		return drop
	}
	return pass
}
