package directory

import (
	"encoding/binary"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// cursor is where the paged search of a connection stands (RFC 2696). As with OpenLDAP a connection has one, and a
// cookie is good on the connection that gave it only.
type cursor struct {
	last  int // the id of the last record sent; 0: no search is under way
	count int // how many were sent
}

// page is one page of a search. A search without the control is one page of any size.
type page struct {
	paged bool
	size  int
	from  cursor
}

// readPage reads the control. A search begins with an empty cookie; another one must be the cookie given last.
func (s *session) readPage(m *message) (page, error) {
	c := m.control(ldap.ControlTypePaging)
	if c == nil {
		return page{}, nil
	}
	value, err := ber.DecodePacketErr([]byte(c.value))
	if err != nil {
		return page{}, refuse(ldap.LDAPResultProtocolError, "paged results control could not be decoded")
	}
	f := inside(value)
	size, cookie := f.number(), f.text()
	p := page{paged: true, size: int(size)}
	switch {
	case f.err != nil:
		return p, f.err
	case size < 0:
		return p, refuse(ldap.LDAPResultProtocolError, "paged results control size is invalid")
	case cookie != "" && s.cursor == cursor{}:
		return p, refuse(ldap.LDAPResultProtocolError, "paged results cookie is invalid")
	case cookie != "" && cookie != string(s.cursor.cookie()):
		return p, refuse(ldap.LDAPResultUnwillingToPerform, "paged results cookie is invalid or old")
	case size > sizeLimit:
		return p, refuse(ldap.LDAPResultAdminLimitExceeded, "illegal pagedResults page size")
	case cookie != "":
		p.from = s.cursor
	}
	return p, nil
}

// cut keeps of what was found the page, within the limits of the client and of who asks, and says where the next page
// begins: the zero cursor when there is none.
func (s *session) cut(found []*record, q search, p page) ([]*record, cursor, error) {
	if p.paged && p.size == 0 {
		return nil, cursor{}, nil
	}
	rest := found
	for p.from.last > 0 && len(rest) > 0 && rest[0].id <= p.from.last {
		rest = rest[1:]
	}
	allowed := len(rest)
	if q.limit > 0 {
		allowed = min(allowed, max(0, int(q.limit)-p.from.count))
	}
	if !s.trusted() {
		allowed = min(allowed, sizeLimit-p.from.count)
	}
	switch {
	case p.paged && p.size <= allowed && p.size < len(rest):
		return rest[:p.size], cursor{last: rest[p.size-1].id, count: p.from.count + p.size}, nil
	case allowed < len(rest):
		return rest[:allowed], cursor{}, &result{code: ldap.LDAPResultSizeLimitExceeded}
	}
	return rest, cursor{}, nil
}

func (c cursor) cookie() []byte {
	if c.last == 0 {
		return nil
	}
	return binary.LittleEndian.AppendUint64(nil, uint64(c.last))
}

// turn moves the connection's cursor, and returns the control that tells the client. A page of nothing leaves it alone.
func (s *session) turn(p page, next cursor) []*ber.Packet {
	if !p.paged || p.size == 0 {
		return nil
	}
	s.cursor = next
	value := ber.NewSequence("realSearchControlValue")
	value.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 0, "size: we do not say"))
	value.AppendChild(octetString(string(next.cookie())))
	return []*ber.Packet{controlPacket(ldap.ControlTypePaging, value)}
}
