package http_test

import (
	"encoding/base64"
	"fmt"
	"net"
	"strings"
)

// stream is a session of XMPP that is open, on a connection without TLS.
type stream struct {
	net.Conn
	said string // by the server, and not looked at yet
}

const streamHead = "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

// openStream signs in with a password and binds a resource (RFC 6120), as a client does before it can send a word.
func openStream(address, user, password, resource string) (*stream, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &stream{Conn: conn}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
	for _, step := range []struct{ send, until string }{
		{streamHead, "</stream:features>"},
		{"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + plain + "</auth>", "<success"},
		{streamHead, "</stream:features>"},
		{"<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource + "</resource></bind></iq>", "</jid>"},
	} {
		if err := s.exchange(step.send, step.until); err != nil {
			conn.Close()
			return nil, err
		}
	}
	return s, nil
}

func (s *stream) exchange(send, until string) error {
	if _, err := s.Write([]byte(send)); err != nil {
		return err
	}
	for !strings.Contains(s.said, until) {
		if strings.Contains(s.said, "<failure") || strings.Contains(s.said, "type='error'") || strings.Contains(s.said, "</stream:stream>") {
			return fmt.Errorf("the server says %s", s.said)
		}
		if err := s.hear(); err != nil {
			return err
		}
	}
	s.said = ""
	return nil
}

func (s *stream) hear() error {
	var more [4096]byte
	n, err := s.Read(more[:])
	s.said += string(more[:n])
	return err
}

// ended waits until the server ends the session, and returns what it said.
func (s *stream) ended() string {
	for s.hear() == nil {
		if strings.Contains(s.said, "</stream:stream>") {
			break
		}
	}
	return s.said
}
