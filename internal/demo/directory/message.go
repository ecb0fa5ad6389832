package directory

import (
	"errors"
	"io"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// maxMessage is how long a request may be, in bytes: OpenLDAP's own limit for a client that has signed in.
const maxMessage = 4 << 20

// message is one request (RFC 4511, section 4.1.1).
type message struct {
	id       int64
	op       *ber.Packet
	controls []control
}

// control is what a client asks for beside the operation (RFC 4511, section 4.1.11).
type control struct {
	oid      string
	critical bool
	value    string
}

var errNotLDAP = errors.New("not an LDAP message")

// readMessage reads the next request. An error ends the connection: what follows cannot be understood any more.
func readMessage(in io.Reader) (message, error) {
	p, err := ber.ReadPacket(io.LimitReader(in, maxMessage))
	if err != nil {
		return message{}, err
	}
	f := inside(p)
	m := message{id: f.number(), op: f.next()}
	if f.err != nil || m.op.ClassType != ber.ClassApplication {
		return message{}, errNotLDAP
	}
	if list := f.option(0); list != nil {
		for _, p := range list.Children {
			c, err := readControl(p)
			if err != nil {
				return message{}, errNotLDAP
			}
			m.controls = append(m.controls, c)
		}
	}
	return m, nil
}

func readControl(p *ber.Packet) (control, error) {
	f := inside(p)
	c := control{oid: f.text()}
	if len(f.rest) > 0 && f.rest[0].Tag == ber.TagBoolean {
		c.critical = f.truth()
	}
	if len(f.rest) > 0 {
		c.value = f.text()
	}
	return c, f.err
}

// control returns the one with that OID, nil when it was not asked for.
func (m *message) control(oid string) *control {
	for i := range m.controls {
		if m.controls[i].oid == oid {
			return &m.controls[i]
		}
	}
	return nil
}

// fields walks over the parts of a packet in their order. The first problem stays: read everything, then look at err.
type fields struct {
	rest []*ber.Packet
	err  error
}

func inside(p *ber.Packet) *fields { return &fields{rest: p.Children} }

func (f *fields) next() *ber.Packet {
	if len(f.rest) == 0 {
		f.err = refuse(ldap.LDAPResultProtocolError, "the request is cut short")
		return ber.NewSequence("nothing")
	}
	p := f.rest[0]
	f.rest = f.rest[1:]
	return p
}

func (f *fields) text() string { return f.next().Data.String() }

func (f *fields) number() int64 {
	n, err := ber.ParseInt64(f.next().Data.Bytes())
	if err != nil && f.err == nil {
		f.err = refuse(ldap.LDAPResultProtocolError, "a number is too large")
	}
	return n
}

func (f *fields) truth() bool {
	content := f.next().Data.Bytes()
	return len(content) == 1 && content[0] != 0
}

// option returns the next part if it is there and bears that tag of the context, else nil.
func (f *fields) option(tag ber.Tag) *ber.Packet {
	if len(f.rest) == 0 || f.rest[0].ClassType != ber.ClassContext || f.rest[0].Tag != tag {
		return nil
	}
	return f.next()
}

// texts reads a part that is a list of strings.
func (f *fields) texts() []string {
	list := inside(f.next())
	var all []string
	for len(list.rest) > 0 {
		all = append(all, list.text())
	}
	return all
}
