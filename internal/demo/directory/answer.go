package directory

import (
	"errors"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// envelope is a response that still lacks its controls.
func envelope(id int64, op *ber.Packet, controls ...*ber.Packet) *ber.Packet {
	p := ber.NewSequence("LDAPMessage")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, id, "messageID"))
	p.AppendChild(op)
	if len(controls) > 0 {
		list := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "controls")
		for _, c := range controls {
			list.AppendChild(c)
		}
		p.AppendChild(list)
	}
	return p
}

// resultPacket says how a request ended; nil is success.
func resultPacket(tag ber.Tag, err error) *ber.Packet {
	r := &result{code: ldap.LDAPResultSuccess}
	if err != nil && !errors.As(err, &r) {
		r = &result{code: ldap.LDAPResultOther, text: err.Error()}
	}
	p := application(tag)
	p.AppendChild(enumerated(int64(r.code)))
	p.AppendChild(octetString(r.matched))
	p.AppendChild(octetString(r.text))
	return p
}

// entryPacket is one entry that a search found.
func entryPacket(e Entry) *ber.Packet {
	p := application(ldap.ApplicationSearchResultEntry)
	p.AppendChild(octetString(e.DN))
	attrs := ber.NewSequence("attributes")
	for _, a := range e.Attributes {
		attr := ber.NewSequence("attribute")
		attr.AppendChild(octetString(a.Name))
		values := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "values")
		for _, v := range a.Values {
			values.AppendChild(octetString(v))
		}
		attr.AppendChild(values)
		attrs.AppendChild(attr)
	}
	p.AppendChild(attrs)
	return p
}

// controlPacket is a control of a response; its value is another packet, wrapped.
func controlPacket(oid string, value *ber.Packet) *ber.Packet {
	p := ber.NewSequence("control")
	p.AppendChild(octetString(oid))
	p.AppendChild(octetString(string(value.Bytes())))
	return p
}

func application(tag ber.Tag) *ber.Packet {
	return ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "operation")
}

func octetString(s string) *ber.Packet {
	return ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, s, "")
}

func enumerated(n int64) *ber.Packet {
	return ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, n, "")
}
