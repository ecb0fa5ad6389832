package ad_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"

	"github.com/exeunt-iam/exeunt/internal/connector/ad"
	"github.com/exeunt-iam/exeunt/internal/systemtest"
)

// proxy stands between a connector and a domain controller under its certificate, reads every message on its way, and
// can spoil it.
type proxy struct {
	t        testing.TB
	domain   *systemtest.Domain
	trusted  *x509.CertPool
	listener net.Listener
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

func newProxy(t testing.TB, domain *systemtest.Domain) *proxy {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(domain.Cert, domain.Key)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", net.JoinHostPort(domain.Address, "0"), &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, domain: domain, trusted: x509.NewCertPool(), listener: listener}
	p.trusted.AppendCertsFromPEM([]byte(file(t, domain.CA)))
	p.running.Go(p.serve)
	t.Cleanup(func() {
		listener.Close()
		p.cut()
		p.running.Wait()
	})
	return p
}

// through makes a connector's settings go through the proxy.
func (p *proxy) through(cfg *ad.Config) { cfg.URL = "ldaps://" + p.listener.Addr().String() }

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
		p.running.Go(func() { p.join(client) })
	}
}

func (p *proxy) join(client net.Conn) {
	dialer := &tls.Dialer{Config: &tls.Config{RootCAs: p.trusted}}
	server, err := dialer.DialContext(context.Background(), "tcp", net.JoinHostPort(p.domain.Address, "636"))
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.conns = append(p.conns, client, server)
	p.mu.Unlock()
	p.running.Go(func() { p.pump(client, server, client, func() func(*ber.Packet) verdict { return p.asked }) })
	p.pump(server, client, server, func() func(*ber.Packet) verdict { return p.said })
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
	goldap.ApplicationBindRequest:     goldap.ApplicationBindResponse,
	goldap.ApplicationSearchRequest:   goldap.ApplicationSearchResultDone,
	goldap.ApplicationModifyRequest:   goldap.ApplicationModifyResponse,
	goldap.ApplicationModifyDNRequest: goldap.ApplicationModifyDNResponse,
	goldap.ApplicationDelRequest:      goldap.ApplicationDelResponse,
	goldap.ApplicationCompareRequest:  goldap.ApplicationCompareResponse,
}

var writes = []ber.Tag{goldap.ApplicationModifyRequest, goldap.ApplicationModifyDNRequest, goldap.ApplicationDelRequest}

// with makes an answer to a request that carries only a result code and what the server says.
func with(request *ber.Packet, code int, said string) *ber.Packet {
	message := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, request.Children[0].Value, ""))
	result := ber.Encode(ber.ClassApplication, ber.TypeConstructed, answers[operation(request)], nil, "")
	result.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, code, ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, said, ""))
	message.AppendChild(result)
	return message
}

// refusing answers the named requests with a result code.
func refusing(code int, tags ...ber.Tag) func(*ber.Packet) verdict {
	return func(request *ber.Packet) verdict {
		for _, tag := range tags {
			if operation(request) == tag {
				return verdict{answer: with(request, code, "the proxy says so")}
			}
		}
		return verdict{}
	}
}

// lostAnswer ends the connection in the place of the answer to a change.
func lostAnswer(answer *ber.Packet) verdict {
	return verdict{drop: operation(answer) == goldap.ApplicationModifyResponse}
}

// beforeTheFirstWrite does something before the first change goes through.
func beforeTheFirstWrite(do func()) func(*ber.Packet) verdict {
	var once sync.Once
	return func(request *ber.Packet) verdict {
		if operation(request) == goldap.ApplicationModifyRequest {
			once.Do(do)
		}
		return verdict{}
	}
}
