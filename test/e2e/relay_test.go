package e2e

import (
	"net"
	"strings"
	"sync"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// relay stands between the program and a directory, and can spoil what passes.
type relay struct {
	listener net.Listener
	target   string
	running  sync.WaitGroup

	mu     sync.Mutex
	conns  []net.Conn
	writes int  // changes that were asked for
	done   int  // changes that were answered
	dead   bool // every connection is ended at once

	// onWrite says what becomes of the nth change that is asked for; nil: it passes.
	onWrite func(n int) fate
}

// fate is what becomes of a change.
type fate int

const (
	pass fate = iota
	busy      // it is not done: the directory says that it is busy
	die       // the directory is gone with it, until the relay is healed
	lost      // it is done, and the answer never comes: the directory is gone
)

func newRelay(t testing.TB, ldapURL string) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: listener, target: strings.TrimPrefix(ldapURL, "ldap://")}
	r.running.Go(r.serve)
	t.Cleanup(func() {
		listener.Close()
		r.kill()
		r.running.Wait()
	})
	return r
}

func (r *relay) url() string { return "ldap://" + r.listener.Addr().String() }

// spoil sets what becomes of changes from now on, counted from 1, and brings a dead directory back.
func (r *relay) spoil(onWrite func(n int) fate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.onWrite, r.writes, r.done, r.dead = onWrite, 0, 0, false
}

// asked returns how many changes were asked for since the last spoil.
func (r *relay) asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.writes
}

func (r *relay) kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead = true
	for _, c := range r.conns {
		c.Close()
	}
	r.conns = nil
}

func (r *relay) serve() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", r.target)
		if err != nil || !r.keep(client, server) {
			client.Close()
			continue
		}
		r.running.Go(func() { r.pump(client, server, r.request) })
		r.running.Go(func() { r.pump(server, client, r.answer) })
	}
}

func (r *relay) keep(conns ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dead {
		return false
	}
	r.conns = append(r.conns, conns...)
	return true
}

// pump carries messages from one side to the other; judge says what is sent on to where, nil: nothing any more.
func (r *relay) pump(from, to net.Conn, judge func(message *ber.Packet) (back bool, send *ber.Packet)) {
	defer from.Close()
	defer to.Close()
	for {
		message, err := ber.ReadPacket(from)
		if err != nil {
			return
		}
		back, send := judge(message)
		if send == nil {
			r.kill()
			return
		}
		receiver := to
		if back {
			receiver = from
		}
		if _, err := receiver.Write(send.Bytes()); err != nil {
			return
		}
	}
}

func (r *relay) request(message *ber.Packet) (back bool, send *ber.Packet) {
	if tag := message.Children[1].Tag; tag != ldap.ApplicationModifyRequest && tag != ldap.ApplicationDelRequest {
		return false, message
	}
	switch r.next() {
	case busy:
		return true, busyAnswer(message)
	case die:
		return false, nil
	case pass, lost:
	}
	return false, message
}

// answer ends everything when the answer is that of a change whose answer is to be lost.
func (r *relay) answer(message *ber.Packet) (back bool, send *ber.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if message.Children[1].Tag != ldap.ApplicationModifyResponse {
		return false, message
	}
	if r.done++; r.onWrite != nil && r.onWrite(r.done) == lost {
		return false, nil
	}
	return false, message
}

func (r *relay) next() fate {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes++
	if r.onWrite == nil {
		return pass
	}
	return r.onWrite(r.writes)
}

func busyAnswer(request *ber.Packet) *ber.Packet {
	message := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, request.Children[0].Value, ""))
	result := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationModifyResponse, nil, "")
	result.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, ldap.LDAPResultBusy, ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	message.AppendChild(result)
	return message
}
