package directory

import (
	"bufio"
	"net"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// session is one connection: who has signed in on it, and how far its paged search is. It does one request after the
// other, so that "abandon" always comes too late.
type session struct {
	directory *Directory
	out       *bufio.Writer
	who       name // nobody: the root
	cursor    cursor
}

func (d *Directory) serve(conn net.Conn) {
	s := &session{directory: d, out: bufio.NewWriter(conn)}
	in := bufio.NewReader(conn)
	for {
		m, err := readMessage(in)
		if err != nil || !s.handle(&m) || s.out.Flush() != nil {
			return
		}
	}
}

// handle answers a request. It is false when the connection ends: the client has said so, or asks for what is no request.
func (s *session) handle(m *message) bool {
	answer, known := answerTo[m.op.Tag]
	if known {
		s.answer(m, answer)
	}
	return known || m.op.Tag == ldap.ApplicationAbandonRequest
}

func (s *session) answer(m *message, answer ber.Tag) {
	if err := m.checkControls(); err != nil {
		s.reply(m, resultPacket(answer, err))
		return
	}
	switch m.op.Tag {
	case ldap.ApplicationBindRequest:
		s.bind(m)
	case ldap.ApplicationSearchRequest:
		s.search(m)
	case ldap.ApplicationCompareRequest:
		s.reply(m, resultPacket(answer, s.compare(m.op)))
	case ldap.ApplicationExtendedRequest:
		s.reply(m, s.extended(m.op))
	default:
		s.reply(m, resultPacket(answer, s.write(m.op)))
	}
}

// answerTo says with which operation a request is answered.
var answerTo = map[ber.Tag]ber.Tag{
	ldap.ApplicationBindRequest:     ldap.ApplicationBindResponse,
	ldap.ApplicationSearchRequest:   ldap.ApplicationSearchResultDone,
	ldap.ApplicationModifyRequest:   ldap.ApplicationModifyResponse,
	ldap.ApplicationAddRequest:      ldap.ApplicationAddResponse,
	ldap.ApplicationDelRequest:      ldap.ApplicationDelResponse,
	ldap.ApplicationModifyDNRequest: ldap.ApplicationModifyDNResponse,
	ldap.ApplicationCompareRequest:  ldap.ApplicationCompareResponse,
	ldap.ApplicationExtendedRequest: ldap.ApplicationExtendedResponse,
}

// checkControls refuses a control that must be understood and is not.
func (m *message) checkControls() error {
	for _, c := range m.controls {
		if c.critical && !supports(c.oid) {
			return refuse(ldap.LDAPResultUnavailableCriticalExtension, "critical extension is not recognized")
		}
	}
	return nil
}

// reply writes a response; a connection that cannot take it is noticed when the buffer is flushed.
func (s *session) reply(m *message, op *ber.Packet, controls ...*ber.Packet) {
	_, _ = s.out.Write(envelope(m.id, op, controls...).Bytes())
}

func (s *session) known() bool { return s.who.depth() > 0 }

// trusted reports whether the service account has signed in.
func (s *session) trusted() bool { return s.who.key() == service.key() }

func (s *session) author() author { return author{dn: s.who.text, at: time.Now()} }

// extended answers "who am I?" (RFC 4532), and nothing else.
func (s *session) extended(op *ber.Packet) *ber.Packet {
	asked := inside(op).option(0)
	if asked == nil || asked.Data.String() != whoAmI {
		return resultPacket(ldap.ApplicationExtendedResponse, refuse(ldap.LDAPResultProtocolError, "unsupported extended operation"))
	}
	p := resultPacket(ldap.ApplicationExtendedResponse, nil)
	said := ""
	if s.known() {
		said = "dn:" + s.who.text
	}
	p.AppendChild(ber.NewString(ber.ClassContext, ber.TypePrimitive, 11, said, "responseValue"))
	return p
}
