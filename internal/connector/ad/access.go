package ad

import (
	"encoding/binary"
	"slices"
)

// The rights of an access mask that we ask for (MS-DTYP 2.4.3, MS-ADTS 5.1.3.2).
const (
	mayCreateChild = 0x1
	mayDeleteChild = 0x2
	mayControl     = 0x100 // an extended right, such as to reset a password
	mayDelete      = 0x10000
	mayEverything  = 0x10000000
)

// The kinds of entries of an access list (MS-DTYP 2.4.4.1), and the flag of one that only its heirs go by.
const (
	aceAllow       = 0x0
	aceDeny        = 0x1
	aceAllowObject = 0x5
	aceDenyObject  = 0x6
	aceInheritOnly = 0x8
)

// mayReset is the extended right User-Force-Change-Password, as it stands in an access list.
const mayReset = "\x70\x95\x29\x00\x6d\x24\xd0\x11\xa7\x68\x00\xaa\x00\x6e\x05\x29"

// ace is one entry of an access list.
type ace struct {
	kind, flags byte
	mask        uint32
	object      string // the GUID of an attribute, a class or an extended right; empty: of all
	who         sid
}

// allows reports what an access list says of a right to somebody whose identifiers are us: the first entry that speaks of
// it decides. A list that we cannot read allows nothing.
func allows(descriptor string, us []sid, right uint32, object string) bool {
	for _, a := range accessList([]byte(descriptor)) {
		speaks := a.flags&aceInheritOnly == 0 && a.mask&(right|mayEverything) != 0 &&
			(a.object == "" || a.object == object) && slices.Contains(us, a.who)
		switch {
		case !speaks:
		case a.kind == aceAllow || a.kind == aceAllowObject:
			return true
		case a.kind == aceDeny || a.kind == aceDenyObject:
			return false
		}
	}
	return false
}

// accessList reads the discretionary list of a self-relative security descriptor (MS-DTYP 2.4.6).
func accessList(descriptor []byte) (list []ace) {
	const header, listHeader = 20, 8
	if len(descriptor) < header {
		return nil
	}
	at := int(binary.LittleEndian.Uint32(descriptor[16:]))
	if at < header || at+listHeader > len(descriptor) {
		return nil
	}
	rest := descriptor[at+listHeader:]
	for range binary.LittleEndian.Uint16(descriptor[at+4:]) {
		if len(rest) < 8 {
			return nil
		}
		size := int(binary.LittleEndian.Uint16(rest[2:]))
		if size < 8 || size > len(rest) {
			return nil
		}
		list = append(list, readACE(rest[:size]))
		rest = rest[size:]
	}
	return list
}

func readACE(raw []byte) ace {
	a := ace{kind: raw[0], flags: raw[1], mask: binary.LittleEndian.Uint32(raw[4:])}
	body := raw[8:]
	if (a.kind == aceAllowObject || a.kind == aceDenyObject) && len(body) >= 4 {
		flags := binary.LittleEndian.Uint32(body)
		body = body[4:]
		for bit := uint32(1); bit <= 2; bit <<= 1 { // the object, then the class of heirs
			if flags&bit == 0 || len(body) < 16 {
				continue
			}
			if bit == 1 {
				a.object = string(body[:16])
			}
			body = body[16:]
		}
	}
	if len(body) >= 8 {
		a.who = sid(body[:min(len(body), 8+4*int(body[1]))])
	}
	return a
}
