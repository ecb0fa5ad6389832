package ldap_test

import (
	"net"
	"strings"
	"sync"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ldap"
)

// proxy stands between a connector and a directory, reads every message on its way, and can spoil it.
type proxy struct {
	t        testing.TB
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	asked func(request *ber.Packet) verdict // nil: everything passes
	said  func(answer *ber.Packet) verdict
}

// verdict says what becomes of a message.
type verdict struct {
	drop   bool        // it does not arrive, and neither does anything after it: the connection ends
	lose   bool        // it does not arrive
	answer *ber.Packet // it does not arrive, and this comes back
	change *ber.Packet // this arrives in its place
}

func newProxy(t testing.TB, ldapURL string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, listener: listener, target: strings.TrimPrefix(ldapURL, "ldap://")}
	p.running.Go(p.serve)
	t.Cleanup(func() {
		listener.Close()
		p.cut()
		p.running.Wait()
	})
	return p
}

// through makes a connector's settings go through the proxy, in clear so that it can read along.
func (p *proxy) through(cfg *ldap.Config) {
	cfg.URL, cfg.CA, cfg.Plaintext = "ldap://"+p.listener.Addr().String(), "", true
}

// spoil sets what becomes of messages.
func (p *proxy) spoil(asked, said func(*ber.Packet) verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.said = asked, said
}

// cut ends every connection.
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
		p.running.Go(func() { p.pump(client, server, client, func() func(*ber.Packet) verdict { return p.asked }) })
		p.running.Go(func() { p.pump(server, client, server, func() func(*ber.Packet) verdict { return p.said }) })
	}
}

// pump carries messages from one side to the other until one of them ends.
func (p *proxy) pump(from, to, back net.Conn, rule func() func(*ber.Packet) verdict) {
	defer from.Close()
	defer to.Close()
	for {
		message, err := ber.ReadPacket(from)
		if err != nil {
			return
		}
		switch v := p.judge(rule, message); {
		case v.drop:
			return
		case v.lose:
			continue
		case v.answer != nil:
			_, err = back.Write(v.answer.Bytes())
		case v.change != nil:
			_, err = to.Write(v.change.Bytes())
		default:
			_, err = to.Write(message.Bytes())
		}
		if err != nil {
			return
		}
	}
}

// judge asks the rule of the moment, one message at a time.
func (p *proxy) judge(rule func() func(*ber.Packet) verdict, message *ber.Packet) verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	if judge := rule(); judge != nil {
		return judge(message)
	}
	return verdict{}
}

// operation returns the tag of what a message asks for or answers.
func operation(message *ber.Packet) ber.Tag { return message.Children[1].Tag }

// answers maps what is asked to the tag of its answer.
var answers = map[ber.Tag]ber.Tag{
	goldap.ApplicationSearchRequest:   goldap.ApplicationSearchResultDone,
	goldap.ApplicationModifyRequest:   goldap.ApplicationModifyResponse,
	goldap.ApplicationDelRequest:      goldap.ApplicationDelResponse,
	goldap.ApplicationCompareRequest:  goldap.ApplicationCompareResponse,
	goldap.ApplicationExtendedRequest: goldap.ApplicationExtendedResponse,
}

// with makes an answer to a request that carries only a result code.
func with(request *ber.Packet, code int) *ber.Packet {
	message := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, request.Children[0].Value, ""))
	result := ber.Encode(ber.ClassApplication, ber.TypeConstructed, answers[operation(request)], nil, "")
	result.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, code, ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "the proxy says so", ""))
	message.AppendChild(result)
	return message
}

// refusing answers every request of the kinds with a code.
func refusing(code int, kinds ...ber.Tag) func(*ber.Packet) verdict {
	return func(request *ber.Packet) verdict {
		for _, kind := range kinds {
			if operation(request) == kind {
				return verdict{answer: with(request, code)}
			}
		}
		return verdict{}
	}
}

// afterEntries drops the connection when so many entries have passed.
func afterEntries(n int) func(*ber.Packet) verdict {
	return func(answer *ber.Packet) verdict {
		if operation(answer) != goldap.ApplicationSearchResultEntry {
			return verdict{}
		}
		n--
		return verdict{drop: n < 0}
	}
}

// lostAnswer drops the connection when the directory answers a write: the write is done, and nobody hears of it.
func lostAnswer(answer *ber.Packet) verdict {
	tag := operation(answer)
	return verdict{drop: tag == goldap.ApplicationModifyResponse || tag == goldap.ApplicationDelResponse}
}
