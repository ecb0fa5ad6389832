package ad

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// guidText writes an objectGUID as Windows does: the first three parts are little-endian (MS-DTYP 2.3.4). Empty where
// it is no GUID.
func guidText(raw string) string {
	if len(raw) != 16 {
		return ""
	}
	g := []byte(raw)
	slices.Reverse(g[0:4])
	slices.Reverse(g[4:6])
	slices.Reverse(g[6:8])
	return fmt.Sprintf("%x-%x-%x-%x-%x", g[0:4], g[4:6], g[6:8], g[8:10], g[10:16])
}

// guidDN returns the name by which a domain finds the entry with a key, wherever it stands (MS-ADTS 3.1.1.3.1.2.4). ok
// is false for what cannot be a key.
func guidDN(key string) (dn string, ok bool) {
	parts := strings.Split(key, "-")
	if len(parts) != 5 || len(key) != 36 || len(parts[0]) != 8 || len(parts[1]) != 4 || len(parts[2]) != 4 || len(parts[3]) != 4 {
		return "", false
	}
	if _, err := hex.DecodeString(strings.Join(parts, "")); err != nil {
		return "", false
	}
	return "<GUID=" + key + ">", true
}

// sid is a security identifier in its binary form (MS-DTYP 2.4.2.2).
type sid string

func sids(values []string) []sid {
	list := make([]sid, len(values))
	for i, v := range values {
		list[i] = sid(v)
	}
	return list
}

// with returns the identifier of an account or group of the domain whose identifier s is.
func (s sid) with(rid uint32) sid {
	if len(s) < 8 {
		return ""
	}
	longer := []byte(s)
	longer[1]++
	return sid(binary.LittleEndian.AppendUint32(longer, rid))
}

// rid returns the last number, which tells an account or group within its domain.
func (s sid) rid() uint32 {
	if len(s) < 12 {
		return 0
	}
	return binary.LittleEndian.Uint32([]byte(s[len(s)-4:]))
}

// builtin reports an identifier of S-1-5-32, the groups that every domain controller has.
func (s sid) builtin() bool {
	return len(s) == 16 && strings.HasPrefix(string(s), "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00")
}

// dn returns the name by which a domain finds the entry with the identifier.
func (s sid) dn() string { return "<SID=" + hex.EncodeToString([]byte(s)) + ">" }
