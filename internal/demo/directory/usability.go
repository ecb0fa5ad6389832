package directory

import (
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
)

// usabilityOID is the account usability control: a search that carries it is told of each entry whether a right password
// would open the door. OpenLDAP's ppolicy offers it.
const usabilityOID = "1.3.6.1.4.1.42.2.27.9.5.8"

// usability is the answer for one entry: none where no policy holds or there is no password.
func (t *tree) usability(r *record, at time.Time) []*ber.Packet {
	p := t.policyOf(r)
	if p == nil || r.values("userPassword") == nil {
		return nil
	}
	if !p.locked(r, at) {
		return []*ber.Packet{controlPacket(usabilityOID, contextInteger(0, -1))} // usable; the password never expires
	}
	more := ber.Encode(ber.ClassContext, ber.TypeConstructed, 1, nil, "is_not_available")
	for tag := range ber.Tag(3) { // inactive, reset, expired: OpenLDAP says so of none that is locked
		more.AppendChild(ber.NewLDAPBoolean(ber.ClassContext, ber.TypePrimitive, tag, false, ""))
	}
	more.AppendChild(contextInteger(3, -1)) // sign-ins left
	more.AppendChild(contextInteger(4, -1)) // seconds until it opens by itself
	return []*ber.Packet{controlPacket(usabilityOID, more)}
}

func contextInteger(tag ber.Tag, n int64) *ber.Packet {
	return ber.NewInteger(ber.ClassContext, ber.TypePrimitive, tag, n, "")
}
