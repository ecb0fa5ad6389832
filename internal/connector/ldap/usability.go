package ldap

import (
	ber "github.com/go-asn1-ber/asn1-ber"
	goldap "github.com/go-ldap/ldap/v3"
)

// oidUsability is the account usability control (draft-behera style, first of Sun's directory, offered by OpenLDAP's
// ppolicy): with it the directory says of each entry that it finds whether somebody could sign in with
// it now. It is the directory's own judgement, with every policy taken into account. It stays silent about an entry
// that no policy governs, that has no password, or whose userPassword we may not compare.
//
// 389 Directory Server (2.3) offers it too, and calls an entry available that nsAccountLock keeps out; and it refuses the
// whole search to an account that has no right to the control. So it is not asked there.
const oidUsability = "1.3.6.1.4.1.42.2.27.9.5.8"

// usability is the directory's judgement of an entry.
type usability string

// The judgements.
const (
	silent   usability = "" // nothing was said
	usable   usability = "usable"
	unusable usability = "unusable"
)

// decodeUsability reads the judgement: CHOICE { is_available [0] INTEGER, is_not_available [1] more_info }.
func decodeUsability(controls []goldap.Control) usability {
	answer, ok := goldap.FindControl(controls, oidUsability).(*goldap.ControlString)
	if !ok {
		return silent
	}
	choice, err := ber.DecodePacketErr([]byte(answer.ControlValue))
	if err != nil || choice.ClassType != ber.ClassContext {
		return silent
	}
	switch choice.Tag {
	case 0:
		return usable
	case 1:
		return unusable
	}
	return silent
}

// askUsability adds the control to a search where the directory offers it.
func (c *conn) askUsability(request *goldap.SearchRequest) *goldap.SearchRequest {
	if c.root.usability {
		request.Controls = append(request.Controls, goldap.NewControlString(oidUsability, false, ""))
	}
	return request
}
